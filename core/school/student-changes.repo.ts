import { and, asc, desc, eq, isNull, ne, sql } from 'drizzle-orm'
import { among } from '../attendance/attendance.repo.ts'
import type { Day, GuardianId, StreamId, StudentId } from '../contract/common.ts'
import type { Gender, StudentChange } from '../contract/school.ts'
import type { Tx } from '../db/open.ts'
import { audit, photo, student } from '../db/schema.ts'
import { fullName } from './student-names.repo.ts'

/** Who has an admission number, also if he or she has left. `except`: one who does not count. */
export function findByNumber(
  tx: Tx,
  admissionNumber: string,
  except: StudentId | null = null,
): { readonly id: StudentId; readonly fullName: string } | null {
  const found = tx
    .select({ id: student.id, fullName })
    .from(student)
    .where(and(eq(student.admissionNumber, admissionNumber), except === null ? undefined : ne(student.id, except)))
    .get()
  return found ?? null
}

/** Every admission number that was ever given out. */
export function admissionNumbers(tx: Tx): string[] {
  return tx
    .select({ one: student.admissionNumber })
    .from(student)
    .all()
    .map(({ one }) => one)
}

/** The admission numbers of the students who were added last, the newest first. */
export function newestNumbers(tx: Tx, limit: number): string[] {
  return tx
    .select({ one: student.admissionNumber })
    .from(student)
    .orderBy(desc(student.createdAt), desc(student.id))
    .limit(limit)
    .all()
    .map(({ one }) => one)
}

export type Enrolled = {
  readonly id: StudentId
  readonly fullName: string
  readonly streamId: StreamId
  readonly active: boolean
  readonly boarding: boolean
  readonly exempt: boolean
  readonly admittedOn: Day | null
  readonly leftOn: Day | null
}

/** These students, as far as it says when they belong where; those who do not exist are not in the answer. */
export function enrolled(tx: Tx, studentIds: readonly StudentId[]): Enrolled[] {
  const { id, streamId, active, boarding, exempt, admittedOn, leftOn } = student
  return tx
    .select({ id, fullName, streamId, active, boarding, exempt, admittedOn, leftOn })
    .from(student)
    .where(and(among(student.id, studentIds), isNull(student.deletedAt)))
    .orderBy(asc(student.id))
    .all()
}

export type StudentFields = {
  readonly admissionNumber: string
  readonly firstName: string
  readonly middleName: string | null
  readonly lastName: string
  readonly gender: Gender
  readonly dateOfBirth: Day | null
  readonly boarding: boolean
  readonly admittedOn: Day | null
  readonly exempt: boolean
  readonly upi: string | null
  readonly assessmentNumber: string | null
  readonly birthCertificate: string | null
}

/** Changes what is given. The stream is changed by `moveStudents`. */
export function updateStudent(tx: Tx, id: StudentId, fields: Partial<StudentFields>): void {
  if (Object.keys(fields).length > 0) tx.update(student).set(fields).where(eq(student.id, id)).run()
}

/** Keeps a student's photo; null takes it away. */
export function writePhoto(tx: Tx, studentId: StudentId, jpeg: Buffer | null, at: number): void {
  if (jpeg === null) tx.delete(photo).where(eq(photo.studentId, studentId)).run()
  else {
    const row = { studentId, jpeg, at }
    tx.insert(photo).values(row).onConflictDoUpdate({ target: photo.studentId, set: row }).run()
  }
}

/** The photos of these students; those without are not in the answer. */
export function photosOf(tx: Tx, studentIds: readonly StudentId[]): Map<StudentId, Buffer> {
  const rows = tx
    .select({ studentId: photo.studentId, jpeg: photo.jpeg })
    .from(photo)
    .where(among(photo.studentId, studentIds))
    .all()
  return new Map(rows.map(({ studentId, jpeg }) => [studentId, jpeg]))
}

/** What was done to a student's record, fingers and guardians, newest first. */
export function auditOf(
  tx: Tx,
  studentId: StudentId,
  guardianIds: readonly GuardianId[],
  limit: number,
): StudentChange[] {
  return tx
    .select({
      at: audit.at,
      by: sql<string>`coalesce(${audit.username}, '')`,
      channel: audit.channel,
      outcome: audit.outcome,
    })
    .from(audit)
    .where(
      and(
        // Named, so that the index on them serves.
        sql`${audit.entity} in ('student', 'enrollment', 'station', 'guardian')`,
        among(audit.entityId, [studentId, ...guardianIds]),
      ),
    )
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(limit)
    .all()
}
