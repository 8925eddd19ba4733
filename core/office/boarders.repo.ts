import { and, asc, eq, gte, inArray, isNull, sql } from 'drizzle-orm'
import { among } from '../attendance/attendance.repo.ts'
import type { Day, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { attendanceRecord, manualMark, student } from '../db/schema.ts'
import { roll } from '../school/students.repo.ts'
import type { Person } from './inside.repo.ts'

/** The boarders on the roll of a day, by class, stream and name. */
export function boarders(tx: Tx, day: Day): Person[] {
  return roll(tx, day)
    .filter(({ boarding }) => boarding)
    .map(({ id, fullName, admissionNumber, boarding, streamId, className }) => ({
      studentId: id,
      fullName,
      admissionNumber,
      boarding,
      streamId,
      className,
    }))
}

/** Whether a student of the school is a boarder; null: there is no such student, or he or she has left. */
export function boarderOf(tx: Tx, id: StudentId): { readonly boarding: boolean } | null {
  const found = tx
    .select({ boarding: student.boarding })
    .from(student)
    .where(and(eq(student.id, id), eq(student.active, true), isNull(student.deletedAt)))
    .get()
  return found ?? null
}

/** When each of these students was first seen from a day on: by a terminal, or by a person who marked it present. */
export function firstSeenSince(tx: Tx, studentIds: readonly StudentId[], day: Day): Map<StudentId, number> {
  const scans = tx.all<{ studentId: StudentId; at: number }>(sql`
    select asked.value as "studentId", min(${attendanceRecord.at}) as at
    from json_each(${JSON.stringify(studentIds)}) as asked
    cross join ${attendanceRecord} on ${attendanceRecord.studentId} = asked.value
      and ${attendanceRecord.day} = (
        select min(first.day) from attendance_record first
        where first.student_id = asked.value and first.day >= ${day})
    group by asked.value`)
  const seen = new Map(scans.map(({ studentId, at }) => [studentId, at]))
  const marks = tx
    .select({
      studentId: manualMark.studentId,
      at: sql<number>`coalesce(${manualMark.arrivedAt}, ${manualMark.at})`,
    })
    .from(manualMark)
    .where(
      and(
        among(manualMark.studentId, studentIds),
        gte(manualMark.day, day),
        inArray(manualMark.mark, ['present', 'late']),
        isNull(manualMark.withdrawnAt),
      ),
    )
    .orderBy(asc(manualMark.at))
    .all()
  for (const { studentId, at } of marks) seen.set(studentId, Math.min(at, seen.get(studentId) ?? at))
  return seen
}
