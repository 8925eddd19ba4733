import { AppError } from '../contract/errors.ts'
import type { PictureKind } from './picture-rules.ts'
import { pictureKind } from './picture-rules.ts'

/**
 * A picture that may be kept.
 * @throws AppError `photo_unreadable`: not of these kinds, or more bytes than `maxBytes`
 */
export function usablePicture(bytes: Uint8Array, kinds: readonly PictureKind[], maxBytes: number): Buffer {
  const kind = pictureKind(bytes)
  if (kind === null || !kinds.includes(kind)) throw new AppError('photo_unreadable', { reason: 'kind' })
  if (bytes.length > maxBytes) throw new AppError('photo_unreadable', { reason: 'size', maxBytes })
  return Buffer.from(bytes)
}

/** The picture as the `src` of an image. */
export function pictureUrl(bytes: Buffer): string {
  return `data:image/${pictureKind(bytes) ?? 'jpeg'};base64,${bytes.toString('base64')}`
}
