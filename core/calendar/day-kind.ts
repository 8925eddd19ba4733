import type { Timetable } from '../attendance/timetable.ts'
import { sessionNames } from '../attendance/timetable.ts'
import type { CalendarDay } from '../contract/calendar.ts'
import type { Day } from '../contract/common.ts'
import { weekday } from '../day.ts'
import { takes } from './closure-rules.ts'

/** What kind of day it is, and the name of the holiday or the reason of the closure. */
export function dayKind(timetable: Timetable, day: Day): Pick<CalendarDay, 'kind' | 'label'> {
  const { settings, closures } = timetable
  const holiday = settings.holidays.find(one => one.day === day)
  if (holiday !== undefined) return { kind: 'holiday', label: holiday.name }
  if (!settings.schoolWeekdays.includes(weekday(day))) return { kind: 'weekend', label: '' }
  if (!settings.terms.some(({ from, to }) => from <= day && day <= to)) return { kind: 'between_terms', label: '' }
  if (settings.halfTerms.some(({ from, to }) => from <= day && day <= to)) return { kind: 'half_term', label: '' }
  const today = closures.filter(closure => sessionNames.some(session => takes(closure, day, session)))
  if (today.length === 0) return { kind: 'school', label: '' }
  const label = [...new Set(today.map(({ reason }) => reason))].join(', ')
  return { kind: timetable.isSchoolDay(day) ? 'partly_closed' : 'closed', label }
}
