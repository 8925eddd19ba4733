import { sessionPlan } from '../contract/calendar.ts'
import { day } from '../contract/common.ts'
import { reasonShape, warningLimits } from '../contract/morning.ts'
import { setupSteps } from '../contract/setup.ts'
import { z } from '../contract/z.ts'
import { defaultReasons } from './reasons.ts'
import { plansByLevel } from './session-presets.ts'

// Minutes count from midnight on the school's wall clock.

const minute = z.int().min(0).max(1439)
const span = z.strictObject({ from: day, to: day })

/** Every setting and its shape: one row in the table each. */
export const settingShapes = {
  /** IANA name. */
  zone: z.string().min(1).max(60),
  /** A punch before this minute belongs to the day before (boarders, night duty). */
  dayStartsAtMinute: minute,
  /** The first that fits a child on a day holds. */
  sessionPlans: z.array(sessionPlan).min(1).max(40),
  /** Plans that held up to and with a day, oldest first: new times do not rewrite the terms before. */
  earlierPlans: z.array(z.strictObject({ until: day, plans: z.array(sessionPlan).min(1).max(40) })).max(60),
  /** 1 (Monday) to 7 (Sunday). */
  schoolWeekdays: z.array(z.int().min(1).max(7)).max(7),
  terms: z.array(z.strictObject({ name: z.string().min(1).max(50), from: day, to: day })).max(20),
  halfTerms: z.array(span).max(20),
  holidays: z.array(z.strictObject({ day, name: z.string().min(1).max(80) })).max(100),
  /** A person has compared the dates with the ministry's circular. */
  calendarChecked: z.boolean(),
  /** Days whose marks are still to be made anew: one span or none. `version` tells one request from the next. */
  recalculation: z.array(z.strictObject({ from: day, to: day, version: z.int() })).max(1),
  reasons: z.array(reasonShape).min(1).max(30),
  warningLimits,
  messages: z.strictObject({
    arrival: z.boolean(),
    late: z.boolean(),
    departure: z.boolean(),
    /** News older than this is not sent. */
    staleAfterMinutes: z.int().min(1).max(1440),
    /** No text leaves from `quietFrom` until `quietUntil`, over midnight when `quietFrom` is the later one. */
    quietFrom: minute,
    quietUntil: minute,
    senderName: z.string().min(1).max(30),
    /** Cents. */
    priceMinorPerSegment: z.int().min(0).max(100_000),
  }),
  attendanceTargetPercent: z.int().min(0).max(100),
  /** What a person said about the first run; the rest of it is read from the data. */
  setup: z.strictObject({
    done: z.array(z.enum(setupSteps)),
    skipped: z.array(z.enum(setupSteps)),
    finished: z.boolean(),
  }),
} as const

export type SettingKey = keyof typeof settingShapes
export type Settings = { readonly [K in SettingKey]: z.output<(typeof settingShapes)[K]> }

/** A Kenyan school in 2026, by the ministry's circular of October 2025. Both Idds wait for the Gazette. */
export const defaultSettings: Settings = {
  zone: 'Africa/Nairobi',
  dayStartsAtMinute: 0,
  sessionPlans: plansByLevel,
  earlierPlans: [],
  schoolWeekdays: [1, 2, 3, 4, 5],
  terms: [
    { name: 'Term 1', from: '2026-01-05', to: '2026-04-02' },
    { name: 'Term 2', from: '2026-04-27', to: '2026-07-31' },
    { name: 'Term 3', from: '2026-08-24', to: '2026-10-23' },
  ],
  halfTerms: [
    { from: '2026-02-25', to: '2026-03-01' },
    { from: '2026-06-24', to: '2026-06-28' },
  ],
  holidays: [
    { day: '2026-01-01', name: 'New Year’s Day' },
    { day: '2026-04-03', name: 'Good Friday' },
    { day: '2026-04-06', name: 'Easter Monday' },
    { day: '2026-05-01', name: 'Labour Day' },
    { day: '2026-06-01', name: 'Madaraka Day' },
    { day: '2026-10-10', name: 'Mazingira Day' },
    { day: '2026-10-20', name: 'Mashujaa Day' },
    { day: '2026-12-12', name: 'Jamhuri Day' },
    { day: '2026-12-25', name: 'Christmas Day' },
    { day: '2026-12-26', name: 'Boxing Day' },
  ],
  calendarChecked: false,
  recalculation: [],
  reasons: defaultReasons,
  warningLimits: { watch: 5, chronic: 10, serious: 20, severe: 50, afterDays: 10, inARow: [3, 5, 10] },
  messages: {
    arrival: false,
    late: true,
    departure: false,
    staleAfterMinutes: 45,
    quietFrom: 1140,
    quietUntil: 360,
    senderName: 'School',
    priceMinorPerSegment: 80,
  },
  attendanceTargetPercent: 95,
  setup: { done: [], skipped: [], finished: false },
}
