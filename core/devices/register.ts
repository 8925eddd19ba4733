import type { Parsed } from '../contract/api.ts'
import type { DeviceGroupId, DeviceId, SchoolId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { findSchool } from '../school/school.repo.ts'
import type { Deps } from '../use-case.ts'
import { addDeviceLog } from './device-log.repo.ts'
import { insertDevice, insertDeviceGroup, saveDeviceFacts } from './devices.repo.ts'
import type { Fleet } from './fleet.ts'
import { deviceAtAddress, deviceGroups, hasDeviceGroup, registeredDevice, retireDevice } from './registry.repo.ts'

type Audit = (tx: Tx, facts?: { readonly entityId: string }) => void

/** Adds, changes and retires terminals; the fleet follows at once. The comm key goes in here and never comes out. */
export type Register = {
  /** @throws AppError `not_found` (no school, no such group), `device_address_taken` */
  add(draft: Parsed<'devices.add'>, audit: Audit): { id: DeviceId }
  /** @throws AppError `not_found`, `device_address_taken` */
  edit(edit: Parsed<'devices.edit'>, audit: Audit): Promise<void>
  /** Its punches stay. @throws AppError `not_found` */
  retire(id: DeviceId, audit: Audit): Promise<void>
}

const firstGroupName = 'Gates'

export function createRegister(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  fleet: Pick<Fleet, 'add' | 'refresh' | 'remove'>,
): Register {
  return {
    add({ deviceGroupId, newGroupName, ...draft }, audit) {
      const id = transact(db, tx => {
        const school = findSchool(tx)
        if (school === null) throw new AppError('not_found', { entity: 'school' })
        refuseTaken(tx, draft, null)
        const group = groupOf(tx, school.id, { deviceGroupId, newGroupName }) ?? firstGroup(tx, school.id)
        const at = clock.now()
        const made = insertDevice(tx, { ...draft, schoolId: school.id, deviceGroupId: group, at })
        addDeviceLog(tx, made, at, 'added')
        audit(tx, { entityId: made })
        return made
      })
      fleet.add(id)
      return { id }
    },

    async edit({ deviceId, deviceGroupId, newGroupName, ...given }, audit) {
      transact(db, tx => {
        const before = registeredDevice(tx, deviceId)
        if (before === null) throw new AppError('not_found')
        const { host = before.host, port = before.port } = given
        refuseTaken(tx, { host, port }, deviceId)
        const group = groupOf(tx, before.schoolId, { deviceGroupId, newGroupName }) ?? before.deviceGroupId
        const facts = {
          name: given.name ?? before.name,
          location: given.location ?? before.location,
          host,
          port,
          commKey: given.commKey ?? before.commKey,
          deviceGroupId: group,
        }
        saveDeviceFacts(tx, deviceId, facts)
        addDeviceLog(tx, deviceId, clock.now(), 'edited', {
          address: host !== before.host || port !== before.port,
          key: facts.commKey !== before.commKey,
          group: group !== before.deviceGroupId,
        })
        audit(tx)
      })
      await fleet.refresh(deviceId)
    },

    async retire(id, audit) {
      transact(db, tx => {
        if (registeredDevice(tx, id) === null) throw new AppError('not_found')
        const at = clock.now()
        retireDevice(tx, id, at)
        addDeviceLog(tx, id, at, 'retired')
        audit(tx)
      })
      await fleet.remove(id)
    },
  }
}

function refuseTaken(tx: Tx, address: { readonly host: string; readonly port: number }, except: DeviceId | null): void {
  const other = deviceAtAddress(tx, address, except)
  if (other !== null) throw new AppError('device_address_taken', { device: other.name })
}

function groupOf(
  tx: Tx,
  schoolId: SchoolId,
  chosen: { readonly deviceGroupId: DeviceGroupId | undefined; readonly newGroupName: string | undefined },
): DeviceGroupId | null {
  const { deviceGroupId, newGroupName } = chosen
  if (deviceGroupId !== undefined) {
    if (!hasDeviceGroup(tx, deviceGroupId)) throw new AppError('not_found', { entity: 'device_group' })
    return deviceGroupId
  }
  if (newGroupName === undefined) return null
  const same = deviceGroups(tx).find(({ name }) => name.toLowerCase() === newGroupName.toLowerCase())
  return same?.id ?? insertDeviceGroup(tx, { schoolId, name: newGroupName })
}

function firstGroup(tx: Tx, schoolId: SchoolId): DeviceGroupId {
  return deviceGroups(tx)[0]?.id ?? insertDeviceGroup(tx, { schoolId, name: firstGroupName })
}
