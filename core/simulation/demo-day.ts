import { createZone } from '../zone.ts'
import { planDay } from './day-plan.ts'
import type { DayPlan } from './day-plan.ts'
import { demoSchool } from './school-data.ts'
import type { DemoSchool } from './school-data.ts'

/** IANA name of where the demo school lies. */
export const schoolZone = 'Africa/Nairobi'

/** The demo that everybody sees. */
export const defaultSeed = 7

/** The demo school and its day. `offsetMs` is the school's local time minus UTC, the same all day. */
export function demoSchoolDay(seed: number): {
  readonly school: DemoSchool
  readonly plan: DayPlan
  readonly offsetMs: number
} {
  const school = demoSchool(seed)
  const plan = planDay(school, seed)
  return { school, plan, offsetMs: Date.parse(plan.day) - createZone(schoolZone).atOf(plan.day, 0) }
}
