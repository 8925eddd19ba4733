import type { Day, StudentId } from '../contract/common.ts'
import type { DayStory } from '../contract/morning.ts'
import type { Tx } from '../db/open.ts'
import { entriesOf } from './by-hand.repo.ts'
import { childrenOn, reasonsOn } from './day-facts.repo.ts'
import { lockOf } from './locks.repo.ts'
import { marksOn } from './marks.repo.ts'
import { sessionStateAt } from './rules.ts'
import type { Timetable } from './timetable.ts'
import { sessionNames } from './timetable.ts'

/** One student's day: the marks as they stand, and everything that led to them. */
export function dayStory(tx: Tx, timetable: Timetable, now: number, studentId: StudentId, day: Day): DayStory {
  const child = childrenOn(tx, day, [studentId]).get(studentId)
  const plan = child === undefined ? null : timetable.planFor(day, child)
  const stored = marksOn(tx, day, [studentId])
  const reasons = reasonsOn(tx, day, [studentId])
  return {
    day,
    locked: lockOf(tx, day) !== null,
    sessions: sessionNames.map(session => {
      const times = plan === null ? null : timetable.sessionTimes(day, session, plan)
      if (times === null || child === undefined || !timetable.expects(day, session, child)) {
        return { session, mark: 'none', reason: null, manual: false, arrivedAt: null }
      }
      const row = stored.find(one => one.session === session)
      if (row !== undefined) {
        const { mark, reason, manual, arrivedAt } = row
        return { session, mark, reason, manual, arrivedAt }
      }
      const given = reasons.filter(one => one.session === null || one.session === session).at(-1)
      const mark = sessionStateAt(times, now) === 'closed' ? 'not_recorded' : 'not_yet_in'
      return { session, mark, reason: given?.code ?? null, manual: false, arrivedAt: null }
    }),
    entries: entriesOf(tx, studentId, day),
  }
}
