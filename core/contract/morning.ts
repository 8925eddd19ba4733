import type { EventType, SessionMark } from './attendance.ts'
import type {
  ClassId,
  Day,
  DeviceId,
  GatePassId,
  NightRollId,
  PunchId,
  SessionName,
  StreamId,
  StudentId,
} from './common.ts'
import {
  classId,
  day,
  deviceId,
  gatePassId,
  guardianId,
  nightRollId,
  page,
  punchId,
  sessionName,
  streamId,
  studentId,
} from './common.ts'
import type { CallOutcome } from './calls.ts'
import { callOutcomes } from './calls.ts'
import { z } from './z.ts'

// ── reasons, marks by hand, calls ────────────────────────────────────────────────────────────

const note = z.string().trim().max(300)
const reasonCode = z.string().regex(/^[a-z_]{2,30}$/)

export const reasonShape = z.strictObject({
  code: reasonCode,
  label: z.string().trim().min(1).max(60),
  /** The key that sets it on the morning screen: a small letter or a digit; C, M, P and U do something else there. */
  key: z.string().regex(/^[0-9abd-lnoqrstv-z]$/),
  /** The letter in registers. */
  letter: z.string().length(1),
  excused: z.boolean(),
  /** A school activity: the child counts as present. */
  countsPresent: z.boolean(),
  /** Whether parents are told of the absence all the same. */
  alertsParent: z.boolean(),
})
export type Reason = z.output<typeof reasonShape>
export const reasonList = z.strictObject({ reasons: z.array(reasonShape).min(1).max(30) })

/** Why children are away, over one day or several. It never turns a child who came into one who did not. */
export const explain = z.strictObject({
  studentIds: z.array(studentId).min(1).max(500),
  fromDay: day,
  toDay: day,
  session: sessionName.nullable().default(null),
  reason: reasonCode,
  note: note.default(''),
})
/** A mark by hand: an addition beside what the terminals say, and stronger. `why` is never empty. */
export const setMark = z.strictObject({
  studentIds: z.array(studentId).min(1).max(500),
  day,
  session: sessionName,
  mark: z.enum(['present', 'late', 'absent']),
  /** When the child came, for present and late; left out: not known. */
  arrivedAt: z.int().optional(),
  why: z.string().trim().min(2).max(200),
})
/** One call; it can be about brothers and sisters. `guardianId` is kept with those who have that guardian. */
export const logCall = z.strictObject({
  studentIds: z.array(studentId).min(1).max(500),
  guardianId: guardianId.optional(),
  day,
  outcome: z.enum(callOutcomes),
  note: note.default(''),
})

/** Everything that is known of a student's day, oldest first; nothing in it is ever changed. */
export type DayEntry =
  | { kind: 'punch'; at: number; deviceName: string; eventType: 'IN' | 'OUT' | null; source: 'live' | 'backlog' }
  | {
      kind: 'mark'
      at: number
      by: string
      session: SessionName
      mark: SessionMark
      arrivedAt: number | null
      why: string
      withdrawn: boolean
    }
  | {
      kind: 'reason'
      at: number
      by: string
      session: SessionName | null
      reason: string
      fromDay: Day
      toDay: Day
      note: string
      withdrawn: boolean
    }
  | { kind: 'call'; at: number; by: string; guardian: string | null; outcome: CallOutcome; note: string }
export const studentOnDay = z.strictObject({ studentId, day })
export type DayStory = {
  day: Day
  locked: boolean
  sessions: {
    session: SessionName
    mark: SessionMark | 'none'
    reason: string | null
    manual: boolean
    arrivedAt: number | null
  }[]
  entries: DayEntry[]
}

// ── locking ──────────────────────────────────────────────────────────────────────────────────

export const dayRef = z.strictObject({ day })
export const dayUnlock = z.strictObject({ day, why: z.string().trim().min(3).max(200) })
/** `changedSince`: marks that punches read later have changed after the head had signed. */
export type DayLock = { day: Day; lockedAt: number; by: string; changedSince: number }

// ── unknown punches ──────────────────────────────────────────────────────────────────────────

