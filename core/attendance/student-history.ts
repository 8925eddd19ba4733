import type { StudentDay } from '../contract/attendance.ts'
import type { Day, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import { addDays, daysBetween } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { studentFacts } from '../school/student-facts.repo.ts'
import { eventsOfStudent } from './attendance-queries.repo.ts'
import { streamsWithClasses } from './month-streams.repo.ts'
import { marksBetween, staysOfStudent } from './month.repo.ts'
import { createSlots, reasonOfNoSchool } from './session-slots.ts'
import type { Timetable } from './timetable.ts'
import { sessionNames } from './timetable.ts'

/** A school year and a bit. */
const longestDays = 400

/**
 * A student's days from one to another, both included, up to today; each in the class of that day.
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
  studentFacts(tx, studentId)
  const length = daysBetween(fromDay, toDay) + 1
  if (length < 1 || length > longestDays) throw new AppError('invalid_input', { field: 'toDay' })
  const today = timetable.dayOf(now)
  const places = streamsWithClasses(tx)
  const slotOf = createSlots(timetable, now)
  const stays = staysOfStudent(tx, studentId, fromDay, toDay)
  const marks = new Map(marksBetween(tx, [studentId], fromDay, toDay).map(row => [`${row.day} ${row.session}`, row]))
  const events = new Map<Day, StudentDay['events']>()
  for (const { day, ...event } of eventsOfStudent(tx, studentId, fromDay, toDay)) {
    events.set(day, [...(events.get(day) ?? []), event])
  }

  function sessionsOn(day: Day): Pick<StudentDay, 'marks' | 'label'> {
    const stay = stays.find(one => one.from <= day && day <= one.to)
    const place = stay && places.get(stay.streamId)
    if (stay === undefined || place === undefined) return { marks: [], label: '' }
    const who = { ...place, ...stay }
    return {
      label: reasonOfNoSchool(timetable, day, who),
      marks: sessionNames.flatMap((session): StudentDay['marks'] => {
        const slot = slotOf(day, session, who)
        if (slot === 'none') return []
        const { mark, reason, manual } = marks.get(`${day} ${session}`) ?? {
          mark: slot === 'closed' ? 'not_recorded' : 'not_yet_in',
          reason: null,
          manual: false,
        }
        return [{ session, mark, reason, manual }]
      }),
    }
  }

  return Array.from({ length }, (_, i) => addDays(fromDay, i))
    .filter(day => day <= today)
    .map(day => ({
      day,
      schoolDay: timetable.isSchoolDay(day),
      ...sessionsOn(day),
      events: events.get(day) ?? [],
    }))
}
