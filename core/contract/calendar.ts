import type { ClassId, ClosureId, Day, SessionName, StreamId } from './common.ts'
import { classId, closureId, day, minute, sessionName, streamId } from './common.ts'
import { level } from './school.ts'
import { z } from './z.ts'

const name = z.string().trim().min(1).max(80)
const span = z.strictObject({ from: day, to: day })

export const calendarDates = z.strictObject({
  terms: z.array(z.strictObject({ name: z.string().trim().min(1).max(50), from: day, to: day })).max(20),
  halfTerms: z.array(span).max(20),
  holidays: z.array(z.strictObject({ day, name })).max(100),
  /** 1 (Monday) to 7 (Sunday). */
  schoolWeekdays: z.array(z.int().min(1).max(7)).max(7),
  /** A punch before this minute belongs to the day before. */
  dayStartsAtMinute: minute,
})
export type CalendarDates = z.output<typeof calendarDates>

/** Where the whole school, classes or streams have no session. `session` null: the whole day. */
export const closureDraft = z.strictObject({
  from: day,
  to: day,
  session: sessionName.nullable().default(null),
  scope: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('school') }),
    z.strictObject({ kind: z.literal('classes'), classIds: z.array(classId).min(1).max(60) }),
    z.strictObject({ kind: z.literal('streams'), streamIds: z.array(streamId).min(1).max(200) }),
  ]),
  reason: name,
})
export const closureRef = z.strictObject({ closureId })
export type Closure = {
  id: ClosureId
  from: Day
  to: Day
  session: SessionName | null
  scope:
    | { kind: 'school' }
    | { kind: 'class'; classId: ClassId; name: string }
    | { kind: 'stream'; streamId: StreamId; name: string }
  reason: string
  createdAt: number
  by: string
}
/** `checkedWithCircular`: the ministry moves dates during the year; a person says that these were compared. */
export type Calendar = CalendarDates & { closures: Closure[]; checkedWithCircular: boolean }
export const calendarCheck = z.strictObject({ checkedWithCircular: z.boolean() })
export const calendarYear = z.strictObject({ year: z.int().min(2020).max(2100) })
/** Dates for a year, with what is known of where they come from. */
export type CalendarPreset = { year: number; known: boolean; source: string; dates: CalendarDates; waiting: string[] }

/** What a change touches: marks that would change, over how many days. */
export type Recalculated = { days: number; marks: number }

export const monthRequest = z.strictObject({ month: z.string().regex(/^\d{4}-\d{2}$/) })
export type CalendarDay = {
  day: Day
  kind: 'school' | 'weekend' | 'holiday' | 'half_term' | 'between_terms' | 'closed' | 'partly_closed'
  label: string
  locked: boolean
}

// ── sessions ─────────────────────────────────────────────────────────────────────────────────

/** A child who comes after `onTimeUntil` is late; at `closes` the register closes. */
export const sessionTimes = z.strictObject({ opens: minute, onTimeUntil: minute, closes: minute, ends: minute })
/** The first plan that fits a child on a day holds; no plan: nothing is expected of the child that day. */
export const sessionPlan = z.strictObject({
  id: z.string().min(1).max(40),
  name,
  levels: z.strictObject({ from: level, to: level }),
  boarding: z.enum(['any', 'day', 'boarding']),
  /** None: every school weekday. */
  weekdays: z.array(z.int().min(1).max(7)).max(7),
  AM: sessionTimes.nullable(),
  PM: sessionTimes.nullable(),
  /** Leaving before this is "left early"; null: never. */
  leavesFrom: minute.nullable(),
})
export type SessionPlan = z.output<typeof sessionPlan>
export const sessionPlans = z.strictObject({ plans: z.array(sessionPlan).min(1).max(40) })
export type SessionPresets = { name: string; plans: SessionPlan[] }[]
