import { breathe, turnMs } from './breathe.ts'

type Limits = {
  /** Below this portions do not shrink: what each costs however small it is (a commit waits for the disk) adds up. */
  readonly least: number
  readonly most: number
}

/**
 * Does long work on a list in portions of about ten milliseconds on any computer, each in a turn of its own. It begins
 * with few, because what is done for the first time (code, pages of the database) takes several times as long, and a
 * portion has at most twice as many as the one before.
 * @returns false when the signal broke it off
 */
export async function inPortions<T>(
  items: readonly T[],
  { signal, ...limits }: Limits & { readonly signal?: AbortSignal },
  work: (portion: T[]) => void,
): Promise<boolean> {
  const sizes = portionSizes(limits)
  for (let from = 0; from < items.length;) {
    await breathe()
    if (signal?.aborted) return false
    const portion = items.slice(from, from + sizes.next())
    const startedAt = performance.now()
    work(portion)
    sizes.took(portion.length, performance.now() - startedAt)
    from += portion.length
  }
  // Whoever waits for all of it does not go on in the turn of the last.
  await breathe()
  return true
}

export type PortionSizes = {
  /** How many the next portion may have. */
  next(): number
  /** So many took so long, ms. */
  took(count: number, ms: number): void
}

export function portionSizes({ least, most }: Limits): PortionSizes {
  let fitting = Math.min(most, Math.max(1, Math.floor(least / 4)))
  return {
    next: () => fitting,
    took(count, ms) {
      if (fitting < least) fitting = Math.min(fitting * 2, least)
      // The last few of a list, quickly done, say nothing about more.
      else if (count >= fitting || ms > turnMs) {
        const better = Math.floor((count * turnMs) / Math.max(ms, 0.1))
        fitting = Math.max(least, Math.min(better, fitting * 2, most))
      }
    },
  }
}
