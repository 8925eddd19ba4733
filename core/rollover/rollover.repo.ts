import { and, asc, count, eq, isNull, lte, or, sql } from 'drizzle-orm'
import type { Day, StreamId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { device, devicePin, deviceUser, schoolClass, stream, streamStay, student } from '../db/schema.ts'

export type StoredYearStream = {
  readonly streamId: StreamId
  readonly classId: string
  readonly className: string
  readonly streamName: string
  readonly level: number
  readonly capacity: number | null
  /** Of the year that ends: those who are admitted for the next one are not counted. */
  readonly students: number
}

/** Whoever belongs to the year that ends on a day. */
function inYear(lastDay: Day) {
  return and(
    eq(student.active, true),
    isNull(student.deletedAt),
    or(isNull(student.admittedOn), lte(student.admittedOn, lastDay)),
  )
}

/** All streams in use, the lowest class first, and how many children of the year that ends each has. */
export function yearStreams(tx: Tx, lastDay: Day): StoredYearStream[] {
  return tx
    .select({
      streamId: stream.id,
      classId: schoolClass.id,
      className: schoolClass.name,
      streamName: stream.name,
      level: schoolClass.level,
      capacity: stream.capacity,
      students: count(student.id),
    })
    .from(stream)
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .leftJoin(student, and(eq(student.streamId, stream.id), inYear(lastDay)))
    .where(and(isNull(stream.deletedAt), isNull(schoolClass.deletedAt)))
    .groupBy(stream.id)
    .orderBy(asc(schoolClass.level), asc(schoolClass.name), asc(stream.name))
    .all()
}

/** The children of the year that ends, by stream. */
export function studentsOfYear(tx: Tx, lastDay: Day): Map<StreamId, StudentId[]> {
  const found = new Map<StreamId, StudentId[]>()
  const rows = tx.select({ id: student.id, streamId: student.streamId }).from(student).where(inYear(lastDay)).all()
  for (const { id, streamId } of rows) {
    const known = found.get(streamId)
    if (known === undefined) found.set(streamId, [id])
    else known.push(id)
  }
  return found
}

/** How many children are in a stream since a day, and were in another one until then. */
export function countMovedOn(tx: Tx, day: Day): number {
  const found = tx
    .select({ n: count() })
    .from(streamStay)
    .innerJoin(student, eq(student.id, streamStay.studentId))
    .where(
      and(
        eq(streamStay.fromDay, day),
        eq(student.active, true),
        sql`exists (select 1 from stream_stay former where former.student_id = ${streamStay.studentId} and former.from_day < ${day})`,
      ),
    )
    .get()
  return found?.n ?? 0
}

/** On how much of each terminal these students are, under their own PINs or adopted ones. */
export function usersOnTerminals(tx: Tx, studentIds: readonly StudentId[]): { deviceName: string; users: number }[] {
  const owner = sql`coalesce(${devicePin.studentId}, ${student.id})`
  return tx
    .select({ deviceName: device.name, users: count() })
    .from(deviceUser)
    .innerJoin(device, eq(device.id, deviceUser.deviceId))
    .leftJoin(devicePin, and(eq(devicePin.deviceId, deviceUser.deviceId), eq(devicePin.pin, deviceUser.pin)))
    .leftJoin(student, sql`${deviceUser.pin} = cast(${student.pin} as text)`)
    .where(and(isNull(device.deletedAt), sql`${owner} in (select value from json_each(${JSON.stringify(studentIds)}))`))
    .groupBy(device.id)
    .orderBy(asc(device.name))
    .all()
}
