import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Day, SchoolId, StreamId, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { Gender } from '../contract/school.ts'
import type { Tx } from '../db/open.ts'
import { device, devicePin, deviceUser, schoolClass, stream, student } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { allNames, byClassAndName, fullClassName, fullName } from './student-names.repo.ts'

export type StudentDraft = {
  readonly schoolId: SchoolId
  readonly streamId: StreamId
  readonly admissionNumber: string
  readonly firstName: string
  readonly middleName?: string | null
  readonly lastName: string
  readonly gender: Gender
  readonly dateOfBirth?: Day | null
  /** The number the terminals know the student by; left out: the next one that was never used. */
  readonly pin?: number
  readonly boarding?: boolean
  readonly admittedOn?: Day | null
  readonly at: number
}

/** Adds a student; the admission number is kept in upper case and, like the PIN, unique in the school. */
export function addStudent(tx: Tx, { at, pin, admissionNumber, ...draft }: StudentDraft): StudentId {
  const id = newId<StudentId>()
  tx.insert(student)
    .values({
      ...draft,
      id,
      admissionNumber: admissionNumber.trim().toUpperCase(),
      pin: pin ?? nextPin(tx, draft.schoolId),
      createdAt: at,
    })
    .run()
  return id
}

function nextPin(tx: Tx, schoolId: SchoolId): number {
  const highest = tx
    .select({ pin: sql<number | null>`max(${student.pin})` })
    .from(student)
    .where(eq(student.schoolId, schoolId))
    .get()
  return (highest?.pin ?? 0) + 1
}

export type StudentByPin = {
  readonly id: StudentId
  readonly fullName: string
  /** With middle names: to be compared with what a terminal calls the user. */
  readonly allNames: string
  readonly admissionNumber: string
  /** `Grade 7 East`. */
  readonly className: string
  readonly streamId: StreamId
  readonly active: boolean
}

/** Whose PINs these are. A PIN that is no plain number, or nobody's, is not in the answer. */
export function studentsByPins(tx: Tx, pins: readonly string[]): Map<string, StudentByPin> {
  const wanted = [...new Set(pins)].filter(isPlainPin).map(Number)
  const found = new Map<string, StudentByPin>()
  for (let i = 0; i < wanted.length; i += pinsPerQuery) {
    const rows = tx
      .select({
        pin: student.pin,
        id: student.id,
        fullName,
        allNames,
        admissionNumber: student.admissionNumber,
        className: fullClassName,
        streamId: student.streamId,
        active: student.active,
      })
      .from(student)
      .innerJoin(stream, eq(stream.id, student.streamId))
      .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
      .where(and(inArray(student.pin, wanted.slice(i, i + pinsPerQuery)), isNull(student.deletedAt)))
      .all()
    for (const { pin, ...row } of rows) found.set(String(pin), row)
  }
  return found
}

const pinsPerQuery = 500

/** Whether a terminal's user id can be one of our PINs: `007` and `7` are two users to it, and only the second is. */
export function isPlainPin(pin: string): boolean {
  return /^[1-9]\d{0,8}$/.test(pin)
}

export type RollEntry = {
  readonly id: StudentId
  readonly fullName: string
  readonly admissionNumber: string
  readonly gender: Gender
  readonly pin: number
  readonly streamId: StreamId
  /** `Grade 7 East`. */
  readonly className: string
}

/** Who belonged to the school on a day: admitted by then and not yet gone. By class, stream and name. */
export function roll(tx: Tx, day: Day): RollEntry[] {
  return tx
    .select({
      id: student.id,
      fullName,
      admissionNumber: student.admissionNumber,
      gender: student.gender,
      pin: student.pin,
      streamId: student.streamId,
      className: fullClassName,
    })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(
      and(
        isNull(student.deletedAt),
        or(isNull(student.admittedOn), sql`${student.admittedOn} <= ${day}`),
        or(sql`${student.leftOn} >= ${day}`, and(isNull(student.leftOn), eq(student.active, true))),
      ),
    )
    .orderBy(...byClassAndName)
    .all()
}

export type StudentFacts = {
  readonly firstName: string
  readonly middleName: string | null
  readonly lastName: string
  readonly dateOfBirth: Day | null
  readonly boarding: boolean
  readonly admittedOn: Day | null
}

/**
 * What only the student's own page shows. The date of birth is in clear.
 * @throws AppError `not_found`
 */
export function studentFacts(tx: Tx, id: StudentId): StudentFacts {
  const found = tx
    .select({
      firstName: student.firstName,
      middleName: student.middleName,
      lastName: student.lastName,
      dateOfBirth: student.dateOfBirth,
      boarding: student.boarding,
      admittedOn: student.admittedOn,
    })
    .from(student)
    .where(and(eq(student.id, id), isNull(student.deletedAt)))
    .get()
  if (found === undefined) throw new AppError('not_found')
  return found
}

/**
 * Every terminal in use, and whether it held this student when its users were last read: under the student's own PIN,
 * or under one that a person said is the student's there.
 */
export function terminalsKnowing(tx: Tx, pin: number): { name: string; hasUser: boolean }[] {
  const holding = tx
    .select({ deviceId: deviceUser.deviceId })
    .from(deviceUser)
    .leftJoin(devicePin, and(eq(devicePin.deviceId, deviceUser.deviceId), eq(devicePin.pin, deviceUser.pin)))
    .leftJoin(student, eq(student.id, devicePin.studentId))
    .where(sql`coalesce(cast(${student.pin} as text), ${deviceUser.pin}) = ${String(pin)}`)
    .all()
  const holders = new Set(holding.map(({ deviceId }) => deviceId))
  return tx
    .select({ id: device.id, name: device.name })
    .from(device)
    .where(isNull(device.deletedAt))
    .orderBy(asc(device.name))
    .all()
    .map(({ id, name }) => ({ name, hasUser: holders.has(id) }))
}
