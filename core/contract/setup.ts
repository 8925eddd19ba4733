import { z } from './z.ts'

/** The first run, in order. Each can be passed over and come back to. */
export const setupSteps = [
  'school',
  'classes',
  'calendar',
  'users',
  'import',
  'terminals',
  'messages',
  'day_sheet',
] as const
export type SetupStep = (typeof setupSteps)[number]
export const setupStep = z.strictObject({ step: z.enum(setupSteps) })
/** `detail`: a count, or for the messages the name of the service (`none`: there is none). */
export type SetupProgress = {
  /** `done` is read from the school's data wherever that shows it. */
  steps: { step: SetupStep; state: 'done' | 'skipped' | 'open'; detail: string }[]
  /** The check-list was put away. */
  finished: boolean
}
/** A text to the phone of the person who sets up, as typed. */
export const testMessage = z.strictObject({ phone: z.string().trim().min(1).max(40) })
