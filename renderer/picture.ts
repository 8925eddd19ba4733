import { AppError } from '../core/contract/errors.ts'

/** The size of a picture made to fit a square; small pictures stay as they are. All in pixels. */
export function fittedSize(width: number, height: number, longestSide: number): { width: number; height: number } {
  const scale = Math.min(1, longestSide / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/**
 * Reads a picture file and draws it anew, no side longer than `longestSide` pixels: what the camera wrote beside the
 * picture (place, time, name) stays behind. A JPEG gets a white ground.
 * @throws AppError `photo_unreadable`
 */
export async function redrawn(
  file: Blob,
  longestSide: number,
  type: 'image/jpeg' | 'image/png',
): Promise<Uint8Array<ArrayBuffer>> {
  const source = await createImageBitmap(file).catch(() => null)
  if (source === null) throw new AppError('photo_unreadable')
  const canvas = document.createElement('canvas')
  Object.assign(canvas, fittedSize(source.width, source.height, longestSide))
  const pen = canvas.getContext('2d')
  if (pen === null) throw new AppError('photo_unreadable')
  if (type === 'image/jpeg') {
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, canvas.width, canvas.height)
  }
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(source, 0, 0, canvas.width, canvas.height)
  source.close()
  const drawn = await new Promise<Blob | null>(done => canvas.toBlob(done, type, 0.85))
  if (drawn === null) throw new AppError('photo_unreadable')
  return new Uint8Array(await drawn.arrayBuffer())
}
