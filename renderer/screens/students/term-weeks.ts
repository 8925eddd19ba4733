import type { StudentDay } from '../../../core/contract/attendance.ts'
import type { CalendarDates } from '../../../core/contract/calendar.ts'
import type { Day } from '../../../core/contract/common.ts'
import { addDays } from '../../format.ts'

export type Term = CalendarDates['terms'][number]

/** 1 (Monday) to 7 (Sunday). */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7
}

/** Which of the terms is looked at first: the running one, else the last that has begun; -1 for none. Terms in order. */
export function presentTerm(terms: readonly Term[], today: Day): number {
  return terms.findLastIndex(term => term.from <= today)
}

/** The weeks from one day to another, Monday to Sunday; days outside are null. */
export function weeksOf(from: Day, to: Day): (Day | null)[][] {
  const weeks: (Day | null)[][] = []
  for (let monday = addDays(from, 1 - weekdayOf(from)); monday <= to; monday = addDays(monday, 7))
    weeks.push(
      Array.from({ length: 7 }, (_, n) => addDays(monday, n)).map(day => (day < from || day > to ? null : day)),
    )
  return weeks
}

/** Weekdays that are worth a column: Monday to Friday, and others on which there was school or somebody came. */
export function weekdaysShown(days: readonly StudentDay[]): number[] {
  const busy = new Set(days.filter(day => day.schoolDay || day.events.length > 0).map(({ day }) => weekdayOf(day)))
  return [1, 2, 3, 4, 5, 6, 7].filter(weekday => weekday <= 5 || busy.has(weekday))
}

/** How many sessions had each mark. */
export function countMarks(days: readonly StudentDay[]): Record<StudentDay['marks'][number]['mark'], number> {
  const counts = { present: 0, late: 0, absent: 0, not_yet_in: 0, not_recorded: 0 }
  for (const { marks } of days) for (const { mark } of marks) counts[mark] += 1
  return counts
}
