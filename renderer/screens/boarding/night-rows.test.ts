import { describe, expect, it } from 'vitest'
import type { StreamId, StudentId } from '../../../core/contract/common.ts'
import type { NightRoll } from '../../../core/contract/morning.ts'
import { nextOpen, nightRows, openByClass, withMarks } from './night-rows.ts'

const student = (id: string, state: 'in' | 'away' | null) => ({
  studentId: id as StudentId,
  fullName: id,
  admissionNumber: id,
  state,
  note: '',
  lastScan: null,
  excuse: null,
})
const roll = {
  missing: 2,
  streams: [
    { streamId: 'e' as StreamId, className: 'East', students: [student('a', 'in'), student('b', null)] },
    { streamId: 'w' as StreamId, className: 'West', students: [student('c', null), student('d', 'away')] },
  ],
} as unknown as NightRoll

describe('the night roll on screen', () => {
  it('is one class or all', () => {
    expect(nightRows(roll, null).map(({ studentId, className }) => `${studentId} ${className}`)).toEqual([
      'a East',
      'b East',
      'c West',
      'd West',
    ])
    expect(nightRows(roll, 'w' as StreamId).map(({ studentId }) => studentId)).toEqual(['c', 'd'])
  })

  it('says how many are open in each class', () => {
    expect(openByClass(roll).map(({ open }) => open)).toEqual([1, 1])
  })

  it('goes on to the next one of whom nothing is said, and round', () => {
    const rows = nightRows(roll, null)
    expect(nextOpen(rows, 0)).toBe(1)
    expect(nextOpen(rows, 1)).toBe(2)
    expect(nextOpen(rows, 2)).toBe(1)
    expect(nextOpen([], 0)).toBe(-1)
  })

  it('shows a mark before the core has answered', () => {
    const marked = withMarks(roll, new Map([['b' as StudentId, { state: 'in', note: '' }]]))
    expect(marked.missing).toBe(1)
    expect(nightRows(marked, null).map(({ state }) => state)).toEqual(['in', 'in', null, 'away'])
  })
})
