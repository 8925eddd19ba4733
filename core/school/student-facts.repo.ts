import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Day, StreamId, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { device, devicePin, deviceUser, photo, student } from '../db/schema.ts'

export type StudentFacts = {
  readonly firstName: string
  readonly middleName: string | null
  readonly lastName: string
  readonly dateOfBirth: Day | null
  readonly boarding: boolean
  readonly admittedOn: Day | null
  readonly leftOn: Day | null
  readonly leftWhy: string | null
  readonly exempt: boolean
  readonly upi: string | null
  readonly assessmentNumber: string | null
  readonly birthCertificate: string | null
  readonly streamId: StreamId
  readonly hasPhoto: boolean
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
      leftOn: student.leftOn,
      leftWhy: student.leftWhy,
      exempt: student.exempt,
      upi: student.upi,
      assessmentNumber: student.assessmentNumber,
      birthCertificate: student.birthCertificate,
      streamId: student.streamId,
      hasPhoto: sql`${photo.studentId} is not null`.mapWith(Boolean),
    })
    .from(student)
    .leftJoin(photo, eq(photo.studentId, student.id))
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
