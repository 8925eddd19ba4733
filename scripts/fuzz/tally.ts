/** What became of the mutated things of one part. */
export type Tally = {
  readonly part: string
  /** Frames, or tables and answers where a part works on these. */
  cases: number
  frames: number
  accepted: number
  refused: number
  /** What must not be: wrong data taken for right, right data refused, an unexpected error, a hang. */
  readonly violations: string[]
  ms: number
}

export function createTally(part: string): Tally {
  return { part, cases: 0, frames: 0, accepted: 0, refused: 0, violations: [], ms: 0 }
}

/** Most violations that are written down; one is enough to fail. */
const KEPT = 20

export function violation(tally: Tally, what: string): void {
  if (tally.violations.length < KEPT) tally.violations.push(what)
}

const OLDEST_HANG_MS = 2000

/** Runs one case; anything it throws, or too long a time, is a violation. */
export function guarded(tally: Tally, what: () => string, run: () => void): void {
  const startedAt = performance.now()
  try {
    run()
  } catch (error) {
    violation(tally, `${what()}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  const ms = performance.now() - startedAt
  if (ms > OLDEST_HANG_MS) violation(tally, `${what()}: took ${Math.round(ms)} ms`)
}
