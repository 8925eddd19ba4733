import { describe, expect, it } from 'vitest'
import { readLimits, typedLimits } from './limits-draft.ts'

const limits = { watch: 5, chronic: 10, serious: 20, severe: 50, afterDays: 10, inARow: [3, 5, 10] }

describe('the limits of early warning as typed', () => {
  it('are read as they were written', () => {
    expect(readLimits(typedLimits(limits))).toEqual({ value: limits, wrong: [] })
  })

  it('are refused where one is no number, too large, or not above the one before', () => {
    const typed = typedLimits(limits)
    expect(readLimits({ ...typed, watch: '', severe: '101' })).toEqual({ value: null, wrong: ['watch', 'severe'] })
    expect(readLimits({ ...typed, chronic: '5', row2: '5', afterDays: '0' }).wrong).toEqual([
      'chronic',
      'row2',
      'afterDays',
    ])
    expect(readLimits({ ...typed, watch: '5.5' }).wrong).toEqual(['watch'])
  })
})
