import { day } from '../contract/common.ts'
import { z } from '../contract/z.ts'

// Minutes count from midnight on the school's wall clock.

const minute = z.int().min(0).max(1439)

/** Times of one half of the day: a child who comes after `onTimeUntil` is late, after `closes` its session is closed. */
const sessionTimes = z.strictObject({ opens: minute, onTimeUntil: minute, closes: minute, ends: minute })
const span = z.strictObject({ from: day, to: day })

/** Every setting and its shape: one row in the table each. */
export const settingShapes = {
  /** IANA name. */
  zone: z.string().min(1).max(60),
  /** A punch before this minute belongs to the day before (boarders, night duty). */
  dayStartsAtMinute: minute,
  sessions: z.strictObject({ AM: sessionTimes, PM: sessionTimes }),
  /** 1 (Monday) to 7 (Sunday). */
  schoolWeekdays: z.array(z.int().min(1).max(7)).max(7),
  terms: z.array(z.strictObject({ name: z.string().min(1).max(50), from: day, to: day })).max(20),
  halfTerms: z.array(span).max(20),
  holidays: z.array(z.strictObject({ day, name: z.string().min(1).max(80) })).max(100),
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
} as const

export type SettingKey = keyof typeof settingShapes
export type Settings = { readonly [K in SettingKey]: z.output<(typeof settingShapes)[K]> }

/** A Kenyan school in 2026, by the ministry's circular of October 2025. Both Idds wait for the Gazette. */
export const defaultSettings: Settings = {
  zone: 'Africa/Nairobi',
  dayStartsAtMinute: 0,
  sessions: {
    AM: { opens: 360, onTimeUntil: 480, closes: 510, ends: 760 },
    PM: { opens: 820, onTimeUntil: 840, closes: 855, ends: 960 },
  },
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
}
