import type { ClaimPunches } from '../attendance/claim-punches.ts'
import type { DeviceId, StudentId } from '../contract/common.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import { AppError } from '../contract/errors.ts'
import type { UnknownUser } from '../contract/sync.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Deps } from '../use-case.ts'
import { suggester } from './adopt-rules.ts'
import { adoptedAs, adoptPin, unclaimedPunches } from './adopted.repo.ts'
import { addDeviceLog } from './device-log.repo.ts'
import { isAdministrator } from './devices.repo.ts'
import type { Fleet } from './fleet.ts'
import { registeredDevice } from './registry.repo.ts'
import { ownersOf } from './sync-rules.ts'
import { withAdoptedPins } from './sync-view.ts'
import type { Sync } from './sync.ts'
import { adoptedPins, identitiesAt, pupilsOfDevice, usersOnDevice } from './sync.repo.ts'

export type Adopt = {
  /** Users that terminals hold and the app does not know. */
  unknown(): UnknownUser[]
  /** How many that are at one terminal, without those who manage it. */
  countUnknown(deviceId: DeviceId): number
  /**
   * A person says who a terminal's user is: his past punches and his fingers are that student's from now on.
   * @throws AppError `not_found`, `already_adopted`
   */
  adopt(
    input: { readonly deviceId: DeviceId; readonly pin: string; readonly studentId: StudentId },
    audit: (tx: Tx) => void,
  ): { punchesApplied: number }
  /**
   * Removes a user that is nobody's from a terminal.
   * @throws AppError `not_found` also when the user is a student's, `device_admin`, `device_offline`, `device_busy`
   */
  removeUnknown(input: { readonly deviceId: DeviceId; readonly pin: string }): Promise<void>
}

type Parts = Pick<Deps, 'db' | 'clock' | 'emit'> & {
  readonly fleet: Pick<Fleet, 'statuses' | 'withSession' | 'usersRead'>
  readonly sync: Pick<Sync, 'startOver' | 'studentChanged' | 'fingersOn'>
  readonly claimPunches: ClaimPunches
}

export function createAdopt(parts: Parts): Adopt {
  const { db, clock, fleet, sync } = parts

  function ownersAt(tx: Tx, deviceId: DeviceId) {
    const users = usersOnDevice(tx, deviceId)
    const owners = ownersOf(withAdoptedPins(identitiesAt(tx, deviceId), adoptedPins(tx, deviceId)), users)
    return { users, owners, unknown: users.filter(({ pin }) => !owners.has(pin)) }
  }

  function unknownAt({ id, name: deviceName }: DeviceStatus): UnknownUser[] {
    const { unknown } = ownersAt(db, id)
    if (unknown.length === 0) return []
    const punches = unclaimedPunches(db, id)
    const suggest = suggester(
      pupilsOfDevice(db, id)
        .filter(({ left }) => !left)
        .map(withFullName),
    )
    return unknown.map(({ pin, name, admin }) => ({
      deviceId: id,
      deviceName,
      pin,
      name,
      admin,
      fingers: sync.fingersOn(id, pin),
      punches: punches.get(pin) ?? 0,
      suggestions: suggest({ pin, name }),
    }))
  }

  return {
    unknown() {
      const users = fleet.statuses().flatMap(unknownAt)
      return [...users.filter(({ admin }) => !admin), ...users.filter(({ admin }) => admin)]
    },
    countUnknown: deviceId => ownersAt(db, deviceId).unknown.filter(({ admin }) => !admin).length,

    adopt({ deviceId, pin, studentId }, audit) {
      const { punches, events } = transact(db, tx => {
        const student = pupilsOfDevice(tx, deviceId).find(row => row.studentId === studentId)
        if (registeredDevice(tx, deviceId) === null || student === undefined || student.left)
          throw new AppError('not_found')
        const before = adoptedAs(tx, deviceId, pin) ?? ownersAt(tx, deviceId).owners.get(pin)?.studentId ?? null
        if (before !== null && before !== studentId) throw new AppError('already_adopted')
        const now = clock.now()
        if (adoptedAs(tx, deviceId, pin) === null) {
          adoptPin(tx, deviceId, pin, studentId, now)
          addDeviceLog(tx, deviceId, now, 'adopted')
        }
        audit(tx)
        return parts.claimPunches(tx, { deviceId, pin, studentId, ownPin: student.pin })
      })
      for (const event of events) parts.emit(event)
      sync.studentChanged(studentId)
      sync.startOver(deviceId)
      return { punchesApplied: punches }
    },

    async removeUnknown({ deviceId, pin }) {
      const isUnknown = () => ownersAt(db, deviceId).unknown.some(user => user.pin === pin)
      if (registeredDevice(db, deviceId) === null || !isUnknown()) throw new AppError('not_found')
      const users = await fleet.withSession(deviceId, async session => {
        // In the meantime somebody may have said whose it is.
        if (!isUnknown()) throw new AppError('not_found')
        const held = (await session.users()).find(user => user.userId === pin)
        if (held !== undefined && isAdministrator(held.privilege)) throw new AppError('device_admin')
        await session.removeUser(pin)
        return session.users()
      })
      fleet.usersRead(deviceId, users)
      transact(db, tx => addDeviceLog(tx, deviceId, clock.now(), 'user_removed'))
    },
  }
}

function withFullName<T extends { readonly name: string }>(row: T): T & { readonly fullName: string } {
  return { ...row, fullName: row.name }
}
