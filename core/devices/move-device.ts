import type { DeviceStatus } from '../contract/devices.ts'
import { transact } from '../db/transact.ts'
import type { Deps } from '../use-case.ts'
import { addDeviceLog } from './device-log.repo.ts'
import { saveDeviceFacts } from './devices.repo.ts'
import type { Place } from './office-network.ts'

/** Writes down that a terminal answers somewhere else now. */
export function moveDevice(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { id, host: from }: Pick<DeviceStatus, 'id' | 'host'>,
  { host, port }: Place,
): void {
  transact(db, tx => {
    saveDeviceFacts(tx, id, { host, port })
    addDeviceLog(tx, id, clock.now(), 'address_changed', { from, to: host })
  })
}
