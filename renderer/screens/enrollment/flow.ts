import type { EnrollmentId, StudentId } from '../../../core/contract/common.ts'
import type { EnrollmentProgress, EnrollmentStep, Station, StationChild } from '../../../core/contract/enrollment.ts'
import type { AppError } from '../../../core/contract/errors.ts'

/** Where the turn of the child on the screen stands. */
export type Flow = {
  readonly phase: 'idle' | 'starting' | 'running' | 'success' | 'failed'
  /** Whose steps these are; null: nobody has begun since the last turn. */
  readonly studentId: StudentId | null
  readonly enrollmentId: EnrollmentId | null
  readonly steps: readonly EnrollmentStep[]
  /** Why it was not even begun. */
  readonly error: AppError | null
  /** Enter was pressed and nothing came in between: the next child starts by itself. */
  readonly rolling: boolean
  /** Who had the last turn; the list may not say so yet. */
  readonly lastTurn: StudentId | null
}

export const atRest: Flow = {
  phase: 'idle',
  studentId: null,
  enrollmentId: null,
  steps: [],
  error: null,
  rolling: false,
  lastTurn: null,
}

export type FlowEvent =
  | { readonly kind: 'start'; readonly studentId: StudentId }
  | { readonly kind: 'started'; readonly enrollmentId: EnrollmentId }
  | { readonly kind: 'refused'; readonly error: AppError }
  | { readonly kind: 'heard'; readonly progress: EnrollmentProgress }
  /** The success has been seen. */
  | { readonly kind: 'next' }
  /** A child was left out: the row goes on. */
  | { readonly kind: 'skipped'; readonly studentId: StudentId }
  /** Something else happened to the list: nothing starts by itself. */
  | { readonly kind: 'rest' }

/** What an event makes of the turn. */
export function flowAfter(flow: Flow, event: FlowEvent): Flow {
  switch (event.kind) {
    case 'start':
      return { ...atRest, phase: 'starting', studentId: event.studentId, rolling: true, lastTurn: flow.lastTurn }
    case 'started':
      return flow.phase === 'starting' ? { ...flow, enrollmentId: event.enrollmentId } : flow
    case 'refused':
      return { ...flow, phase: 'failed', error: event.error, rolling: false }
    case 'heard':
      return isOfThisTurn(flow, event.progress) ? withStep(flow, event.progress) : flow
    case 'next':
      return flow.phase === 'success' ? { ...atRest, rolling: flow.rolling, lastTurn: flow.studentId } : flow
    case 'skipped':
      return { ...atRest, rolling: flow.rolling, lastTurn: event.studentId }
    case 'rest':
      return atRest
  }
}

/** A turn that was cancelled may still say its last word when the next one has begun. */
function isOfThisTurn({ phase, studentId, enrollmentId }: Flow, progress: EnrollmentProgress): boolean {
  if (phase !== 'starting' && phase !== 'running') return progress.step.kind !== 'cancelled'
  return enrollmentId === null ? progress.studentId === studentId : progress.enrollmentId === enrollmentId
}

function withStep(flow: Flow, { enrollmentId, studentId, step }: EnrollmentProgress): Flow {
  const steps = flow.enrollmentId === enrollmentId ? [...flow.steps, step] : [step]
  const known = { ...flow, enrollmentId, studentId, steps, error: null }
  switch (step.kind) {
    case 'done':
      return { ...known, phase: 'success' }
    case 'failed':
      return { ...known, phase: 'failed', rolling: false }
    case 'cancelled':
      return { ...known, phase: 'idle', rolling: false }
    case 'connecting':
    case 'place':
    case 'lift':
    case 'bad_press':
    case 'reading_back':
    case 'saving':
      return { ...known, phase: 'running' }
  }
}

/** The child on the screen: whose turn goes on, or the one chosen out of order, or the next of the list. */
export function childOnScreen(
  { children, currentStudentId }: Pick<Station, 'children' | 'currentStudentId'>,
  flow: Flow,
  picked: StudentId | null,
): StationChild | null {
  const wanted = flow.studentId ?? picked
  if (wanted !== null) return children.find(child => child.studentId === wanted) ?? null
  if (currentStudentId !== flow.lastTurn) return children.find(child => child.studentId === currentStudentId) ?? null
  return children.find(({ state, studentId }) => state === 'waiting' && studentId !== flow.lastTurn) ?? null
}
