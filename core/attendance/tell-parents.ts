import type { Day, StudentId } from '../contract/common.ts'
import { queueMessages } from '../notifications/queue-messages.ts'
import type { MessageCause } from '../notifications/queue-messages.ts'
import { cancelQueued } from '../notifications/take-back.ts'
import { answerAlerts } from './absence-news.ts'
import type { StoredRecord } from './attendance.repo.ts'
import type { DayChild } from './day-facts.repo.ts'
import { earlyLeavings } from './early-leaving.ts'
import { unreadTerminals } from './late-hold.ts'
import { lateMornings } from './late-messages.ts'
import { newsFacts } from './news-facts.ts'
import type { Cause, SessionTimes } from './rules.ts'
import { causesOf } from './rules.ts'
import type { PressTelling } from './telling.ts'

/** A student's day as it was known, and as it is known now. */
export type DayNews = {
  readonly studentId: StudentId
  readonly before: readonly StoredRecord[]
  readonly records: readonly StoredRecord[]
}

/**
 * Queues messages for what has come to light about a day, and takes back what proved wrong and has not left yet.
 * Whether a message of a kind is wanted at all is the school's policy, known further down.
 */
export function tellParents(telling: PressTelling, day: Day, news: readonly DayNews[]): void {
  const { tx, clock, timetable } = telling
  const ids = news.map(({ studentId }) => studentId)
  const facts = newsFacts(tx, day, ids)
  const morningOf = lateMornings(timetable, day, facts)
  const leavesEarly = earlyLeavings(tx, timetable, day, facts)
  const hearsOtherwise = answerAlerts(telling, day, news, facts)
  for (const { studentId, before, records } of news) {
    const morning = morningOf(studentId)
    const old = causesOf(before, morning, leavesEarly(studentId, before))
    // A press that was read as coming until an earlier one came to light: nobody knows whether it is a leaving at all.
    const came = new Set(before.filter(({ eventType }) => eventType === 'IN').map(({ id }) => id))
    const leaves = leavesEarly(studentId, records)
    const current = causesOf(records, morning, out => !came.has(out.id) && leaves(out))
    for (const { kind, record } of without(old, current)) {
      const one = isLeaving(kind) ? { attendanceRecordId: record.id } : {}
      cancelQueued(tx, { kind, studentId, day, ...one }, clock.now())
    }
    const causes = without(current, old).map(({ kind, record }): MessageCause => {
      const cause = { kind, studentId, attendanceRecordId: record.id, at: record.at, day }
      if (isLeaving(kind)) return cause
      const waits = kind === 'late' && mayHaveComeBefore(telling, facts.child(studentId), morning)
      return { ...cause, waits, exceptTo: hearsOtherwise(studentId) }
    })
    if (causes.length > 0) queueMessages(tx, { clock }, timetable.settings, causes)
  }
}

/** An earlier press, by which the child was in time, may lie in a terminal that has not been read since. */
function mayHaveComeBefore(
  { tx, terminals }: PressTelling,
  child: DayChild | undefined,
  morning: SessionTimes | null,
): boolean {
  if (child === undefined || morning === null) return false
  return unreadTerminals(tx, terminals(), [child], morning.lateFrom).length > 0
}

type RecordCause = Cause<StoredRecord>

function without(causes: readonly RecordCause[], others: readonly RecordCause[]): RecordCause[] {
  return causes.filter(cause => !others.some(other => sameCause(cause, other)))
}

/** A child arrives once a day, whichever of its presses that turns out to be, and can leave several times. */
function sameCause(a: RecordCause, b: RecordCause): boolean {
  return a.kind === b.kind && (!isLeaving(a.kind) || a.record.id === b.record.id)
}

function isLeaving(kind: RecordCause['kind']): boolean {
  return kind === 'departure' || kind === 'left_early'
}
