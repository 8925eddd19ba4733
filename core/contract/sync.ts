import type { ClassId, DeviceGroupId, DeviceId, StreamId, StudentId } from './common.ts'
import { classId, deviceGroupId, deviceId, streamId, studentId } from './common.ts'
import type { ErrorCode } from './errors.ts'
import { z } from './z.ts'

/** Puts whole streams (or a class with all of its streams) on a group of terminals, or takes them off. */
export const groupAssign = z.strictObject({
  deviceGroupId,
  classId: classId.optional(),
  streamId: streamId.optional(),
  assigned: z.boolean(),
})

export type DeviceGroupRow = {
  id: DeviceGroupId
  name: string
  devices: { id: DeviceId; name: string }[]
  streams: { id: StreamId; classId: ClassId; className: string; students: number }[]
}

export const syncScope = z.strictObject({ deviceId: deviceId.optional() })
export const matrixRequest = z.strictObject({ streamId: streamId.optional(), onlyProblems: z.boolean().default(false) })

/** A student on a terminal: as wished, or why not yet. */
export type SyncState = 'in_step' | 'waiting' | 'offline' | 'no_finger' | 'failed' | 'not_wanted'
export type SyncCell = {
  deviceId: DeviceId
  state: SyncState
  reason: ErrorCode | null
  at: number | null
  fingers: number
}
export type SyncMatrix = {
  devices: { id: DeviceId; name: string; online: boolean }[]
  rows: { studentId: StudentId; fullName: string; className: string; cells: SyncCell[] }[]
  /** Students by state over all terminals. */
  totals: Record<SyncState, number>
}

/** What a run would change on a terminal, shown before it is done. */
export type SyncPlan = {
  deviceId: DeviceId
  deviceName: string
  online: boolean
  addUsers: number
  updateUsers: number
  removeUsers: number
  addFingers: number
  removeFingers: number
  /** Users on it that the app does not know: never touched without a person's word. */
  unknownUsers: number
  lastRun: SyncRun | null
}
export type SyncRun = {
  deviceId: DeviceId
  at: number
  done: number
  failed: number
  total: number
  running: boolean
  error: ErrorCode | null
}

export type UnknownUser = {
  deviceId: DeviceId
  deviceName: string
  pin: string
  name: string
  /** Opens the terminal's menu: is not removed from here, or the menu might be open to everybody. */
  admin: boolean
  fingers: number
  punches: number
  /** Students it may be, best first: same PIN and a like name, then like names. */
  suggestions: { studentId: StudentId; fullName: string; className: string; why: 'pin' | 'pin_and_name' | 'name' }[]
}
export const adopt = z.strictObject({ deviceId, pin: z.string().min(1).max(24), studentId })
export const unknownUserRef = z.strictObject({ deviceId, pin: z.string().min(1).max(24) })
/** Nothing is deleted from a terminal without a typed word. */
export const removeUnknown = unknownUserRef.extend({ word: z.literal('DELETE') })
