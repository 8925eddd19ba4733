import { and, count, eq, inArray, isNull, like, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { ClassId, StreamId, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { StudentRow } from '../contract/school.ts'
import type { Tx } from '../db/open.ts'
import { schoolClass, stream, student, studentGuardian } from '../db/schema.ts'
import { byClassAndName, fullName } from './student-names.repo.ts'
import { isPlainPin } from './students.repo.ts'

export type StudentFilter = {
  /** Words; each must be part of the name or of the admission number, or be the PIN. */
  readonly search: string
  readonly classId?: ClassId | undefined
  readonly streamId?: StreamId | undefined
  readonly status: 'active' | 'inactive' | 'all'
}

/** One page of students by class, stream and name. */
export function listStudents(tx: Tx, filter: StudentFilter, limit: number, offset: number): StudentRow[] {
  // First which ones, then what is shown of them: else everything is worked out for everybody before it is put in order.
  const ids = tx
    .select({ id: student.id })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(matching(filter))
    .orderBy(...byClassAndName)
    .limit(limit)
    .offset(offset)
  return selectRows(tx, inArray(student.id, ids))
    .orderBy(...byClassAndName)
    .all()
}

/** How many students a filter finds. */
export function countStudents(tx: Tx, filter: StudentFilter): number {
  const found = tx
    .select({ n: count() })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .where(matching(filter))
    .get()
  return found?.n ?? 0
}

/**
 * One student's row.
 * @throws AppError `not_found`
 */
export function studentRow(tx: Tx, id: StudentId): StudentRow {
  const found = selectRows(tx, and(eq(student.id, id), isNull(student.deletedAt))).get()
  if (found === undefined) throw new AppError('not_found')
  return found
}

function selectRows(tx: Tx, where: SQL | undefined) {
  return tx
    .select({
      id: student.id,
      admissionNumber: student.admissionNumber,
      fullName,
      gender: student.gender,
      className: schoolClass.name,
      streamName: stream.name,
      pin: student.pin,
      active: student.active,
      guardians: sql<number>`(select count(*) from ${studentGuardian} where ${studentGuardian.studentId} = ${student.id})`,
    })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(where)
}

function matching({ search, classId, streamId, status }: StudentFilter): SQL | undefined {
  return and(
    isNull(student.deletedAt),
    status === 'all' ? undefined : eq(student.active, status === 'active'),
    streamId === undefined ? undefined : eq(student.streamId, streamId),
    classId === undefined ? undefined : eq(stream.classId, classId),
    ...search.split(/\s+/).filter(Boolean).map(hasWord),
  )
}

/** The word is a part of the names or of the admission number, or is the PIN. */
export function hasWord(word: string): SQL | undefined {
  const pattern = sql`${`%${word.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`
  const names = sql`${student.firstName} || ' ' || coalesce(${student.middleName} || ' ', '') || ${student.lastName}`
  return or(
    like(names, pattern),
    like(student.admissionNumber, pattern),
    isPlainPin(word) ? eq(student.pin, Number(word)) : undefined,
  )
}
