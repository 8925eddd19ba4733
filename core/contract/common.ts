import { z } from './z.ts'

/** Ids are UUIDv7 text; the brand keeps a student's id from being passed as a device's. */
function brandedId<B extends string>() {
  return z.uuid({ version: 'v7' }).brand<B>()
}
export const schoolId = brandedId<'SchoolId'>()
export const classId = brandedId<'ClassId'>()
export const streamId = brandedId<'StreamId'>()
export const studentId = brandedId<'StudentId'>()
export const guardianId = brandedId<'GuardianId'>()
export const userId = brandedId<'UserId'>()
export const deviceId = brandedId<'DeviceId'>()
export const deviceGroupId = brandedId<'DeviceGroupId'>()
export const punchId = brandedId<'PunchId'>()
export const attendanceRecordId = brandedId<'AttendanceRecordId'>()
export const messageId = brandedId<'MessageId'>()
export const enrollmentId = brandedId<'EnrollmentId'>()
export const stationId = brandedId<'StationId'>()
export const undoId = brandedId<'UndoId'>()
export const closureId = brandedId<'ClosureId'>()
export const gatePassId = brandedId<'GatePassId'>()
export const nightRollId = brandedId<'NightRollId'>()
export const importId = brandedId<'ImportId'>()
export const batchId = brandedId<'BatchId'>()

export type SchoolId = z.output<typeof schoolId>
export type ClassId = z.output<typeof classId>
export type StreamId = z.output<typeof streamId>
export type StudentId = z.output<typeof studentId>
export type GuardianId = z.output<typeof guardianId>
export type UserId = z.output<typeof userId>
export type DeviceId = z.output<typeof deviceId>
export type DeviceGroupId = z.output<typeof deviceGroupId>
export type PunchId = z.output<typeof punchId>
export type AttendanceRecordId = z.output<typeof attendanceRecordId>
export type MessageId = z.output<typeof messageId>
export type EnrollmentId = z.output<typeof enrollmentId>
export type StationId = z.output<typeof stationId>
export type UndoId = z.output<typeof undoId>
export type ClosureId = z.output<typeof closureId>
export type GatePassId = z.output<typeof gatePassId>
export type NightRollId = z.output<typeof nightRollId>
export type ImportId = z.output<typeof importId>
export type BatchId = z.output<typeof batchId>

/** A calendar day in the school's time zone, `YYYY-MM-DD`. */
export const day = z.iso.date()
export type Day = string

/** Half a school day. */
export const sessionName = z.enum(['AM', 'PM'])
export type SessionName = z.output<typeof sessionName>

export const page = { offset: z.int().min(0).max(1_000_000).default(0), limit: z.int().min(1).max(500).default(100) }
export const nothing = z.strictObject({})

/** Minutes from midnight on the school's wall clock. */
export const minute = z.int().min(0).max(1439)

/** What a change that can be taken back answers: `undo.run` with this id takes it back. */
export type Undoable = { undoId: UndoId }
