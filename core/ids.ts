import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

/** A new UUIDv7: unique everywhere, and rows made later sort later. Its time is the computer's, not the school's. */
export function newId<I extends string>(): I {
  // Electron 25's main process has no global `crypto`, which the package would use by itself.
  return v7({ random: randomFillSync(new Uint8Array(16)) }) as I
}
