import { breathe } from '../breathe.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { Day } from '../contract/common.ts'
import { addDays } from '../day.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import { inPortions } from '../portions.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import type { Settings } from '../settings/settings.ts'
import type { Deps } from '../use-case.ts'
import { studentsOfDay } from './day-facts.repo.ts'
import { daysToDo, recalculateDay } from './recalculate.ts'
import { createTimetables } from './timetable.ts'

type Request = Settings['recalculation'][number]

/** Students whose day is worked out in one piece; in between punches and people get their turn. */
const atOnce = { least: 80, most: 500 }

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
    await breathe()
    const ended = await inPortions(studentsOfDay(db, day), { ...atOnce, signal }, studentIds => {
      changed += transact(db, tx => {
        const timetable = timetables(readCalendar(tx))
        return recalculateDay(tx, { clock, timetable, now: clock.now() }, day, studentIds)
      })
    })
    if (!ended) return false
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
