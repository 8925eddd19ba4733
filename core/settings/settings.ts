import { sessionPlan } from '../contract/calendar.ts'
import { day } from '../contract/common.ts'
import { emailAccountDraft, messagePolicy, smsAccountDraft } from '../contract/messages.ts'
import { reasonShape, warningLimits } from '../contract/morning.ts'
import { setupSteps } from '../contract/setup.ts'
import { z } from '../contract/z.ts'
import { defaultReasons } from './reasons.ts'
import { plansByLevel } from './session-presets.ts'

// Minutes count from midnight on the school's wall clock.

const minute = z.int().min(0).max(1439)
const storedPauses = ['key_refused', 'sender_refused', 'no_money', 'too_fast'] as const
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
  /** Fields with a default came after the first schools had stored theirs. */
  messages: messagePolicy.extend({
    absent: messagePolicy.shape.absent.default(true),
    leftEarly: messagePolicy.shape.leftEarly.default(true),
    officePhone: messagePolicy.shape.officePhone.default(''),
    dailyCap: messagePolicy.shape.dailyCap.default(0),
    monthlyCap: messagePolicy.shape.monthlyCap.default(0),
    absentShareSchool: messagePolicy.shape.absentShareSchool.default(30),
    absentShareClass: messagePolicy.shape.absentShareClass.default(50),
    driftLimitSeconds: messagePolicy.shape.driftLimitSeconds.default(120),
    mergeSeconds: messagePolicy.shape.mergeSeconds.default(120),
    lowBalanceMinor: messagePolicy.shape.lowBalanceMinor.default(20_000),
    /** The school day on which absence alerts begin; null: not begun. */
    alertsFrom: day.nullable().default(null),
  }),
  smsAccount: smsAccountDraft.omit({ apiKey: true }),
  /** Why no text leaves at all: one reason or none. `until`: it goes on by itself then. Epoch ms. */
  smsPause: z.array(z.strictObject({ code: z.enum(storedPauses), since: z.int(), until: z.int().nullable() })).max(1),
  /** As the provider last said it. */
  smsBalance: z.array(z.strictObject({ minor: z.int(), currency: z.string().min(1).max(8), at: z.int() })).max(1),
  /** Up to where delivery reports have been fetched; empty: none yet. */
  deliveryCursor: z.string().max(500),
  emailAccount: emailAccountDraft.omit({ password: true }),
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
    absent: true,
    leftEarly: true,
    staleAfterMinutes: 45,
    quietFrom: 1140,
    quietUntil: 360,
    senderName: 'School',
    officePhone: '',
    priceMinorPerSegment: 80,
    dailyCap: 0,
    monthlyCap: 0,
    absentShareSchool: 30,
    absentShareClass: 50,
    driftLimitSeconds: 120,
    mergeSeconds: 120,
    lowBalanceMinor: 20_000,
    alertsFrom: null,
  },
  smsAccount: { provider: 'none', username: '', senderId: '' },
  smsPause: [],
  smsBalance: [],
  deliveryCursor: '',
  emailAccount: { enabled: false, when: 'also', host: '', port: 587, secure: false, username: '', from: '' },
  attendanceTargetPercent: 95,
  setup: { done: [], skipped: [], finished: false },
}
