import type { EnrollmentProgress, EnrollmentStep } from '../contract/enrollment.ts'

/** How far an enrollment is at a step, 0 to 100; a step that is no progress leaves it where it was. */
export function progressAt(step: EnrollmentStep, before: number): Pick<EnrollmentProgress, 'status' | 'progress'> {
  switch (step.kind) {
    case 'connecting':
      return { status: 'ready', progress: 0 }
    case 'place':
      return { status: 'in_progress', progress: pressed(step.press - 1, step.of) }
    case 'lift':
      return { status: 'in_progress', progress: pressed(step.press, step.of) }
    case 'bad_press':
      return { status: 'in_progress', progress: before }
    case 'reading_back':
      return { status: 'in_progress', progress: 85 }
    case 'saving':
      return { status: 'in_progress', progress: 95 }
    case 'done':
      return { status: 'complete', progress: 100 }
    case 'failed':
      return { status: 'failed', progress: before }
    case 'cancelled':
      return { status: 'cancelled', progress: before }
  }
}

/** Three presses are 20, 45 and 70. */
function pressed(presses: number, of: number): number {
  if (presses <= 0) return 0
  return of <= 1 ? 70 : Math.round(20 + (50 * (Math.min(presses, of) - 1)) / (of - 1))
}
