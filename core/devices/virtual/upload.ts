/** The buffer a PC fills piece by piece before it says what it is for. */
export type Upload = {
  /** PREPARE_DATA: opens it anew for so many bytes. False: nothing, or more than there is room for. */
  prepare(size: number): boolean
  /** DATA: the next piece. False: not open, too large a piece, or more than announced. */
  append(piece: Uint8Array): boolean
  /** Null until as much has come as was announced. */
  whole(): Uint8Array | null
  free(): void
}

/** Most bytes of one piece. */
const PIECE = 1024

export function createUpload(limit: number): Upload {
  let buffer: Uint8Array | null = null
  let filled = 0
  return {
    prepare(size) {
      buffer = null
      if (size === 0 || size > limit) return false
      buffer = new Uint8Array(size)
      filled = 0
      return true
    },
    append(piece) {
      if (!buffer || piece.length === 0 || piece.length > PIECE || filled + piece.length > buffer.length) return false
      buffer.set(piece, filled)
      filled += piece.length
      return true
    },
    whole: () => (buffer && filled === buffer.length ? buffer : null),
    free() {
      buffer = null
    },
  }
}
