import type { CalendarDates } from '../contract/calendar.ts'
import type { Day } from '../contract/common.ts'
import { addDays, weekday } from '../day.ts'
import { isSchoolDay } from '../settings/calendar.ts'

type Dates = Omit<CalendarDates, 'dayStartsAtMinute'>

/** The days that are a school day by one of the calendars and not by the other, oldest first. */
export function changedDays(before: Dates, after: Dates): Day[] {
  const terms = [...before.terms, ...after.terms]
  const days = new Set<Day>()
  for (const { from, to } of terms) {
    for (let day = from; day <= to; day = addDays(day, 1)) {
      if (isSchoolDay(before, day) !== isSchoolDay(after, day)) days.add(day)
    }
  }
  return [...days].sort()
}

/** Where in the dates the first fault is, as a path into them; null when there is none. */
export function faultIn({ terms, halfTerms, holidays }: Dates): string | null {
  for (const [i, { from, to }] of terms.entries()) {
    if (from > to) return `terms.${i}.to`
    if (terms.some((other, j) => j < i && other.from <= to && from <= other.to)) return `terms.${i}.from`
  }
  for (const [i, { from, to }] of halfTerms.entries()) if (from > to) return `halfTerms.${i}.to`
  const twice = holidays.findIndex((holiday, i) => holidays.findIndex(({ day }) => day === holiday.day) !== i)
  return twice < 0 ? null : `holidays.${twice}.day`
}

/** In order of time, with each weekday once. */
export function inOrder(dates: CalendarDates): CalendarDates {
  return {
    ...dates,
    terms: [...dates.terms].sort((a, b) => compare(a.from, b.from)),
    halfTerms: [...dates.halfTerms].sort((a, b) => compare(a.from, b.from)),
    holidays: [...dates.holidays].sort((a, b) => compare(a.day, b.day)),
    schoolWeekdays: [...new Set(dates.schoolWeekdays)].sort((a, b) => a - b),
  }
}

function compare(a: Day, b: Day): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** The first such weekday (1 Monday to 7 Sunday) from a day on. */
export function nextWeekday(day: Day, wanted: number): Day {
  return addDays(day, (wanted - weekday(day) + 7) % 7)
}
