import { describe, expect, it } from 'vitest'
import { filterOf, partsOf } from './warning-filter.ts'

const limits = { watch: 5, chronic: 10, serious: 20, severe: 50, afterDays: 10, inARow: [3, 5, 10] }
const counts = { watch: 40, chronic: 20, serious: 5, severe: 1, inARow: [9, 4, 2] as [number, number, number] }

describe('parts of the early-warning list', () => {
  it('have each their count', () => {
    expect(partsOf({ limits, counts }).map(({ value, count }) => [value, count])).toEqual([
      ['all', null],
      ['tier:watch', 40],
      ['tier:chronic', 20],
      ['tier:serious', 5],
      ['tier:severe', 1],
      ['row:3', 9],
      ['row:5', 4],
      ['row:10', 2],
    ])
  })

  it('ask the core for what they say', () => {
    expect(filterOf('all')).toEqual({})
    expect(filterOf('tier:serious')).toEqual({ tier: 'serious' })
    expect(filterOf('row:5')).toEqual({ daysInARow: 5 })
  })
})
