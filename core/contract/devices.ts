import type { DeviceId } from './common.ts'
import { deviceId } from './common.ts'
import type { ErrorCode } from './errors.ts'
import { z } from './z.ts'

export const deviceRef = z.strictObject({ deviceId })

/** What the office sees of one terminal's line. */
export type DeviceLine =
  | { kind: 'connecting' }
  | { kind: 'reading'; done: number; total: number }
  | { kind: 'online' }
  | { kind: 'offline'; since: number; reason: ErrorCode }
  | { kind: 'stopped' }

/** `DeviceStatus` of the owner's document, with what the cards show. */
export type DeviceStatus = {
  id: DeviceId
  name: string
  location: string
  groupName: string
  host: string
  port: number
  serial: string | null
  model: string | null
  firmware: string | null
  line: DeviceLine
  lastSeenAt: number | null
  /** When its whole log was last read; all punches before that are recorded. */
  lastReadAt: number | null
  enrolledCount: number | null
  capacity: number | null
  logsOnDevice: number | null
  logCapacity: number | null
  /** Punches of this terminal in our database. */
  punchesRecorded: number
  /** Terminal clock minus true time, ms, as measured at the last connect; already corrected if over a minute. */
  clockDriftMs: number | null
}
