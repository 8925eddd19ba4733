import type { DeviceGroupId, DeviceId } from './common.ts'
import { deviceGroupId, deviceId } from './common.ts'
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

const host = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^[A-Za-z0-9.-]+$/)
const name = z.string().trim().min(1).max(60)
const location = z.string().trim().max(100)
const port = z.int().min(1).max(65_535)
const commKey = z.int().min(0).max(999_999)
/** Names the group to make when none of the existing is chosen. */
const group = { deviceGroupId: deviceGroupId.optional(), newGroupName: name.optional() }

export const deviceDraft = z.strictObject({
  name,
  location: location.default(''),
  host,
  port: port.default(4370),
  commKey: commKey.default(0),
  ...group,
})
/** What is left out stays as it is, the comm key too; that goes in and never comes out. */
export const deviceEdit = z
  .strictObject({ name, location, host, port, commKey, ...group })
  .partial()
  .extend({ deviceId })
/** Taking a terminal out of use keeps its punches. */
export const deviceRetire = z.strictObject({ deviceId, word: z.literal('RETIRE') })

/** What is wrong with a terminal, in kinds the screen has a sentence and a remedy for. */
export const findingKinds = [
  'offline',
  'key_wrong',
  'secured_firmware',
  'serial_changed',
  'address_changed',
  'two_on_one_address',
  'clock_wrong',
  'impossible_times',
  'log_gap',
  'log_nearly_full',
  'users_nearly_full',
  'fingers_nearly_full',
  'no_administrator',
  'no_comm_key',
  'unknown_users',
  'sync_failed',
] as const
export type FindingKind = (typeof findingKinds)[number]
export const remedies = [
  'read_now',
  'set_clock',
  'use_new_address',
  'restart',
  'sync_now',
  'open_adopt',
  'search',
  'clear_log',
] as const
export type Remedy = (typeof remedies)[number]

export type Finding = {
  kind: FindingKind
  severity: 'ok_to_wait' | 'look_today' | 'act_now'
  /** Numbers and names for the sentence. */
  details: Readonly<Record<string, string | number | boolean>>
  remedy: Remedy | null
}
export type DoctorReport = { deviceId: DeviceId; name: string; at: number; findings: Finding[] }
export const deviceRemedy = z.strictObject({ deviceId, remedy: z.enum(remedies), word: z.string().max(20).optional() })

export type DeviceGroupOption = { id: DeviceGroupId; name: string }

/** A search of the office's own subnets for terminals, begun by a person. */
export type FoundDevice = {
  host: string
  port: number
  serial: string | null
  name: string | null
  knownAs: string | null
  locked: boolean
}
export type DeviceSearch = {
  running: boolean
  asked: number
  toAsk: number
  subnets: string[]
  found: FoundDevice[]
  startedAt: number | null
}

/** One line of what happened between us and a terminal (kept 90 days). */
export type DeviceLogLine = { at: number; what: string; details: Readonly<Record<string, string | number | boolean>> }
export const deviceLogRequest = z.strictObject({ deviceId, limit: z.int().min(1).max(500).default(100) })
