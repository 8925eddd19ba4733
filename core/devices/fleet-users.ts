import type { DeviceId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import { transact } from '../db/transact.ts'
import type { DeviceSession, DeviceUser } from '../ports.ts'
import type { Deps } from '../use-case.ts'
import { hasDeviceUsers, isAdministrator, replaceDeviceUsers } from './devices.repo.ts'
import type { Member, Members } from './fleet-member.ts'

/** The lists of users of the fleet's terminals: they tell who could have been recorded, and who is a stranger. */
export type FleetUsers = {
  /** At the first contact of all the users come before the log, so that nobody is taken for a child of ours. */
  meet(id: DeviceId, session: DeviceSession): Promise<void>
  /** Keeps a list that was just read. */
  take(id: DeviceId, users: readonly DeviceUser[]): void
  /** Reads the list in the background; without it nobody is called absent. */
  ask(member: Member): void
}

const askAgainMs = 10 * 60_000

export function createFleetUsers({ db, log }: Pick<Deps, 'db' | 'log'>, members: Members): FleetUsers {
  function take(id: DeviceId, users: readonly DeviceUser[]): void {
    const changed = transact(db, tx => replaceDeviceUsers(tx, id, users))
    if (changed) log.info('users of a terminal read', { device: id, users: users.length })
    const member = members.get(id)
    if (member === undefined) return
    member.usersRead = users.length
    const admins = users.filter(({ privilege }) => isAdministrator(privilege)).length
    member.health = { ...member.health, admins }
    member.coverage.usersRead()
  }

  return {
    take,
    async meet(id, session) {
      if (hasDeviceUsers(db, id)) return
      try {
        take(id, await session.users())
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        log.warn('users of a new terminal could not be read', { device: id, reason: error.code })
      }
    },
    ask(member) {
      const { supervisor, status, coverage } = member
      if (member.readingUsers !== null) return
      if (performance.now() < member.askUsersAfter) {
        if (hasDeviceUsers(db, status.id)) coverage.usersRead()
        return
      }
      member.readingUsers = supervisor
        .withSession(session => session.users())
        .then(users => take(status.id, users))
        .catch((error: unknown) => {
          const reason = error instanceof AppError ? error.code : 'internal'
          log.warn('users of a terminal could not be read', { device: status.id, reason })
          if (reason !== 'device_offline' && reason !== 'device_busy')
            member.askUsersAfter = performance.now() + askAgainMs
        })
        .finally(() => {
          member.readingUsers = null
        })
    },
  }
}
