/**
 * What becomes of a request instead of its usual answer: `close` the line before it is done or `close-after`; `ignore` it;
 * `lose` its answer when it has been done; or answer it with this code.
 */
export type FaultAction = 'close' | 'close-after' | 'ignore' | 'lose' | number

/** What is wrong with a terminal. */
export type Faults = {
  /** Firmware that wants an encrypted line answers 6001 to everything. */
  secured: boolean
  /** It takes requests and answers none, as while someone uses its menu. */
  mute: boolean
  /** Commands that its firmware does not know: 65535. */
  readonly missing: Set<number>
  /** What happens to the next request of a command, once. Several are taken in turn. */
  next(command: number, action: FaultAction): void
  take(command: number): FaultAction | null
  /** The line ends in the middle of the next table, once. */
  closeMidTable(): void
  takeCloseMidTable(): boolean
}

export function createFaults(start: { readonly secured?: boolean; readonly missing?: readonly number[] } = {}): Faults {
  const waiting: { readonly command: number; readonly action: FaultAction }[] = []
  let endsTable = false
  return {
    secured: start.secured ?? false,
    mute: false,
    missing: new Set(start.missing),
    next(command, action) {
      waiting.push({ command, action })
    },
    take(command) {
      const at = waiting.findIndex(each => each.command === command)
      return at < 0 ? null : (waiting.splice(at, 1)[0]?.action ?? null)
    },
    closeMidTable() {
      endsTable = true
    },
    takeCloseMidTable() {
      const ends = endsTable
      endsTable = false
      return ends
    },
  }
}
