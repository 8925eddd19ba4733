import type { Timetable } from '../attendance/timetable.ts'
import type { Day } from '../contract/common.ts'
import { addDays } from '../day.ts'

/** Longer than any holidays. */
const daysAhead = 130

/** The first school day after today; tomorrow where the calendar knows none. */
export function alertsBegin(timetable: Timetable, now: number): Day {
  const today = timetable.dayOf(now)
  for (let n = 1; n <= daysAhead; n++) {
    const day = addDays(today, n)
    if (timetable.isSchoolDay(day)) return day
  }
  return addDays(today, 1)
}
