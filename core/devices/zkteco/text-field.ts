const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const SPACE = 0x20
const DELETE = 0x7f

function upToNul(field: Uint8Array): Uint8Array {
  const end = field.indexOf(0)
  return end < 0 ? field : field.subarray(0, end)
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return null
  }
}

/**
 * Text of a fixed field, up to its first NUL. UTF-8 where the bytes are UTF-8; terminals set to another language
 * write one byte a letter, which is read as Latin-1 so that no name is lost.
 */
export function readText(field: Uint8Array): string {
  const bytes = upToNul(field)
  return decodeUtf8(bytes) ?? Array.from(bytes, byte => String.fromCharCode(byte)).join('')
}

/** Whether a field can hold a name, in whatever code page: no control characters before its NUL. */
export function looksLikeText(field: Uint8Array): boolean {
  for (const byte of field) {
    if (byte === 0) return true
    if (byte < SPACE || byte === DELETE) return false
  }
  return true
}

/** Whether a field can hold an id: as a name, and UTF-8. An empty one can. */
export function looksLikeId(field: Uint8Array): boolean {
  let ascii = true
  for (const byte of field) {
    if (byte === 0) break
    if (byte < SPACE || byte === DELETE) return false
    if (byte > DELETE) ascii = false
  }
  return ascii || decodeUtf8(upToNul(field)) !== null
}

/** Writes text and, where there is room, the NUL after it; what follows keeps its bytes. Text too long is cut at a whole letter. */
export function writeText(field: Uint8Array, text: string): void {
  const { written } = new TextEncoder().encodeInto(text, field)
  if (written < field.length) field[written] = 0
}

/**
 * As `writeText`, for text that must not lose a letter (ids, passwords).
 * @throws RangeError when it does not fit
 */
export function writeWholeText(field: Uint8Array, text: string, what: string): void {
  if (new TextEncoder().encode(text).length > field.length) {
    throw new RangeError(`${what} is longer than ${field.length} bytes`)
  }
  writeText(field, text)
}
