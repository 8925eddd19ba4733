import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, weekday } from './day.ts'
import { createZone } from './zone.ts'

const nairobi = createZone('Africa/Nairobi')
const london = createZone('Europe/London')

/** A terminal's packed time; accepts days that do not exist. */
function raw(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  return (((year - 2000) * 12 + (month - 1)) * 31 + (day - 1)) * 86_400 + hour * 3600 + minute * 60 + second
}

describe('a day', () => {
  it('begins at midnight of the school, not of the computer or of UTC', () => {
    const midnight = Date.UTC(2026, 4, 11, 21)
    expect(nairobi.dayOf(midnight - 1)).toBe('2026-05-11')
    expect(nairobi.dayOf(midnight)).toBe('2026-05-12')
    expect(nairobi.minuteOf(midnight - 1)).toBe(1439)
    expect(nairobi.minuteOf(midnight)).toBe(0)
  })

  it('counts on over months, leap years and years', () => {
    expect(nairobi.addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(nairobi.addDays('2028-03-01', -1)).toBe('2028-02-29')
    expect(daysBetween('2026-02-27', '2026-03-02')).toBe(3)
    expect(daysBetween('2026-03-02', '2026-02-27')).toBe(-3)
  })

  it('knows its weekday, Monday first', () => {
    expect(['2026-05-11', '2026-05-12', '2026-05-17'].map(nairobi.weekday)).toEqual([1, 2, 7])
    expect(weekday(addDays('2026-05-11', 7))).toBe(1)
  })
})

describe('where clocks change', () => {
  it('eight o’clock is minute 480 on every day', () => {
    for (const day of ['2026-03-28', '2026-03-29', '2026-10-25', '2026-10-26']) {
      const at = london.atOf(day, 480)
      expect(DateTime.fromMillis(at, { zone: 'Europe/London' }).toFormat('yyyy-MM-dd HH:mm')).toBe(`${day} 08:00`)
      expect(london.minuteOf(at)).toBe(480)
    }
  })

  it('takes the first of a repeated hour and moves past a skipped one', () => {
    expect(london.atOf('2026-10-25', 90)).toBe(Date.UTC(2026, 9, 25, 0, 30))
    expect(london.minuteOf(london.atOf('2026-03-29', 90))).toBe(150)
  })

  it('agrees with luxon for any moment', () => {
    for (const name of [
      'Africa/Nairobi',
      'Europe/London',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Africa/Casablanca',
    ]) {
      const zone = createZone(name)
      const moments = fc.integer({ min: Date.UTC(2010, 0, 2), max: Date.UTC(2099, 11, 30) })
      fc.assert(
        fc.property(moments, at => {
          const local = DateTime.fromMillis(at, { zone: name })
          expect(zone.dayOf(at)).toBe(local.toISODate())
          expect(zone.minuteOf(at)).toBe(local.hour * 60 + local.minute)
        }),
        { numRuns: 200 },
      )
    }
  })
})

describe('a terminal’s time', () => {
  it('comes back as it went in, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2010, 0, 2) / 1000, max: Date.UTC(2099, 11, 30) / 1000 }), seconds => {
        expect(nairobi.rawToAt(nairobi.atToRaw(seconds * 1000))).toBe(seconds * 1000)
      }),
    )
  })

  it('is read in the school’s zone', () => {
    expect(nairobi.rawToAt(raw(2026, 5, 12, 7, 41, 9))).toBe(Date.UTC(2026, 4, 12, 4, 41, 9))
    expect(london.rawToAt(raw(2026, 5, 12, 7, 41, 9))).toBe(Date.UTC(2026, 4, 12, 6, 41, 9))
  })

  it.each([
    ['31 February', raw(2026, 2, 31)],
    ['29 February of a common year', raw(2026, 2, 29)],
    ['a clock that was never set', raw(2000, 1, 1)],
    ['the end of 2009', raw(2009, 12, 31, 23, 59, 59)],
    ['the year 2100', raw(2100, 1, 1)],
    ['a negative number', -1],
    ['a number that no terminal can hold', 2 ** 32 + raw(2026, 5, 12)],
    ['no number', Number.NaN],
  ])('is refused when it is %s', (_, value) => expect(nairobi.rawToAt(value)).toBeNull())

  it('is accepted at both ends of its range and on a leap day', () => {
    expect(nairobi.rawToAt(raw(2010, 1, 1))).toBe(Date.UTC(2009, 11, 31, 21))
    expect(nairobi.rawToAt(raw(2099, 12, 31, 23, 59, 59))).toBe(Date.UTC(2099, 11, 31, 20, 59, 59))
    expect(nairobi.rawToAt(raw(2028, 2, 29))).not.toBeNull()
  })
})

it('a zone that does not exist is refused', () => {
  expect(() => createZone('Africa/Nowhere')).toThrow(RangeError)
})
