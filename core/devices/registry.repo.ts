import { and, asc, count, eq, isNull, ne, sql } from 'drizzle-orm'
import type { DeviceGroupId, DeviceId, SchoolId } from '../contract/common.ts'
import type { DeviceGroupOption } from '../contract/devices.ts'
import type { Tx } from '../db/open.ts'
import { device, deviceGroup, deviceLog, deviceUser, enrollment, punch } from '../db/schema.ts'

/** The terminal in use at an address, other than this one. */
export function deviceAtAddress(
  tx: Tx,
  address: { readonly host: string; readonly port: number },
  except: DeviceId | null,
): { readonly id: DeviceId; readonly name: string } | null {
  const found = tx
    .select({ id: device.id, name: device.name })
    .from(device)
    .where(
      and(
        sql`lower(${device.host}) = ${address.host.toLowerCase()}`,
        eq(device.port, address.port),
        isNull(device.deletedAt),
        except === null ? undefined : ne(device.id, except),
      ),
    )
    .get()
  return found ?? null
}

/** What a person can change about a terminal, or null when it is not in use. */
export function registeredDevice(tx: Tx, id: DeviceId) {
  const found = tx
    .select({
      schoolId: device.schoolId,
      deviceGroupId: device.deviceGroupId,
      name: device.name,
      location: device.location,
      host: device.host,
      port: device.port,
      commKey: device.commKey,
      serialNumber: device.serialNumber,
    })
    .from(device)
    .where(and(eq(device.id, id), isNull(device.deletedAt)))
    .get()
  return found ?? null
}

export function retireDevice(tx: Tx, id: DeviceId, at: number): void {
  tx.update(device).set({ deletedAt: at }).where(eq(device.id, id)).run()
}

/** By name. */
export function deviceGroups(tx: Tx, schoolId?: SchoolId): DeviceGroupOption[] {
  return tx
    .select({ id: deviceGroup.id, name: deviceGroup.name })
    .from(deviceGroup)
    .where(schoolId && eq(deviceGroup.schoolId, schoolId))
    .orderBy(sql`${deviceGroup.name} collate nocase`, asc(deviceGroup.id))
    .all()
}

export function hasDeviceGroup(tx: Tx, id: DeviceGroupId): boolean {
  return tx.select({ id: deviceGroup.id }).from(deviceGroup).where(eq(deviceGroup.id, id)).get() !== undefined
}

/**
 * A terminal that was taken out of use and is now registered a second time is the old one again: its row takes over
 * name and address of the new one, which goes, so that its punches stay its own. Null: the serial number is not that
 * of a retired terminal, or the new row has a past of its own.
 */
export function returnRetired(tx: Tx, newId: DeviceId, serialNumber: string): DeviceId | null {
  const old = tx.select().from(device).where(eq(device.serialNumber, serialNumber)).get()
  const added = tx.select().from(device).where(eq(device.id, newId)).get()
  if (!old || !added || old.deletedAt === null || old.id === newId || hasPast(tx, newId)) return null
  const { deviceGroupId, name, location, host, port, commKey } = added
  tx.update(deviceLog).set({ deviceId: old.id }).where(eq(deviceLog.deviceId, newId)).run()
  tx.delete(deviceUser).where(eq(deviceUser.deviceId, newId)).run()
  tx.delete(device).where(eq(device.id, newId)).run()
  tx.update(device)
    .set({ deviceGroupId, name, location, host, port, commKey, deletedAt: null })
    .where(eq(device.id, old.id))
    .run()
  return old.id
}

function hasPast(tx: Tx, id: DeviceId): boolean {
  const punches = tx.select({ n: count() }).from(punch).where(eq(punch.deviceId, id)).get()?.n ?? 0
  const fingers = tx.select({ n: count() }).from(enrollment).where(eq(enrollment.deviceId, id)).get()?.n ?? 0
  return punches + fingers > 0
}
