import type { StudentDay } from '../contract/attendance.ts'
import type { Day, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import { addDays, daysBetween } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { studentFacts } from '../school/students.repo.ts'
import { eventsOfStudent, marksOfStudent } from './attendance-queries.repo.ts'
import type { HistoryMark } from './attendance-queries.repo.ts'
import { sessionStateAt } from './rules.ts'
import type { Timetable } from './timetable.ts'
import { sessionNames } from './timetable.ts'

/** A school year and a bit. */
const longestDays = 400

/**
 * A student's days from one to another, both included, up to today.
 * @throws AppError `not_found`; `invalid_input` when the span is turned round or longer than 400 days
 */
export function studentHistory(
  tx: Tx,
  timetable: Timetable,
  now: number,
  studentId: StudentId,
  fromDay: Day,
  toDay: Day,
): StudentDay[] {
  const { admittedOn } = studentFacts(tx, studentId)
  const length = daysBetween(fromDay, toDay) + 1
  if (length < 1 || length > longestDays) throw new AppError('invalid_input', { field: 'toDay' })
  const today = timetable.dayOf(now)
  const events = eventsOfStudent(tx, studentId, fromDay, toDay)
  const marks = marksOfStudent(tx, studentId, fromDay, toDay)
  return Array.from({ length }, (_, i) => addDays(fromDay, i))
    .filter(day => day <= today)
    .map(day => ({
      day,
      schoolDay: timetable.isSchoolDay(day),
      marks:
        timetable.isSchoolDay(day) && (admittedOn === null || admittedOn <= day)
          ? marksOn(
              timetable,
              now,
              day,
              marks.filter(mark => mark.day === day),
            )
          : [],
      events: events
        .filter(event => event.day === day)
        .map(({ eventType, at, deviceName, source }) => ({ eventType, at, deviceName, source })),
    }))
}

function marksOn(timetable: Timetable, now: number, day: Day, stored: readonly HistoryMark[]): StudentDay['marks'] {
  return sessionNames.map(session => {
    const mark = stored.find(row => row.session === session)?.mark
    const closed = sessionStateAt(timetable.sessionTimes(day, session), now) === 'closed'
    return { session, mark: mark ?? (closed ? 'not_recorded' : 'not_yet_in') }
  })
}
