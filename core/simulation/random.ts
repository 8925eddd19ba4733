import { createRandom as createSource } from '../devices/virtual/random.ts'

/** Numbers that look random and are the same for the same seed. */
export type Random = {
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number
  /** True in this share of cases. */
  chance(share: number): boolean
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
  shuffle<T>(list: readonly T[]): T[]
  /** A whole number, bell-shaped between `from` and `to`: thickest in the middle. */
  bell(from: number, to: number): number
}

/** @param seed any whole number; different seeds give unrelated sequences */
export function createRandom(seed: number): Random {
  const source = createSource(seed)
  const share = () => source.int(1_000_000) / 1_000_000
  return {
    int: (from, to) => from + source.int(to - from + 1),
    chance: wanted => share() < wanted,
    pick: list => source.pick(list),
    shuffle: list =>
      list
        .map(item => ({ item, key: source.int(0x1_0000_0000) }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item),
    bell: (from, to) => Math.round(from + ((share() + share() + share()) / 3) * (to - from)),
  }
}
