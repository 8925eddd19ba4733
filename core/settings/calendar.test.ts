import { describe, expect, it } from 'vitest'
import { isSchoolDay, termPosition } from './calendar.ts'
import { defaultSettings } from './settings.ts'

describe('a school day', () => {
  it.each([
    ['2026-05-12', true, 'a Tuesday of term'],
    ['2026-05-16', false, 'a Saturday'],
    ['2026-05-01', false, 'Labour Day'],
    ['2026-02-25', false, 'the first day of half-term'],
    ['2026-02-24', true, 'the day before half-term'],
    ['2026-03-02', true, 'the day after half-term'],
    ['2026-01-05', true, 'the first day of term'],
    ['2026-04-02', true, 'the last day of term'],
    ['2026-04-08', false, 'between terms'],
  ])('%s: %s (%s)', (day, expected) => expect(isSchoolDay(defaultSettings, day)).toBe(expected))

  it('is only on the weekdays the school has', () => {
    expect(isSchoolDay({ ...defaultSettings, schoolWeekdays: [1, 2, 3, 4, 5, 6] }, '2026-05-16')).toBe(true)
  })
})

describe('the place in a term', () => {
  it('counts the school days of 2026 as the ministry’s calendar has them', () => {
    const days = ['2026-01-05', '2026-04-27', '2026-08-24'].map(day => termPosition(defaultSettings, day))
    expect(days).toEqual([
      { name: 'Term 1', week: 1, dayOfTerm: 1, daysInTerm: 61 },
      { name: 'Term 2', week: 1, dayOfTerm: 1, daysInTerm: 65 },
      { name: 'Term 3', week: 1, dayOfTerm: 1, daysInTerm: 44 },
    ])
  })

  it('counts weeks from Monday and skips days off', () => {
    expect(termPosition(defaultSettings, '2026-05-12')).toEqual({
      name: 'Term 2',
      week: 3,
      dayOfTerm: 11,
      daysInTerm: 65,
    })
    expect(termPosition(defaultSettings, '2026-05-10')).toMatchObject({ week: 2, dayOfTerm: 9 })
    expect(termPosition(defaultSettings, '2026-05-11')).toMatchObject({ week: 3, dayOfTerm: 10 })
  })

  it('counts a term that begins in mid-week from the Monday before', () => {
    const calendar = { ...defaultSettings, terms: [{ name: 'Short', from: '2026-05-13', to: '2026-05-19' }] }
    expect(termPosition(calendar, '2026-05-18')).toEqual({ name: 'Short', week: 2, dayOfTerm: 4, daysInTerm: 5 })
  })

  it('is nowhere between terms', () => {
    expect(termPosition(defaultSettings, '2026-04-10')).toBeNull()
  })
})
