import { and, asc, eq, gte, isNull, sql } from 'drizzle-orm'
import type { EventType } from '../contract/attendance.ts'
import type { Day, StreamId, StudentId } from '../contract/common.ts'
import { among } from '../attendance/attendance.repo.ts'
import type { Tx } from '../db/open.ts'
import { attendanceRecord, manualMark, nightRoll, nightRollEntry, schoolClass, stream, student } from '../db/schema.ts'
import { byClassAndName, fullClassName, fullName } from '../school/student-names.repo.ts'

export type LastScan = { readonly eventType: EventType; readonly at: number }

/** The last record of a day of everybody who was recorded then. */
export function lastScansOn(tx: Tx, day: Day): Map<StudentId, LastScan> {
  const rows = tx.all<LastScan & { studentId: StudentId }>(sql`
    select ${attendanceRecord.studentId} as "studentId", ${attendanceRecord.eventType} as "eventType",
      max(${attendanceRecord.at}) as at
    from ${attendanceRecord} where ${attendanceRecord.day} = ${day} group by ${attendanceRecord.studentId}`)
  return new Map(rows.map(({ studentId, ...scan }) => [studentId, scan]))
}

/** The last record of each of these students on the days from `from` up to but not with `before`. */
export function lastScansBetween(
  tx: Tx,
  studentIds: readonly StudentId[],
  from: Day,
  before: Day,
): Map<StudentId, LastScan> {
  const rows = tx.all<LastScan & { studentId: StudentId }>(sql`
    select asked.value as "studentId", ${attendanceRecord.eventType} as "eventType", ${attendanceRecord.at} as at
    from json_each(${JSON.stringify(studentIds)}) as asked
    cross join ${attendanceRecord} on ${attendanceRecord.studentId} = asked.value
      and ${attendanceRecord.day} = (
        select max(last.day) from attendance_record last
        where last.student_id = asked.value and last.day >= ${from} and last.day < ${before})
    order by ${attendanceRecord.at}`)
  return new Map(rows.map(({ studentId, ...scan }) => [studentId, scan]))
}

export type NightWord = { readonly state: 'in' | 'away'; readonly at: number }

/** What the last night roll since a day said of each boarder. */
export function nightWordsSince(tx: Tx, from: Day): Map<StudentId, NightWord> {
  const rows = tx
    .select({ studentId: nightRollEntry.studentId, state: nightRollEntry.state, at: nightRollEntry.at })
    .from(nightRoll)
    .innerJoin(nightRollEntry, eq(nightRollEntry.nightRollId, nightRoll.id))
    .where(gte(nightRoll.day, from))
    .orderBy(asc(nightRollEntry.at))
    .all()
  return new Map(rows.map(({ studentId, ...word }) => [studentId, word]))
}

/** Those whom the newest mark by hand of a day calls present or late, and since when. */
export function presentByHand(tx: Tx, day: Day): Map<StudentId, number> {
  const rows = tx
    .select({
      studentId: manualMark.studentId,
      mark: manualMark.mark,
      arrivedAt: manualMark.arrivedAt,
      at: manualMark.at,
    })
    .from(manualMark)
    .where(and(eq(manualMark.day, day), isNull(manualMark.withdrawnAt)))
    .orderBy(asc(manualMark.at), sql`${manualMark}.rowid`)
    .all()
  const newest = new Map(rows.map(row => [row.studentId, row]))
  return new Map(
    [...newest].flatMap(([id, { mark, arrivedAt, at }]) => (mark === 'absent' ? [] : [[id, arrivedAt ?? at] as const])),
  )
}

export type Person = {
  readonly studentId: StudentId
  readonly fullName: string
  readonly admissionNumber: string
  readonly boarding: boolean
  readonly streamId: StreamId
  readonly className: string
}

/** These students, on the roll or not, by class, stream and name. */
export function peopleOf(tx: Tx, studentIds: readonly StudentId[]): Person[] {
  return tx
    .select({
      studentId: student.id,
      fullName,
      admissionNumber: student.admissionNumber,
      boarding: student.boarding,
      streamId: stream.id,
      className: fullClassName,
    })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(and(among(student.id, studentIds), isNull(student.deletedAt)))
    .orderBy(...byClassAndName)
    .all()
}
