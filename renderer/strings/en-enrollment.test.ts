import { describe, expect, it } from 'vitest'
import { enrollment } from './en-enrollment.ts'

describe('the quality of a finger', () => {
  it('is the share of good presses, and unknown for a finger that came from a terminal', () => {
    expect(enrollment.quality(75)).toBe('Quality 75 %')
    expect(enrollment.quality(0)).toBe('Quality —')
  })
})
