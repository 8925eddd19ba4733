import type { DeviceId } from '../contract/common.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import type { DeviceSizes } from '../ports.ts'
import type { CoverageTracker } from './coverage.ts'
import type { Supervisor } from './supervisor.ts'

/** What is known of a terminal beside its status, since the app began. */
export type DeviceHealth = {
  readonly sizes: DeviceSizes | null
  /** Records in the log when it was last read whole, and live punches since. */
  readonly logsRead: number | null
  readonly liveSinceRead: number
  readonly admins: number | null
  /** Real ms since when it counts records that no read and no event brought; null: it does not. */
  readonly gapSince: number | null
}

export type Member = {
  supervisor: Supervisor
  address: { readonly host: string; readonly port: number; readonly commKey: number }
  readonly coverage: CoverageTracker
  status: DeviceStatus
  /** School time at which the read that is going on, or the next one, began. */
  readStartedAt: number | null
  savedAt: number
  usersRead: number | null
  health: DeviceHealth
  readingUsers: Promise<void> | null
  /** Real ms; a terminal that refuses its list of users is not asked again before. */
  askUsersAfter: number
}

export type Members = Map<DeviceId, Member>

export const noHealth: DeviceHealth = { sizes: null, logsRead: null, liveSinceRead: 0, admins: null, gapSince: null }

/** After a report of its counts; `logsRead` when its whole log was just read. */
export function healthAfter(health: DeviceHealth, sizes: DeviceSizes, logsRead: number | null): DeviceHealth {
  if (logsRead !== null) return { ...health, sizes, logsRead, liveSinceRead: 0, gapSince: null }
  const surplus = health.logsRead !== null && sizes.logs > health.logsRead + health.liveSinceRead
  return { ...health, sizes, gapSince: surplus ? (health.gapSince ?? performance.now()) : null }
}

/** What a status takes over from a connection. */
export type Facts = Pick<
  DeviceStatus,
  | 'serial'
  | 'model'
  | 'firmware'
  | 'enrolledCount'
  | 'capacity'
  | 'logsOnDevice'
  | 'logCapacity'
  | 'clockDriftMs'
  | 'lastSeenAt'
  | 'lastReadAt'
>

/** Whether something is new that does not change with every sign of life. */
export function differ(before: DeviceStatus, facts: Facts): boolean {
  const keys = [
    'serial',
    'model',
    'firmware',
    'enrolledCount',
    'capacity',
    'logsOnDevice',
    'logCapacity',
    'lastReadAt',
  ] as const
  return keys.some(key => before[key] !== facts[key])
}