/** One PIN that nobody has, at one terminal; linking it applies its punches (`sync.adopt`). */
export type UnknownPin = {
  deviceId: DeviceId
  deviceName: string
  pin: string
  /** What the terminal calls the user. */
  nameOnDevice: string | null
  punches: number
  firstAt: number | null
  lastAt: number | null
  /** A student with this name, where there is exactly one. */
  suggestion: { studentId: StudentId; fullName: string; className: string } | null
}
export type UnknownTime = { punchId: PunchId; deviceName: string; pin: string; recordedAt: number }
/** `times`: punches whose time cannot be right. */
export type UnknownInbox = { pins: UnknownPin[]; times: UnknownTime[] }
export const dismissPin = z.strictObject({
  deviceId,
  pin: z.string().min(1).max(24),
  why: z.string().trim().min(2).max(200),
})
export const dismissPunches = z.strictObject({
  punchIds: z.array(punchId).min(1).max(500),
  why: z.string().trim().min(2).max(200),
})

// ── who is inside ────────────────────────────────────────────────────────────────────────────

export type InsideStudent = {
  studentId: StudentId
  fullName: string
  admissionNumber: string
  boarding: boolean
  /**
   * `scan`: the last press today was IN. `hand`: no press today, and a person marked the child present. `earlier`: a
   * boarder without a press today, in by the last press of the term or the last night roll.
   */
  by: 'scan' | 'hand' | 'earlier'
  since: number
}
/** `total` counts all; `scans` those who are in by a press of today. */
export type InsideNow = {
  at: number
  total: number
  scans: number
  streams: { streamId: StreamId; className: string; students: InsideStudent[] }[]
}

// ── gate passes ──────────────────────────────────────────────────────────────────────────────

export const passDraft = z.strictObject({
  studentId,
  reason: z.string().trim().min(2).max(120),
  approvedBy: z.string().trim().min(2).max(80),
  collectedBy: z.string().trim().max(80).default(''),
  collectorId: z.string().trim().max(40).default(''),
  /** Null: will not be back today. */
  expectedReturnAt: z.int().nullable(),
  /** A boarder who would leave alone after 09:00 needs a person's word. */
  unaccompaniedAnyway: z.boolean().default(false),
})
/** Left out: today. */
export const passesRequest = z.strictObject({ day: day.optional() })
export const passRef = z.strictObject({ gatePassId })
export type GatePass = {
  id: GatePassId
  number: number
  studentId: StudentId
  fullName: string
  className: string
  boarding: boolean
  reason: string
  approvedBy: string
  collectedBy: string
  collectorId: string
  issuedAt: number
  issuedBy: string
  expectedReturnAt: number | null
  /** From the terminals: the OUT after the pass was written, and the IN after that. */
  leftAt: number | null
  returnedAt: number | null
  cancelledAt: number | null
  /**
   * `written`: not left yet. `out`: left, and still in time. `overdue`: left, and not back by the hour. `closed`: back,
   * left for the rest of the day, or never used.
   */
  state: 'written' | 'out' | 'overdue' | 'closed' | 'cancelled'
}

// ── boarding ─────────────────────────────────────────────────────────────────────────────────

/** The day on which boarders come back, or the first day of the term: expected, reported since, not reported. */
export type ReportingDay = {
  day: Day
  expected: number
  reported: number
  /** When those who have not come are looked for: 17:00 of the day, epoch ms. */
  countsFrom: number
  streams: {
    streamId: StreamId
    className: string
    students: { studentId: StudentId; fullName: string; admissionNumber: string; reportedAt: number | null }[]
  }[]
}
/** Left out: the first day of the term. */
export const reportingRequest = z.strictObject({ day: day.optional() })
export const nightMark = z.strictObject({
  nightRollId,
  studentIds: z.array(studentId).min(1).max(500),
  state: z.enum(['in', 'away']).nullable(),
  note: note.default(''),
})
export const nightRollRef = z.strictObject({ nightRollId })
export type NightRollStudent = {
  studentId: StudentId
  fullName: string
  admissionNumber: string
  /** Null: not accounted for. */
  state: 'in' | 'away' | null
  note: string
  /** The terminals' last word of the day: a proposal, never the answer. */
  lastScan: { eventType: EventType; at: number } | null
  /** A pass or a reason that covers the night. */
  excuse: NightExcuse | null
}
export type NightExcuse =
  | { kind: 'pass'; number: number; reason: string; expectedReturnAt: number | null }
  | { kind: 'reason'; label: string; untilDay: Day; note: string }
