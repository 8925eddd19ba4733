import type { Day, StudentId } from '../contract/common.ts'
import { causesOfDay } from '../notifications/outbox.repo.ts'
import { holdCause, releaseCause } from '../notifications/take-back.ts'
import { marksOn } from './marks.repo.ts'
import { newsFacts } from './news-facts.ts'
import type { NewsFacts } from './news-facts.ts'
import type { SessionTimes } from './rules.ts'
import type { Telling } from './telling.ts'
import type { Timetable } from './timetable.ts'

/**
 * The morning by which each child can be late; null where nobody is to be told of lateness: it is not expected, a
 * person says that the child was in time or away, or there is a reason of which parents are not told.
 */
export function lateMornings(timetable: Timetable, day: Day, facts: NewsFacts): (id: StudentId) => SessionTimes | null {
  return id => {
    const child = facts.child(id)
    const plan = child && timetable.expects(day, 'AM', child) ? timetable.planFor(day, child) : null
    if (plan === null || facts.isExcused(id, 'AM') || (facts.byHand(id, 'AM') ?? 'late') !== 'late') return null
    return timetable.sessionTimes(day, 'AM', plan)
  }
}

/**
 * Holds back the messages about lateness of a day that nobody is to be told of any more (a closure, a reason, a mark by
 * hand) and have not left yet, and lets go those that are right again.
 */
export function reviseLateMessages({ tx, clock, timetable }: Telling, day: Day): void {
  const told = causesOfDay(tx, 'late', day)
  const waiting = told.filter(({ state }) => state === 'queued')
  const held = told.filter(({ state, note }) => state === 'cancelled' && note === 'not_expected')
  if (waiting.length + held.length === 0) return
  const ids = [...new Set([...waiting, ...held].map(({ studentId }) => studentId))]
  const morningOf = lateMornings(timetable, day, newsFacts(tx, day, ids))
  const marks = new Map(
    marksOn(tx, day, ids)
      .filter(({ session }) => session === 'AM')
      .map(({ studentId, mark }) => [studentId, mark]),
  )
  for (const { studentId, dedupeKey } of waiting) {
    const wrong = morningOf(studentId) === null || (marks.get(studentId) ?? 'late') !== 'late'
    if (wrong) holdCause(tx, dedupeKey, 'not_expected', clock.now())
  }
  for (const { studentId, dedupeKey } of held) {
    const right = morningOf(studentId) !== null && marks.get(studentId) === 'late'
    if (right) releaseCause(tx, dedupeKey, clock.now())
  }
}
