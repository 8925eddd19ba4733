/**
 * Text of a fixed field, up to its first NUL. UTF-8 where the bytes are UTF-8; terminals set to another language
 * write one byte a letter, which is read as Latin-1 so that no name is lost.
 */
export function readText(field: Uint8Array): string {
  const end = field.indexOf(0)
  const bytes = end < 0 ? field : field.subarray(0, end)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return Array.from(bytes, byte => String.fromCharCode(byte)).join('')
  }
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
