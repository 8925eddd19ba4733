import type { Day } from './common.ts'
import type { DeviceStatus } from './devices.ts'
import type { ErrorCode, ErrorDetails } from './errors.ts'
import type { MessageCounts } from './messages.ts'
import type { SchoolHeader } from './school.ts'
import { z } from './z.ts'

/** Top of the window. `now` is the school's clock (simulated in a demo); `zone` an IANA name. */
export type Frame = {
  school: SchoolHeader
  zone: string
  now: number
  /** How fast the school's clock runs: 1 outside simulation. */
  clockSpeed: number
  day: Day
  term: { name: string; week: number; dayOfTerm: number; daysInTerm: number } | null
}

/** Something the office must know now, shown until it is over. */
export type Problem = { code: ErrorCode; details: ErrorDetails; since: number }

/** Bottom strip. `messages` is null for roles that may not see them. */
export type Status = { devices: DeviceStatus[]; messages: MessageCounts | null; problems: Problem[] }

export const simulationSpeed = z.strictObject({ speed: z.number().min(0).max(50) })
export const simulationCable = z.strictObject({ serial: z.string().min(1).max(40), plugged: z.boolean() })

/** The demo day. `speed` multiplies its own pace (1: the day in about a minute; 0: stopped). */
export type SimulationState = {
  now: number
  speed: number
  phase: 'reading_back' | 'playing' | 'finished'
  /** Share of the day that is over, 0 to 1. */
  progress: number
  /** What just happened, newest last, in the demo's own words. */
  story: { at: number; text: string }[]
  terminals: { serial: string; name: string; plugged: boolean }[]
}
