/**
 * Up to when all presses of one terminal are known to us. That is more than "it is online": a pulled cable is noticed
 * only at the next sign of life, and children a terminal knows must be known before someone is called absent.
 */
export type CoverageTracker = {
  /** Epoch ms, or null when it was never read. Never goes back: what is known stays known. */
  until(): number | null
  /** The terminal said something (an answer, a live press): whatever it had to tell before has come. */
  heard(at: number): void
  /** Its whole log was read on this connection. */
  logRead(): void
  /** Its list of users is up to date on this connection. */
  usersRead(): void
  /** The connection is gone. */
  lost(): void
}

/** @param known what an earlier run of the app left: start of the last complete read, or null */
export function createCoverage(known: number | null): CoverageTracker {
  let until = known
  let heardAt: number | null = null
  let logIsRead = false
  let usersAreRead = false

  function advance(): void {
    if (!logIsRead || !usersAreRead || heardAt === null) return
    until = Math.max(until ?? heardAt, heardAt)
  }

  return {
    until: () => until,
    heard(at) {
      heardAt = at
      advance()
    },
    logRead() {
      logIsRead = true
      advance()
    },
    usersRead() {
      usersAreRead = true
      advance()
    },
    lost() {
      heardAt = null
      logIsRead = false
      usersAreRead = false
    },
  }
}
