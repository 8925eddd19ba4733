import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { DeviceId, PunchId } from '../contract/common.ts'
import type { UnknownPin, UnknownTime } from '../contract/morning.ts'
import { insertMany } from '../db/insert-many.ts'
import type { Tx } from '../db/open.ts'
import { device, deviceUser, punch, punchDismissal, schoolClass, stream, student } from '../db/schema.ts'
import { allNames, fullClassName, fullName } from '../school/student-names.repo.ts'

/** PINs whose punches are nobody's and were not put aside, the one that pressed last first. */
export function unknownPins(tx: Tx, limit: number): Omit<UnknownPin, 'suggestion'>[] {
  const lastAt = sql<number | null>`max(${punch.at})`
  return tx
    .select({
      deviceId: punch.deviceId,
      deviceName: device.name,
      pin: punch.pin,
      nameOnDevice: sql<string | null>`nullif(max(${deviceUser.name}), '')`,
      punches: sql<number>`count(*)`,
      firstAt: sql<number | null>`min(${punch.at})`,
      lastAt,
    })
    .from(punch)
    .innerJoin(device, eq(device.id, punch.deviceId))
    .leftJoin(deviceUser, and(eq(deviceUser.deviceId, punch.deviceId), eq(deviceUser.pin, punch.pin)))
    .where(and(isNull(punch.studentId), isNotNull(punch.at), notPutAside))
    .groupBy(punch.deviceId, punch.pin)
    .orderBy(desc(lastAt), punch.pin)
    .limit(limit)
    .all()
}

/** Punches whose time cannot be right and that were not put aside, the newest first. */
export function unknownTimes(tx: Tx, limit: number): UnknownTime[] {
  return tx
    .select({ punchId: punch.id, deviceName: device.name, pin: punch.pin, recordedAt: punch.recordedAt })
    .from(punch)
    .innerJoin(device, eq(device.id, punch.deviceId))
    .where(and(isNull(punch.studentId), isNull(punch.at), notPutAside))
    .orderBy(desc(punch.recordedAt), desc(punch.id))
    .limit(limit)
    .all()
}

/** The punches of a PIN at a terminal that are nobody's and were not put aside. */
export function openPunchesOf(tx: Tx, deviceId: DeviceId, pin: string): PunchId[] {
  return tx
    .select({ id: punch.id })
    .from(punch)
    .where(and(eq(punch.deviceId, deviceId), eq(punch.pin, pin), isNull(punch.studentId), notPutAside))
    .all()
    .map(({ id }) => id)
}

/** Those of the punches that are nobody's and were not put aside. */
export function openAmong(tx: Tx, punchIds: readonly PunchId[]): PunchId[] {
  return tx
    .select({ id: punch.id })
    .from(punch)
    .where(
      and(
        sql`${punch.id} in (select value from json_each(${JSON.stringify(punchIds)}))`,
        isNull(punch.studentId),
        notPutAside,
      ),
    )
    .all()
    .map(({ id }) => id)
}

const notPutAside = sql`not exists (
  select 1 from ${punchDismissal} where ${punchDismissal.punchId} = ${punch.id})`

/** Puts punches aside; they stay as they are. */
export function putAside(tx: Tx, punchIds: readonly PunchId[], at: number, by: string, why: string): void {
  insertMany(
    tx,
    punchDismissal,
    punchIds.map(punchId => ({ punchId, at, by, why })),
    sql`on conflict do nothing`,
  )
}

/** Everybody who is at the school, as somebody whom a terminal may call by another name. */
export function everybody(tx: Tx) {
  return tx
    .select({
      studentId: student.id,
      fullName,
      allNames,
      className: fullClassName,
      pin: sql<string>`cast(${student.pin} as text)`,
    })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(and(eq(student.active, true), isNull(student.deletedAt)))
    .all()
}
