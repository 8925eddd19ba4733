import { and, asc, count, eq, gte, isNull, lte, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { EventType } from '../contract/attendance.ts'
import type { ClassId, Day, SessionName, StreamId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import {
  absenceReason,
  attendanceRecord,
  enrollment,
  manualMark,
  sessionMark,
  streamStay,
  student,
} from '../db/schema.ts'
import { among } from './attendance.repo.ts'
import { streamsWithClasses } from './month-streams.repo.ts'

/** A child on the roll of a day, as far as its marks depend on it. */
export type DayChild = {
  readonly id: StudentId
  readonly pin: number
  readonly level: number
  readonly boarding: boolean
  readonly classId: ClassId
  /** Of that day. */
  readonly streamId: StreamId
  readonly exempt: boolean
  readonly left: boolean
}

/**
 * Those of the students (left out: all) who were on the roll of a day, in no order: the same as `roll` says, without
 * names, so that it is fast for one and for all.
 */
export function childrenOn(tx: Tx, day: Day, studentIds?: readonly StudentId[]): Map<StudentId, DayChild> {
  const elsewhere = streamsThen(tx, day, studentIds)
  return readChildren(tx, day, elsewhere, studentIds && among(student.id, studentIds))
}

/** As `childrenOn`, without those of whom a mark says that they are there: the few, and so several times as fast. */
export function childrenNotThere(tx: Tx, day: Day, session: SessionName): Map<StudentId, DayChild> {
  const there = sql`select ${sessionMark.studentId} from ${sessionMark} where ${sessionMark.day} = ${day}
    and ${sessionMark.session} = ${session} and ${sessionMark.mark} in ('present', 'late')`
  return readChildren(tx, day, streamsThen(tx, day), sql`${student.id} not in (${there})`)
}

/** On the roll of a day, wherever in the school. */
export function onRoll(day: Day): SQL {
  return sql`${student.deletedAt} is null
    and (${student.admittedOn} is null or ${student.admittedOn} <= ${day})
    and (${student.leftOn} >= ${day} or (${student.leftOn} is null and ${student.active} = 1))`
}

function readChildren(
  tx: Tx,
  day: Day,
  elsewhere: ReadonlyMap<StudentId, StreamId | null>,
  which: SQL = sql`true`,
): Map<StudentId, DayChild> {
  const places = streamsWithClasses(tx)
  const rows = tx.values<[StudentId, number, number, number, number, StreamId]>(sql`
    select ${student.id}, ${student.pin}, ${student.boarding}, ${student.exempt}, ${student.leftOn} is not null,
      ${student.streamId}
    from ${student} where ${onRoll(day)} and ${which}`)
  const children = new Map<StudentId, DayChild>()
  for (const [id, pin, boarding, exempt, gone, present] of rows) {
    const streamId = elsewhere.has(id) ? elsewhere.get(id) : present
    const place = streamId && places.get(streamId)
    if (!streamId || !place) continue
    const { classId, level } = place
    children.set(id, {
      id,
      pin,
      level,
      boarding: boarding === 1,
      classId,
      streamId,
      exempt: exempt === 1,
      left: gone === 1,
    })
  }
  return children
}

/** Those of whom the present stream says nothing about a day, with the stream they were in; null: came, or came back, later. */
export function streamsThen(tx: Tx, day: Day, studentIds?: readonly StudentId[]): Map<StudentId, StreamId | null> {
  const ids = studentIds === undefined ? sql`` : sql`and ${among(streamStay.studentId, studentIds)}`
  // Two searches, because with "or" and an order SQLite goes through all stays.
  const rows = tx.values<[StudentId, StreamId, number]>(sql`
    select ${streamStay.studentId}, ${streamStay.streamId}, ${streamStay.fromDay} <= ${day} from ${streamStay}
    where ${streamStay.id} in (
      select ${streamStay.id} from ${streamStay} where ${streamStay.toDay} >= ${day} ${ids}
      union all select ${streamStay.id} from ${streamStay} where ${streamStay.fromDay} > ${day} ${ids})
    order by ${streamStay.fromDay} desc`)
  // Of a student with several the earliest comes last, and stays: the only one that can hold the day.
  return new Map(rows.map(([id, streamId, begun]) => [id, begun === 1 ? streamId : null]))
}

/** Everybody who may have marks of a day, or should: those on its roll, a few more, and those with marks all the same. */
export function studentsOfDay(tx: Tx, day: Day): StudentId[] {
  const rows = tx.values<[StudentId]>(sql`
    select ${student.id} from ${student}
    where (${student.deletedAt} is null and (${student.leftOn} is null or ${student.leftOn} >= ${day}))
      or exists (select 1 from ${sessionMark} where ${sessionMark.day} = ${day}
        and ${sessionMark.session} in ('AM', 'PM') and ${sessionMark.studentId} = ${student.id})`)
  return rows.map(([id]) => id)
}

/** IN and OUT of a day in order of time, by student, of these students (left out: all). */
export function dayRecordsOn(tx: Tx, day: Day, studentIds?: readonly StudentId[]): Map<StudentId, DayRecord[]> {
  const columns = sql`${attendanceRecord.studentId} as "studentId", ${attendanceRecord.eventType} as "eventType",
    ${attendanceRecord.at} as at`
  const rows = tx.all<DayRecord & { readonly studentId: StudentId }>(
    studentIds === undefined
      ? sql`select ${columns} from ${attendanceRecord} where ${attendanceRecord.day} = ${day}
          order by ${attendanceRecord.at}`
      : // Left to itself SQLite goes through all records of the day, once for each student.
        sql`select ${columns} from json_each(${JSON.stringify(studentIds)})
          cross join ${attendanceRecord} indexed by attendance_record_student_day
          where ${attendanceRecord.studentId} = value and ${attendanceRecord.day} = ${day}
          order by ${attendanceRecord.at}`,
  )
  const records = new Map<StudentId, DayRecord[]>()
  for (const { studentId, ...record } of rows) {
    const own = records.get(studentId)
    if (own === undefined) records.set(studentId, [record])
    else own.push(record)
  }
  return records
}

type DayRecord = { readonly eventType: EventType; readonly at: number }

/** How many students there are, leavers too. */
export function countStudents(tx: Tx): number {
  return tx.select({ n: count() }).from(student).get()?.n ?? 0
}

export type MarkByHand = {
  readonly studentId: StudentId
  readonly session: SessionName
  readonly mark: 'present' | 'late' | 'absent'
  readonly arrivedAt: number | null
}

/** The marks by hand of a day that stand, of these students (left out: all), oldest first. */
export function handMarksOn(tx: Tx, day: Day, studentIds?: readonly StudentId[]): MarkByHand[] {
  return tx
    .select({
      studentId: manualMark.studentId,
      session: manualMark.session,
      mark: manualMark.mark,
      arrivedAt: manualMark.arrivedAt,
    })
    .from(manualMark)
    .where(
      and(
        eq(manualMark.day, day),
        isNull(manualMark.withdrawnAt),
        studentIds && among(manualMark.studentId, studentIds),
      ),
    )
    .orderBy(asc(manualMark.at), sql`${manualMark}.rowid`)
    .all()
}

export type ReasonOnDay = {
  readonly studentId: StudentId
  /** Null: the whole day. */
  readonly session: SessionName | null
  readonly code: string
  readonly countsPresent: boolean
  readonly alertsParent: boolean
  readonly toDay: Day
  readonly note: string
}

/** The reasons that cover a day and stand, of these students (left out: all), oldest first. */
export function reasonsOn(tx: Tx, day: Day, studentIds?: readonly StudentId[]): ReasonOnDay[] {
  return tx
    .select({
      studentId: absenceReason.studentId,
      session: absenceReason.session,
      code: absenceReason.reason,
      countsPresent: absenceReason.countsPresent,
      alertsParent: absenceReason.alertsParent,
      toDay: absenceReason.toDay,
      note: absenceReason.note,
    })
    .from(absenceReason)
    .where(
      and(
        gte(absenceReason.toDay, day),
        lte(absenceReason.fromDay, day),
        isNull(absenceReason.withdrawnAt),
        studentIds && among(absenceReason.studentId, studentIds),
      ),
    )
    .orderBy(asc(absenceReason.at), sql`${absenceReason}.rowid`)
    .all()
}

export type SeenSpan = {
  readonly firstRecord: Day | null
  readonly lastRecord: Day | null
  /** Epoch ms. */
  readonly firstEnrolledAt: number | null
}

/** When the terminals first and last recorded each of these students, and when a first finger was enrolled here. */
export function seenSpans(tx: Tx, studentIds: readonly StudentId[]): Map<StudentId, SeenSpan> {
  const ofStudent = sql`from ${attendanceRecord} where ${attendanceRecord.studentId} = value`
  const rows = tx.all<SeenSpan & { id: StudentId }>(sql`
    select value as id,
      (select min(${attendanceRecord.day}) ${ofStudent}) as "firstRecord",
      (select max(${attendanceRecord.day}) ${ofStudent}) as "lastRecord",
      (select min(${enrollment.enrolledAt}) from ${enrollment} where ${enrollment.studentId} = value)
        as "firstEnrolledAt"
    from json_each(${JSON.stringify(studentIds)})`)
  return new Map(rows.map(({ id, ...span }) => [id, span]))
}
