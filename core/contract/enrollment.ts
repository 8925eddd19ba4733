import type { DeviceId, EnrollmentId, StationId, StreamId, StudentId } from './common.ts'
import { deviceId, enrollmentId, stationId, streamId, studentId } from './common.ts'
import type { ErrorCode } from './errors.ts'
import { z } from './z.ts'

/** 0 left little … 4 left thumb, 5 right thumb … 9 right little. */
export const finger = z.int().min(0).max(9)
export type Finger = number

export const enrollmentStart = z.strictObject({ studentId, deviceId, finger })
export const enrollmentRef = z.strictObject({ enrollmentId })

/** One sentence of the screen each; a closed list, so that the screen's switch stays complete. */
export type EnrollmentStep =
  | { kind: 'connecting' }
  | { kind: 'place'; press: number; of: number }
  | { kind: 'lift'; press: number; of: number }
  | { kind: 'bad_press' }
  | { kind: 'reading_back' }
  | { kind: 'saving' }
  | { kind: 'done'; quality: number }
  | { kind: 'failed'; code: ErrorCode }
  | { kind: 'cancelled' }

/** `EnrollmentProgress` of the owner's document (section 6.2). */
export type EnrollmentProgress = {
  enrollmentId: EnrollmentId
  studentId: StudentId
  deviceId: DeviceId
  finger: Finger
  status: 'ready' | 'in_progress' | 'complete' | 'failed' | 'cancelled'
  /** 0 to 100. */
  progress: number
  step: EnrollmentStep
  at: number
}

export const studentFingers = z.strictObject({ studentId })
/** A finger that the office holds, and where it is. The template itself never crosses to the window. */
export type StudentFinger = {
  finger: Finger
  quality: number
  templateVersion: string
  enrolledAt: number
  enrolledBy: string | null
  enrolledOn: string
  terminals: { deviceId: DeviceId; name: string; state: 'there' | 'waiting' | 'other_version' }[]
}
export const fingerRef = z.strictObject({ studentId, finger })

/** Whom a stream still lacks: active students of whom no finger is held. */
export type MissingInStream = {
  streamId: StreamId
  className: string
  /** Active students. */
  students: number
  missing: { studentId: StudentId; fullName: string; admissionNumber: string }[]
}

/** The enrollment station: a class walked through child by child, kept so that it resumes at the same child. */
export const stationStart = z.strictObject({
  streamId,
  deviceId,
  finger: finger.default(6),
  onlyMissing: z.boolean().default(true),
})
export const stationRef = z.strictObject({ stationId })
export const stationStep = z.strictObject({ stationId, studentId })
export const stationSkip = z.strictObject({ stationId, studentId, reason: z.enum(['absent', 'later', 'finger_fails']) })

export type StationChild = {
  studentId: StudentId
  fullName: string
  admissionNumber: string
  gender: 'F' | 'M'
  state: 'waiting' | 'done' | 'absent' | 'later' | 'finger_fails'
  fingers: Finger[]
}
export type Station = {
  id: StationId
  streamId: StreamId
  className: string
  deviceId: DeviceId
  deviceName: string
  finger: Finger
  children: StationChild[]
  /** Whose turn it is; null when everyone has had theirs. */
  currentStudentId: StudentId | null
  /** The enrollment that is going on, if one is. */
  progress: EnrollmentProgress | null
  startedAt: number
  finishedAt: number | null
}
