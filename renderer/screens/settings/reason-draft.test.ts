import { describe, expect, it } from 'vitest'
import type { Reason } from '../../../core/contract/morning.ts'
import { codeFor, reasonProblem } from './reason-draft.ts'

const sick: Reason = {
  code: 'sick',
  label: 'Sick',
  key: 's',
  letter: 'S',
  excused: true,
  countsPresent: false,
  alertsParent: false,
}

describe('a list of reasons', () => {
  it('has a key and a letter for each reason', () => {
    expect(reasonProblem([sick], 0)).toBeUndefined()
    expect(reasonProblem([{ ...sick, key: 'c' }], 0)).toBe('key')
    expect(reasonProblem([{ ...sick, key: '' }], 0)).toBe('key')
    expect(reasonProblem([sick, { ...sick, letter: 'X' }], 1)).toBe('keyTwice')
    expect(reasonProblem([sick, { ...sick, key: 'x' }], 1)).toBe('letterTwice')
    expect(reasonProblem([{ ...sick, label: ' ' }], 0)).toBe('label')
  })

  it('makes a code that no other reason has', () => {
    expect(codeFor('Funeral in the family', [])).toBe('funeral_in_the_family')
    expect(codeFor('Sick', ['sick'])).toBe('sick_b')
    expect(codeFor('12', [])).toBe('reason')
  })
})
