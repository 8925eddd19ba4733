/** Repeatable random numbers: the same seed gives the same row. */
export type Random = {
  /** A whole number from 0 to `below` − 1. */
  int(below: number): number
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
  /** True in a part of all cases, 0…1; 0 takes no number from the row. */
  chance(part: number): boolean
}

/** @param seed any whole number; only its low 32 bits count */
export function createRandom(seed: number): Random {
  // splitmix32: a counter whose bits are stirred
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  const int = (below: number): number => Math.floor((next() / 0x1_0000_0000) * below)
  return {
    int,
    pick(list) {
      const chosen = list[int(list.length)]
      if (chosen === undefined) throw new RangeError('nothing to pick from')
      return chosen
    },
    chance: part => part > 0 && next() / 0x1_0000_0000 < part,
  }
}
