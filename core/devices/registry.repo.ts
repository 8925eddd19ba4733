import { and, asc, count, eq, isNull, ne, sql } from 'drizzle-orm'
import type { DeviceGroupId, DeviceId, SchoolId } from '../contract/common.ts'
import type { DeviceGroupOption } from '../contract/devices.ts'
import type { Tx } from '../db/open.ts'
import {
  device,
  deviceGroup,
  deviceLog,
  devicePin,
  deviceUser,
  enrollment,
  enrollmentIntent,
  punch,
  station,
  syncItem,
} from '../db/schema.ts'

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
 * name and address of the new one, which goes, so that its punches stay its own. Lists of the enrollment station that
 * were begun at the new one go on at the old one. Null: the serial number is not that of a retired terminal, or the
 * new row has a past of its own.
 */
export function returnRetired(tx: Tx, newId: DeviceId, serialNumber: string): DeviceId | null {
  const old = tx.select().from(device).where(eq(device.serialNumber, serialNumber)).get()
  const added = tx.select().from(device).where(eq(device.id, newId)).get()
  if (!old || !added || old.deletedAt === null || old.id === newId || hasPast(tx, newId)) return null
  const { deviceGroupId, name, location, host, port, commKey } = added
  tx.update(deviceLog).set({ deviceId: old.id }).where(eq(deviceLog.deviceId, newId)).run()
  tx.update(station).set({ deviceId: old.id }).where(eq(station.deviceId, newId)).run()
  tx.delete(deviceUser).where(eq(deviceUser.deviceId, newId)).run()
  tx.delete(syncItem).where(eq(syncItem.deviceId, newId)).run()
  tx.delete(device).where(eq(device.id, newId)).run()
  tx.update(device)
    .set({ deviceGroupId, name, location, host, port, commKey, deletedAt: null })
    .where(eq(device.id, old.id))
    .run()
  return old.id
}

/** What would be lost, or belong to two rows, if the row went. */
function hasPast(tx: Tx, id: DeviceId): boolean {
  return [punch, enrollment, enrollmentIntent, devicePin].some(
    table => (tx.select({ n: count() }).from(table).where(eq(table.deviceId, id)).get()?.n ?? 0) > 0,
  )
}
