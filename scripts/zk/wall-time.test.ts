import { describe, expect, it } from 'vitest'
import { packTime } from '../../core/devices/zkteco/device-time.ts'
import { driftWords, wallText } from './wall-time.ts'

describe('what a clock shows', () => {
  it('is written as the terminal shows it, also when there is no such day', () => {
    expect(wallText(packTime({ year: 2026, month: 2, day: 31, hour: 7, minute: 5, second: 9 }))).toBe(
      '2026-02-31T07:05:09',
    )
  })

  it.each([
    [0, 'right'],
    [1, '1 s ahead'],
    [-119, '119 s behind'],
    [-120, '2 min behind'],
    [7140, '119 min ahead'],
    [10_800, '3 h ahead'],
    [-9000, '2 h 30 min behind'],
    [4 * 86_400, '4 days ahead'],
    [null, 'shows a day that does not exist'],
  ])('is off by %s s: %s', (seconds, words) => {
    expect(driftWords(seconds)).toBe(words)
  })
})
