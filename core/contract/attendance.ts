import type {
  AttendanceRecordId,
  Day,
  DeviceId,
  GuardianId,
  PunchId,
  SessionName,
  StreamId,
  StudentId,
} from './common.ts'
import { day, page, sessionName, studentId } from './common.ts'
import type { CallOutcome } from './calls.ts'
import { z } from './z.ts'

/**
 * A student's mark for one session.
 * `not_yet_in`: the session is still open and the child has not come.
 * `not_recorded`: the session is closed but nobody can say, because the child cannot be identified at a terminal
 * or not every terminal has been read since the session closed. It is never counted as absent.
 */
export type SessionMark = 'present' | 'late' | 'absent' | 'not_yet_in' | 'not_recorded'

export type EventType = 'IN' | 'OUT'
export type PunchSource = 'live' | 'backlog'

/** The live event of the owner's document (section 6.2), after the record is durable. */
export type AttendanceEvent = {
  id: AttendanceRecordId
  punchId: PunchId
  studentId: StudentId
  studentName: string
  admissionNumber: string
  className: string
  deviceId: DeviceId
  deviceName: string
  eventType: EventType
  at: number
  /** `late` only on the IN that makes the child late for its session. */
  late: boolean
  verificationMethod: string
  /** `backlog`: read back from the terminal's log, not heard as it happened. */
  source: PunchSource
}

export const sessionOfDay = z.strictObject({ day: day.optional(), session: sessionName.optional() })

export type DaySummary = {
  day: Day
  session: SessionName
  /** False on week-ends, holidays and outside terms. */
  schoolDay: boolean
  sessionState: 'before' | 'open' | 'closed'
  onTimeUntil: string
  closesAt: string
  /** `roll`: those of whom the session is expected; the other five add up to it. */
  counts: { roll: number; present: number; late: number; absent: number; notYetIn: number; notRecorded: number }
  /** On the roll of the school, but not expected: their class is closed, or has no such session. */
  notExpected: number
  /** Explained absences, by reason code. */
  reasons: Record<string, number>
  /** Marks by hand among them. */
  manual: number
  locked: boolean
  /** Where levels keep different times: each with its own. */
  plans: {
    id: string
    name: string
    onTimeUntil: string
    closesAt: string
    state: 'before' | 'open' | 'closed'
    roll: number
  }[]
  /** Terminals that have not been read since the session closed, by name: the reason for "not recorded". */
  waitingFor: string[]
  insideNow: number
  unmatchedPunches: number
}

export const feedRequest = z.strictObject({ day: day.optional(), limit: z.int().min(1).max(500).default(100) })

export type NotInStudent = {
  studentId: StudentId
  fullName: string
  admissionNumber: string
  mark: SessionMark
  lastSeenDay: Day | null
  gender: 'F' | 'M'
  boarding: boolean
  hasPhoto: boolean
  /** Who is called first; the phone is masked until `students.reveal`. */
  guardian: { id: GuardianId; name: string; phone: string } | null
  /** Whole and half days this term. */
  absencesThisTerm: number
  daysInARow: number
  reason: { code: string; until: Day; note: string } | null
  lastCall: { at: number; by: string; outcome: CallOutcome; note: string } | null
  /** The mark is a person's word. */
  manual: boolean
  /** No terminal can know this child: a teacher marks, and absence is never assumed. */
  exempt: boolean
}
/** `search`: words of class, name or admission number, for when there are too many to name them all. */
export const notInRequest = sessionOfDay.extend({ search: z.string().trim().max(100).default('') })
export type NotInStream = {
  streamId: StreamId
  className: string
  students: NotInStudent[]
  /** Missing too, but not named, since there are too many: how many, of how many nothing more is to be done, and how many hold the words sought. */
  unnamed: { students: number; handled: number; matching: number }
}

export const dayRequest = z.strictObject({ day: day.optional(), ...page })
export type UnmatchedPunch = {
  punchId: PunchId
  deviceName: string
  pin: string
  at: number | null
  source: PunchSource
  reason: 'unknown_pin' | 'impossible_time'
}

/** Arrivals (first IN of each child) per five minutes, beside the same weekday of the week before. */
export type ArrivalsChart = {
  fromMinute: number
  binMinutes: 5
  today: number[]
  lastWeek: number[] | null
  lastWeekDay: Day
}

export const studentHistory = z.strictObject({ studentId, fromDay: day, toDay: day })
export type StudentDay = {
  day: Day
  schoolDay: boolean
  marks: { session: SessionName; mark: SessionMark; reason: string | null; manual: boolean }[]
  /** Why there is no session, where there is none. */
  label: string
  events: { eventType: EventType; at: number; deviceName: string; source: PunchSource }[]
}
