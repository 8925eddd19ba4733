import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import type { Fault } from './faults.ts'
import { drawFault, faults, parseFaults } from './faults.ts'

const draw = (mix: string, seed: number, count: number) => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => drawFault(parseFaults(mix), random))
}

describe('the mix of faults', () => {
  it('is empty when nothing is asked for', () => {
    expect(draw(' ', 1, 200).every(fault => fault === null)).toBe(true)
  })

  it('spreads one number over every kind alike', () => {
    const drawn = draw('30', 3, 20_000)
    const share = drawn.filter(fault => fault !== null).length / drawn.length
    expect(share).toBeGreaterThan(0.28)
    expect(share).toBeLessThan(0.32)
    expect(new Set(drawn.filter(fault => fault !== null))).toEqual(new Set(Object.keys(faults)))
  })

  it('has each kind as often as it says', () => {
    const drawn = draw('silent:10, reset:2.5', 5, 20_000)
    const percent = (wanted: Fault | null) => (100 * drawn.filter(fault => fault === wanted).length) / drawn.length
    expect(percent('silent')).toBeCloseTo(10, 0)
    expect(percent('reset')).toBeCloseTo(2.5, 0)
    expect(percent(null)).toBeCloseTo(87.5, 0)
  })

  it('can be every request', () => {
    expect(new Set(draw('hang_up:100', 1, 500))).toEqual(new Set(['hang_up']))
  })

  it('is the same for the same seed', () => {
    expect(draw('50', 9, 300)).toEqual(draw('50', 9, 300))
    expect(draw('50', 9, 300)).not.toEqual(draw('50', 10, 300))
  })

  it.each(['101', 'silent:90,reset:20', 'toString:5', 'silent:-1', 'silent:', 'many'])('is not "%s"', text => {
    expect(() => parseFaults(text)).toThrow(RangeError)
  })
})
