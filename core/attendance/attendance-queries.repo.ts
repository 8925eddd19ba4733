import { and, asc, between, count, desc, eq, gte, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { AttendanceEvent, EventType, PunchSource } from '../contract/attendance.ts'
import type { Day, PunchId, SessionName, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import {
  attendanceRecord,
  device,
  punch,
  punchDismissal,
  schoolClass,
  sessionMark,
  stream,
  student,
} from '../db/schema.ts'
import { fullClassName, fullName } from '../school/student-names.repo.ts'

/** Named because the session stands before the student in the key of marks. */
const sessionNames: readonly SessionName[] = ['AM', 'PM']

/** The records of a day, newest first. */
export function feedOf(tx: Tx, day: Day, limit: number): AttendanceEvent[] {
  // First the few, then their names: else SQLite puts all records of the day in order, names and all.
  const newest = tx
    .select()
    .from(attendanceRecord)
    .where(eq(attendanceRecord.day, day))
    .orderBy(desc(attendanceRecord.at), desc(attendanceRecord.id))
    .limit(limit)
    .as('newest')
  const madeLate = tx
    .select({ one: sql`1` })
    .from(sessionMark)
    .where(
      and(
        eq(sessionMark.studentId, newest.studentId),
        eq(sessionMark.day, newest.day),
        inArray(sessionMark.session, [...sessionNames]),
        eq(sessionMark.mark, 'late'),
        eq(sessionMark.arrivedAt, newest.at),
      ),
    )
  return tx
    .select({
      id: newest.id,
      punchId: newest.punchId,
      studentId: newest.studentId,
      studentName: fullName,
      admissionNumber: student.admissionNumber,
      className: fullClassName,
      deviceId: newest.deviceId,
      deviceName: device.name,
      eventType: newest.eventType,
      at: newest.at,
      late: sql`${newest.eventType} = 'IN' and exists ${madeLate}`.mapWith(Boolean),
      verificationMethod: newest.verificationMethod,
      source: newest.source,
    })
    .from(newest)
    .innerJoin(student, eq(student.id, newest.studentId))
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .innerJoin(device, eq(device.id, newest.deviceId))
    .orderBy(desc(newest.at), desc(newest.id))
    .all()
}

export type UnmatchedRow = {
  readonly punchId: PunchId
  readonly deviceName: string
  readonly pin: string
  readonly at: number | null
  readonly source: PunchSource
}

/** A school day as a span of time: `from` up to but not with `to`, epoch ms. */
export type DaySpan = { readonly day: Day; readonly from: number; readonly to: number }

/**
 * Punches of a day that nobody was found for, and those without a possible time that came on that day; newest first.
 * Without those that a person has put aside.
 */
export function unmatchedOf(tx: Tx, span: DaySpan, limit: number, offset: number): UnmatchedRow[] {
  return tx
    .select({ punchId: punch.id, deviceName: device.name, pin: punch.pin, at: punch.at, source: punch.source })
    .from(punch)
    .innerJoin(device, eq(device.id, punch.deviceId))
    .where(sql`${punch.id} in (select ${punch.id} from ${unmatchedPunch} where ${unmatchedOn(span)})`)
    .orderBy(desc(sql`coalesce(${punch.at}, ${punch.recordedAt})`), desc(punch.id))
    .limit(limit)
    .offset(offset)
    .all()
}

export function countUnmatched(tx: Tx, span: DaySpan): number {
  return tx.select({ n: count() }).from(unmatchedPunch).where(unmatchedOn(span)).get()?.n ?? 0
}

/** Left to itself SQLite goes through all punches that ever stayed unmatched. */
const unmatchedPunch = sql`${punch} indexed by punch_unmatched`

const dayMs = 24 * 60 * 60_000

function unmatchedOn({ day, from, to }: DaySpan): SQL | undefined {
  return and(
    isNull(punch.studentId),
    sql`not exists (select 1 from ${punchDismissal} where ${punchDismissal.punchId} = ${punch.id})`,
    // A punch is recorded after it is made or, clocks being different, up to a day before.
    gte(punch.recordedAt, from - dayMs),
    or(eq(punch.day, day), and(isNull(punch.day), gte(punch.recordedAt, from), lt(punch.recordedAt, to))),
  )
}

/** Students whose last record of the day is an IN. */
export function countInside(tx: Tx, day: Day): number {
  // With max() SQLite takes the other columns from the row that has it.
  const last = tx
    .select({ eventType: attendanceRecord.eventType, at: sql<number>`max(${attendanceRecord.at})`.as('last_at') })
    .from(attendanceRecord)
    .where(eq(attendanceRecord.day, day))
    .groupBy(attendanceRecord.studentId)
    .as('last')
  return tx.select({ n: count() }).from(last).where(eq(last.eventType, 'IN')).get()?.n ?? 0
}

/** When each child that came on a day first came within a span of it, epoch ms. */
export function firstArrivals(tx: Tx, day: Day, from: number, to: number): number[] {
  return tx
    .select({ at: sql<number>`min(${attendanceRecord.at})` })
    .from(attendanceRecord)
    .where(
      and(
        eq(attendanceRecord.day, day),
        eq(attendanceRecord.eventType, 'IN'),
        gte(attendanceRecord.at, from),
        lt(attendanceRecord.at, to),
      ),
    )
    .groupBy(attendanceRecord.studentId)
    .all()
    .map(({ at }) => at)
}

/** The last day up to `day` on which each of these students was recorded; those never seen are not in the answer. */
export function lastSeenDays(tx: Tx, day: Day, studentIds: readonly StudentId[]): Map<StudentId, Day> {
  const rows = tx.all<{ id: StudentId; seen: Day | null }>(
    sql`select value as id, (
          select max(${attendanceRecord.day}) from ${attendanceRecord}
          where ${attendanceRecord.studentId} = value and ${attendanceRecord.day} <= ${day}
        ) as seen from json_each(${JSON.stringify(studentIds)})`,
  )
  return new Map(rows.flatMap(({ id, seen }) => (seen === null ? [] : [[id, seen] as const])))
}

export type HistoryEvent = {
  readonly day: Day
  readonly eventType: EventType
  readonly at: number
  readonly deviceName: string
  readonly source: PunchSource
}

/** One student's records from one day to another, in order of time. */
export function eventsOfStudent(tx: Tx, studentId: StudentId, fromDay: Day, toDay: Day): HistoryEvent[] {
  return tx
    .select({
      day: attendanceRecord.day,
      eventType: attendanceRecord.eventType,
      at: attendanceRecord.at,
      deviceName: device.name,
      source: attendanceRecord.source,
    })
    .from(attendanceRecord)
    .innerJoin(device, eq(device.id, attendanceRecord.deviceId))
    .where(and(eq(attendanceRecord.studentId, studentId), between(attendanceRecord.day, fromDay, toDay)))
    .orderBy(asc(attendanceRecord.day), asc(attendanceRecord.at))
    .all()
}
