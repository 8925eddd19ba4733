/** How long a terminal's line may be taken at once while children do not come, real ms: who wants to enroll waits for it. */
const longestMs = 8000
/** Real ms that others get between two portions. */
const restMs = { busy: 3000, quiet: 20 } as const
/**
 * So few students at once that the driver proves them finger by finger; more of them by reading all fingers of the
 * terminal again, which is quicker for many and takes long for few.
 */
const fewest = 6
const atFirst = 40
const most = 150

export type Pacer = {
  /** Students of the next portion. */
  size(): number
  /** Runs a portion, and learns from how long it took. */
  timed<T>(students: number, job: () => Promise<T>): Promise<T>
  /** The last portion failed: smaller ones, to find out at whom. */
  smaller(): void
  /** Real ms until the next one. */
  restMs(): number
}

/** Cuts long work on a terminal into portions: short ones while children come, and none longer than eight seconds. */
export function createPacer(busyHours: () => boolean): Pacer {
  let fitting = atFirst
  let limit = most

  function size(): number {
    return Math.min(limit, busyHours() ? fewest : fitting)
  }

  return {
    size,
    async timed(students, job) {
      const startedAt = performance.now()
      const result = await job()
      const took = Math.max(1, performance.now() - startedAt)
      if (students >= fewest) {
        fitting = Math.min(most, Math.max(fewest, Math.floor((students * longestMs) / took)))
      }
      limit = Math.min(limit * 2, most)
      return result
    },
    smaller() {
      limit = Math.max(1, Math.floor(size() / 2))
    },
    restMs: () => (busyHours() ? restMs.busy : restMs.quiet),
  }
}
