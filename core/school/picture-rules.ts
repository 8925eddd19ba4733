export type PictureKind = 'png' | 'jpeg'

const beginnings: readonly (readonly [PictureKind, readonly number[]])[] = [
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
]

/** What a picture is by its first bytes, whatever its name says; null: no picture this school can use. */
export function pictureKind(bytes: Uint8Array): PictureKind | null {
  return beginnings.find(([, begin]) => begin.every((byte, i) => bytes[i] === byte))?.[0] ?? null
}
