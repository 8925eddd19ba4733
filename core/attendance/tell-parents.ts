import type { Day, MessageId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { holdMessages, lateMessagesOf, releaseMessages } from '../notifications/held-messages.repo.ts'
import { cancelQueued, queueMessages } from '../notifications/queue-messages.ts'
import type { Clock } from '../ports.ts'
import type { StoredRecord } from './attendance.repo.ts'
import { childrenOn, handMarksOn, reasonsOn } from './day-facts.repo.ts'
import { marksOn } from './marks.repo.ts'
import type { Cause, SessionTimes } from './rules.ts'
import { causesOf } from './rules.ts'
import type { Timetable } from './timetable.ts'

/** A student's day as it was known, and as it is known now. */
export type DayNews = {
  readonly studentId: StudentId
  readonly before: readonly StoredRecord[]
  readonly records: readonly StoredRecord[]
}

type Telling = { readonly tx: Tx; readonly clock: Clock; readonly timetable: Timetable }

/**
 * Queues messages for what has come to light about a day, and takes back what proved wrong and has not left yet.
 * Whether a message of a kind is wanted at all is the school's policy, known further down.
 */
export function tellParents({ tx, clock, timetable }: Telling, day: Day, news: readonly DayNews[]): void {
  const morningOf = lateMornings(
    tx,
    timetable,
    day,
    news.map(({ studentId }) => studentId),
  )
  for (const { studentId, before, records } of news) {
    const morning = morningOf(studentId)
    const old = causesOf(before, morning)
    const current = causesOf(records, morning)
    for (const { kind, record } of without(old, current)) {
      const one = kind === 'departure' ? { attendanceRecordId: record.id } : {}
      cancelQueued(tx, { kind, studentId, day, ...one }, clock.now())
    }
    const causes = without(current, old).map(({ kind, record }) => ({
      kind,
      studentId,
      attendanceRecordId: record.id,
      at: record.at,
      day,
    }))
    if (causes.length > 0) queueMessages(tx, { clock }, timetable.settings, causes)
  }
}

/**
 * Holds back the messages about lateness of a day that nobody is to be told of any more (a closure, a reason, a mark by
 * hand) and have not left yet, and lets go those that are right again.
 */
export function reviseLateMessages({ tx, clock, timetable }: Telling, day: Day): void {
  const messages = lateMessagesOf(tx, day)
  if (messages.length === 0) return
  const ids = [...new Set(messages.map(({ studentId }) => studentId))]
  const morningOf = lateMornings(tx, timetable, day, ids)
  const late = new Set(
    marksOn(tx, day, ids)
      .filter(({ session, mark }) => session === 'AM' && mark === 'late')
      .map(({ studentId }) => studentId),
  )
  const right = (id: StudentId) => late.has(id) && morningOf(id) !== null
  const wrong = messages.filter(({ studentId, held }) => !held && !right(studentId))
  const again = messages.filter(({ studentId, held }) => held && right(studentId))
  holdMessages(tx, idsOf(wrong), clock.now())
  releaseMessages(tx, idsOf(again), clock.now())
}

function idsOf(messages: readonly { readonly id: MessageId }[]): MessageId[] {
  return messages.map(({ id }) => id)
}

/**
 * The morning by which each of them can be late; null where nobody is to be told of lateness: it is not expected, a
 * person says that the child was in time or away, or there is a reason of which parents are not told.
 */
function lateMornings(
  tx: Tx,
  timetable: Timetable,
  day: Day,
  ids: readonly StudentId[],
): (id: StudentId) => SessionTimes | null {
  const children = childrenOn(tx, day, ids)
  const byHand = new Map(
    handMarksOn(tx, day, ids)
      .filter(({ session }) => session === 'AM')
      .map(({ studentId, mark }) => [studentId, mark]),
  )
  const reasons = new Map(
    reasonsOn(tx, day, ids)
      .filter(({ session }) => session !== 'PM')
      .map(({ studentId, alertsParent }) => [studentId, alertsParent]),
  )
  return id => {
    const child = children.get(id)
    const plan = child && timetable.expects(day, 'AM', child) ? timetable.planFor(day, child) : null
    if (plan === null || reasons.get(id) === false || (byHand.get(id) ?? 'late') !== 'late') return null
    return timetable.sessionTimes(day, 'AM', plan)
  }
}

type RecordCause = Cause<StoredRecord>

function without(causes: readonly RecordCause[], others: readonly RecordCause[]): RecordCause[] {
  return causes.filter(cause => !others.some(other => sameCause(cause, other)))
}

/** A child arrives once a day, whichever of its presses that turns out to be, and can leave several times. */
function sameCause(a: RecordCause, b: RecordCause): boolean {
  return a.kind === b.kind && (a.kind !== 'departure' || a.record.id === b.record.id)
}
