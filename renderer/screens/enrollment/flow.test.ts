import { describe, expect, it } from 'vitest'
import type { DeviceId, EnrollmentId, StudentId } from '../../../core/contract/common.ts'
import type { EnrollmentProgress, EnrollmentStep, StationChild } from '../../../core/contract/enrollment.ts'
import { AppError } from '../../../core/contract/errors.ts'
import { atRest, childOnScreen, flowAfter } from './flow.ts'
import type { Flow, FlowEvent } from './flow.ts'

const [amina, brian, chebet] = ['amina', 'brian', 'chebet'] as StudentId[] as [StudentId, StudentId, StudentId]
const [first, second] = ['e1', 'e2'] as EnrollmentId[] as [EnrollmentId, EnrollmentId]

function heard(enrollmentId: EnrollmentId, studentId: StudentId, step: EnrollmentStep): FlowEvent {
  const facts = { deviceId: 'd' as DeviceId, finger: 6, status: 'in_progress', progress: 0, at: 0 } as const
  const progress: EnrollmentProgress = { ...facts, enrollmentId, studentId, step }
  return { kind: 'heard', progress }
}

function after(...events: FlowEvent[]): Flow {
  return events.reduce(flowAfter, atRest)
}

const begun: FlowEvent[] = [
  { kind: 'start', studentId: amina },
  { kind: 'started', enrollmentId: first },
]
const done = heard(first, amina, { kind: 'done', quality: 100 })

function child(studentId: StudentId, state: StationChild['state'] = 'waiting'): StationChild {
  return { studentId, fullName: studentId, admissionNumber: '', gender: 'F', state, fingers: [] }
}
const children = [child(amina), child(brian), child(chebet)]

describe('the turn of a child', () => {
  it('runs from the key to the success, and the row goes on', () => {
    expect(after(...begun)).toMatchObject({ phase: 'starting', rolling: true })
    expect(after(...begun, heard(first, amina, { kind: 'connecting' }))).toMatchObject({ phase: 'running' })
    expect(after(...begun, done)).toMatchObject({ phase: 'success', studentId: amina })
    expect(after(...begun, done, { kind: 'next' })).toMatchObject({ phase: 'idle', rolling: true, lastTurn: amina })
  })

  it.each<[string, FlowEvent]>([
    ['it fails', heard(first, amina, { kind: 'failed', code: 'enroll_duplicate' })],
    ['it is cancelled', heard(first, amina, { kind: 'cancelled' })],
    ['it cannot begin', { kind: 'refused', error: new AppError('keyring_unavailable') }],
    ['the list changes', { kind: 'rest' }],
  ])('stops the row when %s', (_, event) => {
    expect(after(...begun, event).rolling).toBe(false)
  })

  it('goes on with the row when the child is left out', () => {
    expect(after(...begun, { kind: 'skipped', studentId: amina })).toMatchObject({ phase: 'idle', rolling: true })
  })

  it('ignores the last word of an earlier, cancelled one', () => {
    const next = after(...begun, { kind: 'start', studentId: brian }, { kind: 'started', enrollmentId: second })
    expect(flowAfter(next, heard(first, amina, { kind: 'cancelled' }))).toBe(next)
  })

  it('is taken up in the middle by a window that was opened again', () => {
    const step: EnrollmentStep = { kind: 'place', press: 2, of: 3 }
    expect(after(heard(first, amina, step))).toMatchObject({ phase: 'running', studentId: amina, steps: [step] })
  })
})

describe('the child on the screen', () => {
  const station = { children, currentStudentId: amina }

  it('is whose turn goes on, or the chosen one, or the next of the list', () => {
    expect(childOnScreen(station, atRest, null)?.studentId).toBe(amina)
    expect(childOnScreen(station, atRest, chebet)?.studentId).toBe(chebet)
    expect(childOnScreen(station, after({ kind: 'start', studentId: brian }), chebet)?.studentId).toBe(brian)
  })

  it('is not the one who was just enrolled, though the list does not say so yet', () => {
    expect(childOnScreen(station, after(...begun, done, { kind: 'next' }), null)?.studentId).toBe(brian)
  })

  it('is nobody when everyone has had a turn', () => {
    const over = { children: [child(amina, 'done'), child(brian, 'absent')], currentStudentId: null }
    expect(childOnScreen(over, after(...begun, done, { kind: 'next' }), null)).toBeNull()
  })
})
