import { and, count, desc, eq, gte, inArray, isNull, lt, lte, sql } from 'drizzle-orm'
import type { Day } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import {
  attendanceRecord,
  guardian,
  message,
  sessionClose,
  sessionMark,
  student,
  studentGuardian,
} from '../db/schema.ts'

/** Children on the roll, and how many guardians who want messages there are for all of them together. */
export function rollAndReceivers(tx: Tx): { readonly children: number; readonly receivers: number } {
  const onRoll = and(eq(student.active, true), isNull(student.deletedAt))
  const children = tx.select({ n: count() }).from(student).where(onRoll).get()?.n ?? 0
  const receivers =
    tx
      .select({ n: count() })
      .from(studentGuardian)
      .innerJoin(student, eq(student.id, studentGuardian.studentId))
      .innerJoin(guardian, eq(guardian.id, studentGuardian.guardianId))
      .where(
        and(onRoll, eq(studentGuardian.receivesMessages, true), isNull(guardian.deletedAt), isNull(guardian.blocked)),
      )
      .get()?.n ?? 0
  return { children, receivers }
}

/** The last days before this one whose mornings were closed, newest first. */
export function daysClosedBefore(tx: Tx, day: Day, limit: number): Day[] {
  return tx
    .selectDistinct({ day: sessionClose.day })
    .from(sessionClose)
    .where(and(eq(sessionClose.session, 'AM'), lt(sessionClose.day, day)))
    .orderBy(desc(sessionClose.day))
    .limit(limit)
    .all()
    .map(row => row.day)
}

export type DayCounts = {
  readonly present: number
  readonly late: number
  readonly absent: number
  readonly departures: number
  readonly leftEarly: number
}

/** What these days have brought, all together. */
export function countsOfDays(tx: Tx, days: readonly Day[]): DayCounts {
  const marks = tx
    .select({ mark: sessionMark.mark, n: count() })
    .from(sessionMark)
    .where(and(inArray(sessionMark.day, [...days]), eq(sessionMark.session, 'AM')))
    .groupBy(sessionMark.mark)
    .all()
  const departures = tx
    .select({ n: count() })
    .from(attendanceRecord)
    .where(and(inArray(attendanceRecord.day, [...days]), eq(attendanceRecord.eventType, 'OUT')))
    .get()
  const leftEarly = tx
    .select({ n: count() })
    .from(message)
    .where(and(inArray(message.day, [...days]), eq(message.kind, 'left_early')))
    .get()
  const n = (mark: (typeof marks)[number]['mark']) => marks.find(row => row.mark === mark)?.n ?? 0
  return {
    present: n('present'),
    late: n('late'),
    absent: n('absent'),
    departures: departures?.n ?? 0,
    leftEarly: leftEarly?.n ?? 0,
  }
}

/** Of texts about these days, by kind and state: how many, their parts, and what was charged. */
export function statementRows(tx: Tx, from: Day, to: Day) {
  return tx
    .select({
      kind: message.kind,
      state: message.state,
      note: message.note,
      messages: count(),
      parts: sql<number>`sum(${message.segments})`,
      chargedMinor: sql<number>`coalesce(sum(${message.costMinor}), 0)`,
      unpricedParts: sql<number>`sum(case when ${message.costMinor} is null then ${message.segments} else 0 end)`,
    })
    .from(message)
    .where(and(gte(message.day, from), lte(message.day, to), eq(message.channel, 'sms')))
    .groupBy(message.kind, message.state, message.note)
    .all()
}
