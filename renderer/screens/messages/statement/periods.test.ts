import { describe, expect, it } from 'vitest'
import { daysOf } from './periods.ts'

describe('the days of a statement', () => {
  it('are those of this month up to today', () => {
    expect(daysOf('month', '2026-05-12')).toEqual({ from: '2026-05-01', to: '2026-05-12' })
  })

  it('are those of the whole last month, over the turn of the year and in a leap year', () => {
    expect(daysOf('last', '2026-01-31')).toEqual({ from: '2025-12-01', to: '2025-12-31' })
    expect(daysOf('last', '2028-03-05')).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  })

  it('are seven with today', () => {
    expect(daysOf('week', '2026-05-03')).toEqual({ from: '2026-04-27', to: '2026-05-03' })
  })

  it('are left to the person otherwise', () => {
    expect(daysOf('own', '2026-05-03')).toBeNull()
  })
})
