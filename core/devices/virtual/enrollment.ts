import type { ModelEvent } from './model-event.ts'
import type { Random } from './random.ts'

/** How presses come when nobody makes them by command. */
export type Simulation = {
  /** Part of the presses that are good, 0…1. */
  readonly successRate: number
  /** Between two presses, in seconds. */
  readonly delayMin: number
  readonly delayMax: number
}

export type EnrollRequest = {
  readonly uid: number
  readonly userId: string
  readonly finger: number
  readonly flag: number
}

/** What the last good press ends with: 0 enrolled, 5 duplicate, any other code, or no word at all. */
export type EnrollEnd = number | 'silent'

/** The screen that takes three good presses of a finger. */
export type Enrollment = {
  /** False while it is busy with another. */
  start(request: EnrollRequest): boolean
  /** False when no finger is asked for. */
  press(quality: 'good' | 'bad'): boolean
  /** The red key of the terminal: it tells the PC. False when there is nothing to cancel. */
  cancelHere(): boolean
  /** The PC asks for an end: it is not told. */
  cancelFromPc(): void
  /** How coming ones end; null: by what happens. It stays so until it is set again. */
  endWith(end: EnrollEnd | null): void
  current(): (EnrollRequest & { readonly good: number; readonly bad: number }) | null
}

export type EnrollmentOptions = {
  readonly random: Random
  /** Null: presses come by command only. */
  readonly simulation: Simulation | null
  /** After this long without a press it gives up by itself. */
  readonly timeoutMs: number
  readonly tell: (event: ModelEvent) => void
  /** Keeps the finger. Returns its size in bytes, or null when there is no room. */
  readonly keep: (request: EnrollRequest) => number | null
}

const GOOD_PRESSES = 3
/** So many bad ones end it. */
const BAD_PRESSES = 5

export const ENROLL_RESULT = { FAILED: 4, DUPLICATE: 5, CANCELLED: 6 } as const

export function createEnrollment(options: EnrollmentOptions): Enrollment {
  const { random, simulation, tell } = options
  let current: (EnrollRequest & { good: number; bad: number }) | null = null
  let end: EnrollEnd | null = null
  let giveUp: NodeJS.Timeout | null = null
  let nextPress: NodeJS.Timeout | null = null

  function stopTimers(): void {
    if (giveUp) clearTimeout(giveUp)
    if (nextPress) clearTimeout(nextPress)
    giveUp = null
    nextPress = null
  }

  function finish(): void {
    stopTimers()
    current = null
  }

  function fail(result: EnrollEnd): void {
    finish()
    if (result !== 'silent') tell({ kind: 'enroll_failed', result })
  }

  function waitForPress(): void {
    stopTimers()
    giveUp = setTimeout(() => fail(end === 'silent' ? 'silent' : ENROLL_RESULT.FAILED), options.timeoutMs)
    giveUp.unref()
    if (!simulation) return
    const { delayMin, delayMax, successRate } = simulation
    const delayMs = 1000 * delayMin + random.int(1000 * (delayMax - delayMin) + 1)
    nextPress = setTimeout(() => press(random.int(1000) < successRate * 1000 ? 'good' : 'bad'), delayMs)
    nextPress.unref()
  }

  function complete(request: EnrollRequest): void {
    finish()
    if (end === 'silent') return
    if (end !== null && end !== 0) {
      tell({ kind: 'enroll_failed', result: end })
      return
    }
    const size = options.keep(request)
    if (size === null) tell({ kind: 'enroll_failed', result: ENROLL_RESULT.FAILED })
    else tell({ kind: 'enrolled', uid: request.uid, userId: request.userId, finger: request.finger, size })
  }

  function press(quality: 'good' | 'bad'): boolean {
    if (!current) return false
    tell({ kind: 'finger_seen' })
    tell({ kind: 'score', score: quality === 'good' ? 100 : 0 })
    if (quality === 'good') current.good += 1
    else current.bad += 1
    if (current.good === GOOD_PRESSES) complete(current)
    else if (current.bad === BAD_PRESSES) fail(end === 'silent' ? 'silent' : ENROLL_RESULT.FAILED)
    else waitForPress()
    return true
  }

  return {
    start(request) {
      if (current) return false
      current = { ...request, good: 0, bad: 0 }
      waitForPress()
      return true
    },
    press,
    cancelHere() {
      if (!current) return false
      fail(ENROLL_RESULT.CANCELLED)
      return true
    },
    cancelFromPc: finish,
    endWith(wanted) {
      end = wanted
    },
    current: () => current && { ...current },
  }
}
