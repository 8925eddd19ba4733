import { and, asc, eq, isNull } from 'drizzle-orm'
import type { DeviceId, EnrollmentId, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { Finger } from '../contract/enrollment.ts'
import type { Tx } from '../db/open.ts'
import { device, devicePin, enrollmentIntent, student } from '../db/schema.ts'

/** What an enrollment is about to change on a terminal, kept until it is done or was taken back. */
export type Intent = {
  readonly id: EnrollmentId
  readonly studentId: StudentId
  readonly deviceId: DeviceId
  /** The student's user id on this terminal. */
  readonly pin: string
  readonly finger: Finger
  readonly userIsNew: boolean
  /** The finger that was there before, sealed. */
  readonly previous: Buffer | null
  readonly previousFlag: number | null
}

export function insertIntent(tx: Tx, intent: Intent, at: number): void {
  tx.insert(enrollmentIntent)
    .values({ ...intent, startedAt: at })
    .run()
}

export function deleteIntent(tx: Tx, id: EnrollmentId): void {
  tx.delete(enrollmentIntent).where(eq(enrollmentIntent.id, id)).run()
}

/** Intents at one terminal, or at all that are in use; oldest first. */
export function intentsAt(tx: Tx, deviceId?: DeviceId): Intent[] {
  return tx
    .select({
      id: enrollmentIntent.id,
      studentId: enrollmentIntent.studentId,
      deviceId: enrollmentIntent.deviceId,
      pin: enrollmentIntent.pin,
      finger: enrollmentIntent.finger,
      userIsNew: enrollmentIntent.userIsNew,
      previous: enrollmentIntent.previous,
      previousFlag: enrollmentIntent.previousFlag,
    })
    .from(enrollmentIntent)
    .innerJoin(device, eq(device.id, enrollmentIntent.deviceId))
    .where(and(isNull(device.deletedAt), deviceId === undefined ? undefined : eq(enrollmentIntent.deviceId, deviceId)))
    .orderBy(asc(enrollmentIntent.startedAt))
    .all()
}

/**
 * Who is to be enrolled: the name, and the user id on this terminal, which is the one it had before if the student
 * was adopted from it.
 * @throws AppError `not_found` unless both student and terminal are in use
 */
export function enrollee(tx: Tx, studentId: StudentId, deviceId: DeviceId): { pin: string; name: string } {
  const found = tx
    .select({ pin: student.pin, first: student.firstName, last: student.lastName, adopted: devicePin.pin })
    .from(student)
    .innerJoin(device, and(eq(device.id, deviceId), isNull(device.deletedAt)))
    .leftJoin(devicePin, and(eq(devicePin.deviceId, deviceId), eq(devicePin.studentId, student.id)))
    .where(and(eq(student.id, studentId), eq(student.active, true), isNull(student.deletedAt)))
    .limit(1)
    .all()[0]
  if (found === undefined) throw new AppError('not_found')
  return { pin: found.adopted ?? String(found.pin), name: `${found.first} ${found.last}` }
}
