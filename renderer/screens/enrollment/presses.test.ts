import { describe, expect, it } from 'vitest'
import type { EnrollmentStep } from '../../../core/contract/enrollment.ts'
import { pressesOf } from './presses.ts'

const connecting: EnrollmentStep = { kind: 'connecting' }
const place = (press: number): EnrollmentStep => ({ kind: 'place', press, of: 3 })
const lift = (press: number): EnrollmentStep => ({ kind: 'lift', press, of: 3 })

describe('the presses of an enrollment', () => {
  it('count a finger as good only when the next one is asked for', () => {
    expect(pressesOf([connecting, place(1)])).toEqual({ done: 0, of: 3, now: 'none' })
    expect(pressesOf([connecting, place(1), lift(1)])).toEqual({ done: 0, of: 3, now: 'seen' })
    expect(pressesOf([connecting, place(1), lift(1), place(2)])).toEqual({ done: 1, of: 3, now: 'none' })
  })

  it('show a bad one until the same press is made again', () => {
    const bad: EnrollmentStep[] = [connecting, place(1), lift(1), place(2), lift(2), { kind: 'bad_press' }]
    expect(pressesOf(bad)).toMatchObject({ done: 1, now: 'bad' })
    expect(pressesOf([...bad, place(2)])).toMatchObject({ done: 1, now: 'bad' })
    expect(pressesOf([...bad, place(2), lift(2), place(3)])).toMatchObject({ done: 2, now: 'none' })
  })

  it('are all good once the finger is read back, and none after a failure', () => {
    const all: EnrollmentStep[] = [connecting, place(1), place(2), place(3), lift(3), { kind: 'reading_back' }]
    expect(pressesOf(all)).toMatchObject({ done: 3, now: 'none' })
    expect(pressesOf([...all, { kind: 'failed', code: 'enroll_duplicate' }])).toMatchObject({ done: 0 })
  })
})
