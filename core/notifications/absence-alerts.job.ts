import { breathe } from '../breathe.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import { createTimetables } from '../attendance/timetable.ts'
import type { Day } from '../contract/common.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import type { Deps } from '../use-case.ts'
import { openBatch, settleBatch } from './absence-alerts.ts'
import type { Settled } from './absence-alerts.ts'
import { batchById, openBatchesSince } from './batches.repo.ts'
import type { StoredBatch } from './batches.repo.ts'
import { alertWork } from './interlock-facts.ts'
import type { AlertSession, AlertWork, TerminalNow } from './interlock-facts.ts'
import { messageCounts } from './messages.repo.ts'

export type AlertDeps = Pick<Deps, 'db' | 'clock' | 'emit'> & {
  readonly terminals: () => readonly TerminalNow[]
  /** A message may be due. */
  readonly wakeSending: () => void
}

export type AbsenceAlerts = {
  /** Looks at held alerts every few seconds, and lets go what nothing stands against any more. */
  readonly job: Job
  /** A session has just closed for those of a plan: in the transaction that closes it. */
  readonly sessionClosed: (tx: Tx, session: AlertSession) => void
}

/** Earlier than any day that there is. */
const always: Day = '0000-01-01'

/** Absence alerts: written with the close of a session, held while anything stands against them. */
export function createAbsenceAlerts({ db, clock, emit, terminals, wakeSending }: AlertDeps): AbsenceAlerts {
  const timetables = createTimetables()
  /** After the first look nothing is left of earlier days than this. */
  let since = always
  let announced = JSON.stringify([[], []])

  function workOn(tx: Tx): AlertWork {
    return alertWork({ tx, timetable: timetables(readCalendar(tx)), now: clock.now(), terminals: terminals() })
  }

  function isDue(batch: StoredBatch, today: Day): boolean {
    return batch.state === 'held' || (batch.state === 'expired' && batch.decidedBy === null && batch.day === today)
  }

  /** As it is in this moment: since the last one a person may have decided about it, or a mark have changed. */
  function look({ id }: StoredBatch): Settled {
    return transact(db, tx => {
      const work = workOn(tx)
      const batch = batchById(tx, id)
      if (batch === null || !isDue(batch, work.timetable.dayOf(work.now))) return { changed: false, children: 0 }
      return settleBatch(work, batch)
    })
  }

  /** @param children of how many children held alerts speak, which the office sees too */
  function announce(children: readonly number[]): void {
    const open = openBatchesSince(db, since)
    const current = JSON.stringify([open, children])
    if (current === announced) return
    announced = current
    emit({ name: 'messages.batches', payload: { held: open.filter(({ state }) => state === 'held').length } })
  }

  return {
    job: {
      name: 'absence-alerts',
      everyMs: 3000,
      async run(signal) {
        const open = openBatchesSince(db, since)
        if (open.length === 0) {
          announce([])
          return
        }
        const today = timetables(readCalendar(db)).dayOf(clock.now())
        since = addDays(today, -1)
        const looked: Settled[] = []
        for (const batch of open.filter(one => isDue(one, today))) {
          // Of thousands of children each takes some ten milliseconds: punches get their turn in between.
          if (looked.length > 0) await breathe()
          if (signal.aborted) return
          looked.push(look(batch))
        }
        announce(looked.map(({ children }) => children).filter(n => n > 0))
        if (!looked.some(({ changed }) => changed)) return
        emit({ name: 'messages.changed', payload: messageCounts(db) })
        wakeSending()
      },
    },
    sessionClosed(tx, session) {
      openBatch(workOn(tx), session)
    },
  }
}
