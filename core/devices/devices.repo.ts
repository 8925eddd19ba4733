import { and, asc, count, eq, isNull, ne, sql } from 'drizzle-orm'
import type { DeviceGroupId, DeviceId, SchoolId } from '../contract/common.ts'
import { insertMany } from '../db/insert-many.ts'
import type { Tx } from '../db/open.ts'
import { device, deviceGroup, deviceUser, punch } from '../db/schema.ts'
import { newId } from '../ids.ts'
import type { DeviceUser } from '../ports.ts'

/** Adds a group of terminals. */
export function insertDeviceGroup(
  tx: Tx,
  draft: { readonly schoolId: SchoolId; readonly name: string },
): DeviceGroupId {
  const id = newId<DeviceGroupId>()
  tx.insert(deviceGroup)
    .values({ ...draft, id })
    .run()
  return id
}

export type DeviceDraft = {
  readonly schoolId: SchoolId
  readonly deviceGroupId: DeviceGroupId
  readonly name: string
  readonly location?: string
  readonly host: string
  /** 4370 when left out. */
  readonly port?: number
  readonly commKey?: number
  /** Left out: taken over from the terminal at the first connection. */
  readonly serialNumber?: string
  readonly at: number
}

/** Adds a terminal. */
export function insertDevice(tx: Tx, { at, ...draft }: DeviceDraft): DeviceId {
  const id = newId<DeviceId>()
  tx.insert(device)
    .values({ ...draft, id, createdAt: at })
    .run()
  return id
}

export type StoredDevice = {
  readonly id: DeviceId
  readonly name: string
  readonly location: string
  readonly groupName: string
  readonly host: string
  readonly port: number
  readonly commKey: number
  readonly serialNumber: string | null
  readonly model: string | null
  readonly firmware: string | null
  readonly lastSeenAt: number | null
  readonly lastReadAt: number | null
  readonly enrolledCount: number | null
  readonly capacity: number | null
  readonly logsOnDevice: number | null
  readonly logCapacity: number | null
  readonly clockDriftMs: number | null
}

/** The terminals in use, by name. */
export function devicesInUse(tx: Tx): StoredDevice[] {
  return tx
    .select({
      id: device.id,
      name: device.name,
      location: device.location,
      groupName: deviceGroup.name,
      host: device.host,
      port: device.port,
      commKey: device.commKey,
      serialNumber: device.serialNumber,
      model: device.model,
      firmware: device.firmware,
      lastSeenAt: device.lastSeenAt,
      lastReadAt: device.lastReadAt,
      enrolledCount: device.enrolledCount,
      capacity: device.capacity,
      logsOnDevice: device.logsOnDevice,
      logCapacity: device.logCapacity,
      clockDriftMs: device.clockDriftMs,
    })
    .from(device)
    .innerJoin(deviceGroup, eq(deviceGroup.id, device.deviceGroupId))
    .where(isNull(device.deletedAt))
    .orderBy(asc(device.name), asc(device.id))
    .all()
}

/** Names of all terminals, retired ones too: old records still speak of them. */
export function deviceNames(tx: Tx): Map<DeviceId, string> {
  const rows = tx.select({ id: device.id, name: device.name }).from(device).all()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Keeps what a connection taught about a terminal. */
export function saveDeviceFacts(
  tx: Tx,
  id: DeviceId,
  facts: Partial<Omit<typeof device.$inferInsert, 'id' | 'schoolId' | 'deviceGroupId' | 'createdAt'>>,
): void {
  tx.update(device).set(facts).where(eq(device.id, id)).run()
}

/** Another terminal that has this serial number already. */
export function otherDeviceWithSerial(tx: Tx, serialNumber: string, id: DeviceId): DeviceId | null {
  const found = tx
    .select({ id: device.id })
    .from(device)
    .where(and(eq(device.serialNumber, serialNumber), ne(device.id, id)))
    .get()
  return found?.id ?? null
}

/** How many punches of a terminal are recorded. */
export function countPunches(tx: Tx, id: DeviceId): number {
  return tx.select({ n: count() }).from(punch).where(eq(punch.deviceId, id)).get()?.n ?? 0
}

/** Bits 1 to 3 of a user's privilege (bit 0: disabled): 6 administrator, 14 super administrator. `zk-protocol.md` 6. */
const rights = 0b1110
const administrators: readonly number[] = [6, 14]

/** Whether a terminal's user may open its menu. */
export function isAdministrator(privilege: number): boolean {
  return administrators.includes(privilege & rights)
}

/** Makes the list of users a terminal holds be this one. Returns whether it was another. */
export function replaceDeviceUsers(tx: Tx, id: DeviceId, users: readonly DeviceUser[]): boolean {
  const stored = tx.values<[string, string, number, string, number]>(sql`
    select ${deviceUser.id}, ${deviceUser.pin}, ${deviceUser.uid}, ${deviceUser.name}, ${deviceUser.admin}
    from ${deviceUser} where ${deviceUser.deviceId} = ${id}`)
  const gone = new Map(stored.map(row => [row[1], row]))
  const others: (typeof deviceUser.$inferInsert)[] = []
  for (const { userId: pin, uid, name, privilege } of new Map(users.map(user => [user.userId, user])).values()) {
    const old = gone.get(pin)
    gone.delete(pin)
    const admin = isAdministrator(privilege)
    if (old?.[2] !== uid || old[3] !== name || old[4] !== Number(admin))
      others.push({ id: newId(), deviceId: id, pin, uid, name, admin })
  }
  insertMany(
    tx,
    deviceUser,
    others,
    sql`on conflict (device_id, pin) do update set uid = excluded.uid, name = excluded.name, admin = excluded.admin`,
  )
  if (gone.size > 0) {
    const ids = JSON.stringify([...gone.values()].map(([rowId]) => rowId))
    tx.run(sql`delete from ${deviceUser} where ${deviceUser.id} in (select value from json_each(${ids}))`)
  }
  return others.length + gone.size > 0
}

/** Whether the users of a terminal have ever been read. */
export function hasDeviceUsers(tx: Tx, id: DeviceId): boolean {
  return (
    tx.select({ id: deviceUser.id }).from(deviceUser).where(eq(deviceUser.deviceId, id)).limit(1).get() !== undefined
  )
}
