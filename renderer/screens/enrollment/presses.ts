import type { EnrollmentStep } from '../../../core/contract/enrollment.ts'

/** Presses of a terminal that has not said how many it wants. */
const usual = 3

export type Presses = {
  /** Good ones so far. */
  readonly done: number
  readonly of: number
  /** What is known of the next one: nothing, that a finger was there, or that it was not clear. */
  readonly now: 'none' | 'seen' | 'bad'
}

/** How far an enrollment is, in presses. */
export function pressesOf(steps: readonly EnrollmentStep[]): Presses {
  return steps.reduce(after, { done: 0, of: usual, now: 'none' })
}

function after(before: Presses, step: EnrollmentStep): Presses {
  switch (step.kind) {
    case 'connecting':
    case 'failed':
    case 'cancelled':
      return { ...before, done: 0, now: 'none' }
    case 'place':
      // Asked for the same press again, one still sees why.
      return { done: step.press - 1, of: step.of, now: step.press - 1 === before.done ? stillBad(before) : 'none' }
    case 'lift':
      return { done: step.press - 1, of: step.of, now: 'seen' }
    case 'bad_press':
      return { ...before, now: 'bad' }
    case 'reading_back':
    case 'saving':
    case 'done':
      return { ...before, done: before.of, now: 'none' }
  }
}

function stillBad({ now }: Presses): Presses['now'] {
  return now === 'bad' ? 'bad' : 'none'
}
