import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

/** Leaves two thousand million ids to each millisecond. */
const furthestStart = 0x7fff_ffff

/** When the last id was made, and its place within that millisecond. */
const last = { msecs: 0, seq: 0 }

/**
 * A new UUIDv7: unique everywhere, and what this program makes later sorts later, also within a millisecond and when
 * the computer's clock is set back. Its time is the computer's, not the school's.
 */
export function newId<I extends string>(): I {
  // Electron 25's main process has no global `crypto`, which the package would use by itself. With a source of its own
  // it does not count within a millisecond either.
  const random = randomFillSync(new Uint8Array(16))
  const now = Date.now()
  if (now > last.msecs) {
    last.msecs = now
    last.seq = new DataView(random.buffer).getUint32(0) & furthestStart
  } else {
    last.seq += 1
  }
  return v7({ random, msecs: last.msecs, seq: last.seq }) as I
}
