import { and, count, eq, isNull, sql } from 'drizzle-orm'
import type { AnyColumn, SQL } from 'drizzle-orm'
import type { Day, DeviceId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { devicePin, deviceUser, punch, student, syncItem } from '../db/schema.ts'
import { newId } from '../ids.ts'

function among(column: AnyColumn, values: readonly string[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify(values)}))`
}

/** Those of a terminal's PINs that a person said are a student's, with the PIN that the student has with us. */
export function adoptedByPins(tx: Tx, deviceId: DeviceId, pins: readonly string[]): Map<string, string> {
  const rows = tx
    .select({ pin: devicePin.pin, own: sql<string>`cast(${student.pin} as text)` })
    .from(devicePin)
    .innerJoin(student, eq(student.id, devicePin.studentId))
    .where(and(eq(devicePin.deviceId, deviceId), among(devicePin.pin, pins)))
    .all()
  return new Map(rows.map(({ pin, own }) => [pin, own]))
}

/** What a terminal calls its users, by PIN, as last read. */
export function namesOnDevice(tx: Tx, deviceId: DeviceId, pins: readonly string[]): Map<string, string> {
  const rows = tx
    .select({ pin: deviceUser.pin, name: deviceUser.name })
    .from(deviceUser)
    .where(and(eq(deviceUser.deviceId, deviceId), among(deviceUser.pin, pins)))
    .all()
  return new Map(rows.map(({ pin, name }) => [pin, name]))
}

/** Those of the students whom we put on a terminal, or found there as wished. */
export function managedAmong(tx: Tx, deviceId: DeviceId, studentIds: readonly StudentId[]): Set<StudentId> {
  const rows = tx
    .select({ studentId: syncItem.studentId })
    .from(syncItem)
    .where(
      and(
        eq(syncItem.deviceId, deviceId),
        among(syncItem.studentId, studentIds),
        sql`not (${syncItem.state} = 'failed' and ${syncItem.reason} is 'already_adopted')`,
      ),
    )
    .all()
  return new Set(rows.map(({ studentId }) => studentId))
}

/** Whose a PIN of a terminal was said to be, or null. */
export function adoptedAs(tx: Tx, deviceId: DeviceId, pin: string): StudentId | null {
  const found = tx
    .select({ studentId: devicePin.studentId })
    .from(devicePin)
    .where(and(eq(devicePin.deviceId, deviceId), eq(devicePin.pin, pin)))
    .get()
  return found?.studentId ?? null
}

export function adoptPin(tx: Tx, deviceId: DeviceId, pin: string, studentId: StudentId, at: number): void {
  tx.insert(devicePin).values({ id: newId(), deviceId, pin, studentId, adoptedAt: at }).run()
}

/** Gives a PIN's punches that are nobody's to a student. Returns how many, and their days. */
export function fillInStudent(
  tx: Tx,
  deviceId: DeviceId,
  pin: string,
  studentId: StudentId,
): { readonly punches: number; readonly days: Day[] } {
  // A punch without a time belongs to no day and stays with the unknown ones.
  const rows = tx
    .update(punch)
    .set({ studentId })
    .where(
      and(
        eq(punch.deviceId, deviceId),
        eq(punch.pin, pin),
        isNull(punch.studentId),
        sql`${punch.at} is not null and ${punch.day} is not null`,
      ),
    )
    .returning({ day: punch.day })
    .all()
  return { punches: rows.length, days: [...new Set(rows.flatMap(({ day }) => day ?? []))].sort() }
}

/** Punches of a terminal that are nobody's, by PIN. */
export function unclaimedPunches(tx: Tx, deviceId: DeviceId): Map<string, number> {
  const rows = tx
    .select({ pin: punch.pin, n: count() })
    .from(punch)
    .where(and(eq(punch.deviceId, deviceId), isNull(punch.studentId)))
    .groupBy(punch.pin)
    .all()
  return new Map(rows.map(({ pin, n }) => [pin, n]))
}
