import { setImmediate as breathe } from 'node:timers/promises'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { Day, StudentId } from '../contract/common.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import type { Settings } from '../settings/settings.ts'
import type { Deps } from '../use-case.ts'
import { childrenOn } from './day-facts.repo.ts'
import { marksOn } from './marks.repo.ts'
import { daysToDo, recalculateDay } from './recalculate.ts'
import { createTimetables } from './timetable.ts'

type Request = Settings['recalculation'][number]

/** Their day is worked out in one piece; in between punches and people get their turn. */
const studentsAtOnce = 300

/**
 * Makes the marks anew that a wide change (a term's dates, the times of a level) has left behind, from the newest day
 * to the oldest. A term of 5,000 students is over half a million marks: done in one piece, no punch would be taken in
 * for seconds. What is still to be done is a setting, so a crash loses nothing, and days done twice do no harm.
 */
export function createRecalculateJob({ db, clock, emit }: Pick<Deps, 'db' | 'clock' | 'emit'>): Job {
  const timetables = createTimetables()

  function newestDay({ from, to }: Request): Day | null {
    const timetable = timetables(readCalendar(db))
    return daysToDo(db, timetable, clock.now(), { from, to }).at(-1) ?? null
  }

  /** False when it was broken off. */
  async function redo(day: Day, signal: AbortSignal): Promise<boolean> {
    let changed = 0
    for (const studentIds of portions(studentsOf(db, day))) {
      if (signal.aborted) return false
      changed += transact(db, tx => {
        const timetable = timetables(readCalendar(tx))
        return recalculateDay(tx, { clock, timetable, now: clock.now() }, day, studentIds)
      })
      await breathe()
    }
    if (changed > 0) emit({ name: 'attendance.changed', payload: { day } })
    return true
  }

  /** Unless something else was asked for in between: then all of it is done. */
  function doneWith({ from, version }: Request, day: Day | null): void {
    transact(db, tx => {
      if (readSettings(tx).recalculation[0]?.version !== version) return
      const rest = day === null || day <= from ? [] : [{ from, to: addDays(day, -1), version }]
      writeSetting(tx, 'recalculation', rest, clock.now())
    })
  }

  return {
    name: 'recalculate',
    everyMs: 1000,
    async run(signal) {
      for (let request = wanted(); request !== null; request = wanted()) {
        const day = newestDay(request)
        const done = day === null || (await redo(day, signal))
        if (!done) return
        doneWith(request, day)
      }
    },
  }

  function wanted(): Request | null {
    return readSettings(db).recalculation[0] ?? null
  }
}

function studentsOf(tx: Tx, day: Day): StudentId[] {
  return [...new Set([...childrenOn(tx, day).keys(), ...marksOn(tx, day).map(({ studentId }) => studentId)])]
}

function portions(ids: readonly StudentId[]): StudentId[][] {
  const count = Math.max(1, Math.ceil(ids.length / studentsAtOnce))
  return Array.from({ length: count }, (_, i) => ids.slice(i * studentsAtOnce, (i + 1) * studentsAtOnce))
}
