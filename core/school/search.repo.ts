import { and, asc, desc, eq, isNull, or, sql } from 'drizzle-orm'
import { among } from '../attendance/attendance.repo.ts'
import type { EventType } from '../contract/attendance.ts'
import type { Day, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { attendanceRecord, device, guardian, schoolClass, stream, student, studentGuardian } from '../db/schema.ts'
import { phoneBegins } from './guardian-changes.repo.ts'
import { hasWord } from './student-list.repo.ts'
import { allNames, fullClassName, fullName } from './student-names.repo.ts'
import { isPlainPin } from './students.repo.ts'

export type FoundStudent = {
  readonly studentId: StudentId
  readonly fullName: string
  readonly allNames: string
  readonly admissionNumber: string
  /** `Grade 7 East`. */
  readonly className: string
  readonly pin: number
  readonly active: boolean
}

export type Sought = {
  readonly words: readonly string[]
  /** As typed, without the spaces around it. */
  readonly whole: string
  /** Those whose guardian's phone was typed. */
  readonly studentIds: readonly StudentId[]
}

/**
 * Students by parts of their names in any order, admission number or PIN, and the given ones. A number that is exactly
 * as typed comes first, then those at the school before leavers, names that begin so before the rest.
 */
export function searchStudents(tx: Tx, { words, whole, studentIds }: Sought, limit: number): FoundStudent[] {
  const exact = or(
    eq(student.admissionNumber, whole.toUpperCase()),
    isPlainPin(whole) ? eq(student.pin, Number(whole)) : undefined,
  )
  const begin = `${(words[0] ?? '').replace(/[\\%_]/g, '\\$&')}%`
  const begins = sql`(${student.firstName} like ${begin} escape '\\' or ${student.lastName} like ${begin} escape '\\')`
  return tx
    .select({
      studentId: student.id,
      fullName,
      allNames,
      admissionNumber: student.admissionNumber,
      className: fullClassName,
      pin: student.pin,
      active: student.active,
    })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(
      and(
        isNull(student.deletedAt),
        or(and(...words.map(hasWord)), studentIds.length === 0 ? undefined : among(student.id, studentIds)),
      ),
    )
    .orderBy(
      desc(sql`${exact}`),
      desc(student.active),
      desc(begins),
      sql`${student.firstName} collate nocase`,
      sql`${student.lastName} collate nocase`,
      asc(student.admissionNumber),
    )
    .limit(limit)
    .all()
}

/** Students one of whose guardians has a phone that begins so, with that phone in clear. */
export function studentsByPhone(tx: Tx, begin: string, limit: number): Map<StudentId, string> {
  const rows = tx
    .select({ studentId: studentGuardian.studentId, phone: guardian.phone })
    .from(guardian)
    .innerJoin(studentGuardian, eq(studentGuardian.guardianId, guardian.id))
    .where(and(phoneBegins(begin), isNull(guardian.deletedAt)))
    .orderBy(asc(guardian.phone))
    .limit(limit)
    .all()
  return new Map(rows.map(({ studentId, phone }) => [studentId, phone]))
}

export type LastEvent = { readonly eventType: EventType; readonly at: number; readonly deviceName: string }

/** The last record of each of these students on a day. */
export function lastEvents(tx: Tx, day: Day, studentIds: readonly StudentId[]): Map<StudentId, LastEvent> {
  const { studentId, eventType, at } = attendanceRecord
  const rows = tx
    .select({ studentId, eventType, at, deviceName: device.name })
    .from(attendanceRecord)
    .innerJoin(device, eq(device.id, attendanceRecord.deviceId))
    .where(and(among(attendanceRecord.studentId, studentIds), eq(attendanceRecord.day, day)))
    .orderBy(asc(attendanceRecord.at))
    .all()
  return new Map(rows.map(({ studentId: id, ...event }) => [id, event]))
}
