import { describe, expect, it } from 'vitest'
import { median, percentile, rounded } from './report.ts'

describe('figures', () => {
  it('take the median whatever the order, the lower one of an even number', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([10, 2, 30, 4])).toBe(4)
    expect(median([])).toBeNaN()
  })

  it('take percentiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
    expect(percentile(hundred, 0.99)).toBe(99)
    expect(percentile(hundred, 1)).toBe(100)
    expect(percentile([7], 0.5)).toBe(7)
    expect(percentile([], 0.99)).toBeNaN()
  })

  it('are rounded to numbers, not to text', () => {
    expect(rounded(1.23456)).toBe(1.235)
    expect(rounded(1.25, 0)).toBe(1)
  })
})