export type NightRoll = {
  id: NightRollId
  day: Day
  startedAt: number
  by: string
  closedAt: number | null
  missing: number
  streams: { streamId: StreamId; className: string; students: NightRollStudent[] }[]
}

// ── rates ────────────────────────────────────────────────────────────────────────────────────

export const monthOfStream = z.strictObject({ streamId, month: z.string().regex(/^\d{4}-\d{2}$/) })
export const monthOfSchool = z.strictObject({ month: z.string().regex(/^\d{4}-\d{2}$/), classId: classId.optional() })
/** `none`: no session is expected (not a school day, closed, not on the roll). */
export type MonthMark = SessionMark | 'none'
export type MonthCell = { mark: MonthMark; reason: string | null; manual: boolean }
export type ClassMonth = {
  streamId: StreamId
  className: string
  month: string
  days: { day: Day; weekday: number; schoolDay: boolean; label: string }[]
  rows: {
    studentId: StudentId
    fullName: string
    admissionNumber: string
    gender: 'F' | 'M'
    /** Two for each day: AM, PM. */
    cells: MonthCell[]
    attended: number
    possible: number
    late: number
    absent: number
  }[]
  /** Present (late included) by sex, two for each day. */
  boys: number[]
  girls: number[]
}
export type SchoolMonth = {
  month: string
  rows: {
    streamId: StreamId
    className: string
    roll: number
    attended: number
    possible: number
    late: number
    absent: number
    notRecorded: number
  }[]
}

const earlyWarningFilters = {
  classId: classId.optional(),
  streamId: streamId.optional(),
  /** Only those of this tier or worse; left out: all who are on the list. */
  tier: z.enum(['watch', 'chronic', 'serious', 'severe']).optional(),
  /** Only those away for so many school days in a row, whatever their tier. */
  daysInARow: z.int().min(1).max(60).optional(),
}
export const earlyWarningFilter = z.strictObject(earlyWarningFilters)
export const earlyWarningRequest = z.strictObject({ ...earlyWarningFilters, ...page })
export type WarningTier = 'watch' | 'chronic' | 'serious' | 'severe'
/** Thresholds in percent of possible sessions missed, and in school days in a row. */
export const warningLimits = z.strictObject({
  watch: z.int().min(1).max(100),
  chronic: z.int().min(1).max(100),
  serious: z.int().min(1).max(100),
  severe: z.int().min(1).max(100),
  /** School days on the roll before anyone is judged. */
  afterDays: z.int().min(1).max(60),
  inARow: z.array(z.int().min(1).max(60)).length(3),
})
export type WarningLimits = z.output<typeof warningLimits>
export type WarningRow = {
  studentId: StudentId
  fullName: string
  admissionNumber: string
  className: string
  /** School days on the roll this term, and missed of them (halves count). */
  enrolledDays: number
  missedDays: number
  missedPercent: number
  tier: WarningTier | null
  daysInARow: number
  mainReason: string | null
  lastContactAt: number | null
  note: string | null
}
export type EarlyWarning = {
  term: string | null
  limits: WarningLimits
  /** Each tier holds those of the worse ones too. */
  counts: { watch: number; chronic: number; serious: number; severe: number; inARow: [number, number, number] }
  rows: WarningRow[]
  total: number
}
export const warningNote = z.strictObject({ studentId, text: z.string().trim().min(2).max(500) })

/** Those on the roll whom no terminal has seen for ten school days, and PINs seen that nobody on the roll has. */
export type RollCheck = {
  /** First of the school days looked at, and how many there are: ten, or fewer at the beginning of all calendars. */
  sinceDay: Day
  schoolDays: number
  /** First day with any press; what was before it nobody can say. */
  firstRecordDay: Day | null
  ghosts: {
    studentId: StudentId
    fullName: string
    admissionNumber: string
    className: string
    classId: ClassId
    lastSeenDay: Day | null
    upi: string | null
  }[]
  unlisted: {
    deviceName: string
    pin: string
    nameOnDevice: string | null
    punches: number
    lastAt: number
    leaver: { studentId: StudentId; fullName: string; leftOn: Day | null } | null
  }[]
}
