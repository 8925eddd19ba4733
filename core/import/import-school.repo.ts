import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Day, GuardianId, StreamId, StudentId } from '../contract/common.ts'
import type { ImportField } from '../contract/imports.ts'
import type { Tx } from '../db/open.ts'
import { classAlias, guardian, importMemory, schoolClass, stream, student, studentGuardian } from '../db/schema.ts'

export type StoredStream = { readonly streamId: StreamId; readonly className: string; readonly streamName: string }

export type StoredStudent = {
  readonly id: StudentId
  readonly admissionNumber: string
  readonly firstName: string
  readonly middleName: string | null
  readonly lastName: string
  readonly gender: 'F' | 'M'
  readonly dateOfBirth: Day | null
  readonly streamId: StreamId
  readonly boarding: boolean
  readonly admittedOn: Day | null
  readonly upi: string | null
  readonly assessmentNumber: string | null
  readonly birthCertificate: string | null
  readonly active: boolean
}

export type StoredGuardian = {
  readonly id: GuardianId
  readonly fullName: string
  /** E.164. */
  readonly phone: string
  readonly email: string | null
  readonly language: 'en' | 'sw'
}

export type StoredLink = {
  readonly id: string
  readonly studentId: StudentId
  readonly guardianId: GuardianId
  readonly relation: string
  readonly receivesMessages: boolean
  readonly position: number
}

export type Remembered = Readonly<Partial<Record<ImportField, string>>>

/** Everything that an import compares itself with. */
export type SchoolNow = {
  readonly streams: readonly StoredStream[]
  /** By the bare label. */
  readonly aliases: ReadonlyMap<string, StreamId>
  /** By admission number, leavers included. */
  readonly students: ReadonlyMap<string, StoredStudent>
  readonly guardians: ReadonlyMap<GuardianId, StoredGuardian>
  readonly links: ReadonlyMap<StudentId, readonly StoredLink[]>
  readonly memory: ReadonlyMap<StudentId, Remembered>
}

/** The streams that children can be in. */
export function streamsInUse(tx: Tx): StoredStream[] {
  return tx
    .select({ streamId: stream.id, className: schoolClass.name, streamName: stream.name })
    .from(stream)
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(and(isNull(stream.deletedAt), isNull(schoolClass.deletedAt)))
    .orderBy(asc(schoolClass.level), asc(schoolClass.name), asc(stream.name))
    .all()
}

export function readSchoolNow(tx: Tx): SchoolNow {
  const links = new Map<StudentId, StoredLink[]>()
  for (const link of tx
    .select()
    .from(studentGuardian)
    .orderBy(asc(studentGuardian.position), asc(studentGuardian.id))
    .all()) {
    const known = links.get(link.studentId)
    if (known === undefined) links.set(link.studentId, [link])
    else known.push(link)
  }
  return {
    streams: streamsInUse(tx),
    aliases: new Map(
      tx
        .select()
        .from(classAlias)
        .all()
        .map(({ label, streamId }) => [label, streamId]),
    ),
    students: new Map(storedStudents(tx).map(row => [row.admissionNumber, row])),
    guardians: new Map(storedGuardians(tx).map(row => [row.id, row])),
    links,
    memory: new Map(
      tx
        .select()
        .from(importMemory)
        .all()
        .map(({ studentId, fields }) => [studentId, fields]),
    ),
  }
}

function storedStudents(tx: Tx): StoredStudent[] {
  return tx
    .select({
      id: student.id,
      admissionNumber: student.admissionNumber,
      firstName: student.firstName,
      middleName: student.middleName,
      lastName: student.lastName,
      gender: student.gender,
      dateOfBirth: student.dateOfBirth,
      streamId: student.streamId,
      boarding: student.boarding,
      admittedOn: student.admittedOn,
      upi: student.upi,
      assessmentNumber: student.assessmentNumber,
      birthCertificate: student.birthCertificate,
      active: student.active,
    })
    .from(student)
    .all()
}

function storedGuardians(tx: Tx): StoredGuardian[] {
  return tx
    .select({
      id: guardian.id,
      fullName: guardian.fullName,
      phone: guardian.phone,
      email: guardian.email,
      language: guardian.language,
    })
    .from(guardian)
    .where(isNull(guardian.deletedAt))
    .all()
}
