import type { Day, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { cancelQueued, queueMessages } from '../notifications/queue-messages.ts'
import type { Clock } from '../ports.ts'
import type { StoredRecord } from './attendance.repo.ts'
import type { Cause } from './rules.ts'
import { causesOf } from './rules.ts'
import type { Timetable } from './timetable.ts'

/** A student's day as it was known, and as it is known now. */
export type DayNews = {
  readonly day: Day
  readonly studentId: StudentId
  readonly before: readonly StoredRecord[]
  readonly records: readonly StoredRecord[]
}

/**
 * Queues messages for what has come to light about a day, and takes back what proved wrong and has not left yet.
 * Whether a message of a kind is wanted at all is the school's policy, known further down.
 */
export function tellParents(
  { tx, clock, timetable }: { readonly tx: Tx; readonly clock: Clock; readonly timetable: Timetable },
  { day, studentId, before, records }: DayNews,
): void {
  const morning = timetable.isSchoolDay(day) ? timetable.sessionTimes(day, 'AM') : null
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

type RecordCause = Cause<StoredRecord>

function without(causes: readonly RecordCause[], others: readonly RecordCause[]): RecordCause[] {
  return causes.filter(cause => !others.some(other => sameCause(cause, other)))
}

/** A child arrives once a day, whichever of its presses that turns out to be, and can leave several times. */
function sameCause(a: RecordCause, b: RecordCause): boolean {
  return a.kind === b.kind && (a.kind !== 'departure' || a.record.id === b.record.id)
}
