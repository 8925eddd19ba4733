import type { Frame } from '../contract/app.ts'
import type { Day } from '../contract/common.ts'
import { addDays, daysBetween, weekday } from '../day.ts'
import type { Settings } from './settings.ts'

type Calendar = Pick<Settings, 'terms' | 'halfTerms' | 'holidays' | 'schoolWeekdays'>

/** Whether children are expected: a school weekday within a term, neither half-term nor holiday. */
export function isSchoolDay(calendar: Calendar, day: Day): boolean {
  return (
    calendar.schoolWeekdays.includes(weekday(day)) &&
    calendar.terms.some(term => within(term, day)) &&
    !calendar.halfTerms.some(halfTerm => within(halfTerm, day)) &&
    !calendar.holidays.some(holiday => holiday.day === day)
  )
}

/**
 * Where a day lies in its term, or null between terms. Weeks begin on Monday and count from 1. `dayOfTerm` counts
 * school days up to and with this one, so a Sunday has the number of the Friday before it.
 */
export function termPosition(calendar: Calendar, day: Day): Frame['term'] {
  const term = calendar.terms.find(candidate => within(candidate, day))
  if (term === undefined) return null
  const firstMonday = addDays(term.from, 1 - weekday(term.from))
  return {
    name: term.name,
    week: Math.floor(daysBetween(firstMonday, day) / 7) + 1,
    dayOfTerm: schoolDays(calendar, term.from, day),
    daysInTerm: schoolDays(calendar, term.from, term.to),
  }
}

function within(span: { from: Day; to: Day }, day: Day): boolean {
  return span.from <= day && day <= span.to
}

function schoolDays(calendar: Calendar, from: Day, to: Day): number {
  const days = Array.from({ length: daysBetween(from, to) + 1 }, (_, i) => addDays(from, i))
  return days.filter(day => isSchoolDay(calendar, day)).length
}
