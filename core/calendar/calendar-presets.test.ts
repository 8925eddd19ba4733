import { describe, expect, it } from 'vitest'
import { weekday } from '../day.ts'
import { defaultSettings } from '../settings/settings.ts'
import { changedDays, faultIn, inOrder } from './calendar-changes.ts'
import { calendarPreset } from './calendar-presets.ts'

const day = (year: number, name: string) => calendarPreset(year).dates.holidays.find(one => one.name === name)?.day

describe('the dates of a year', () => {
  it('are those of the circular where they are known', () => {
    const { known, source, dates, waiting } = calendarPreset(2026)
    expect([known, source]).toEqual([true, 'Ministry circular of 9 October 2025'])
    expect(dates.terms).toEqual(defaultSettings.terms)
    expect(waiting).toEqual(['Idd-ul-Fitr', 'Idd-ul-Adha'])
  })

  it.each([
    [2025, '2025-04-18', '2025-04-21'],
    [2027, '2027-03-26', '2027-03-29'],
    [2028, '2028-04-14', '2028-04-17'],
    [2035, '2035-03-23', '2035-03-26'],
    [2038, '2038-04-23', '2038-04-26'],
    [2049, '2049-04-16', '2049-04-19'],
    [2076, '2076-04-17', '2076-04-20'],
  ])('of %d have Easter where the church has it', (year, goodFriday, easterMonday) => {
    expect([day(year, 'Good Friday'), day(year, 'Easter Monday')]).toEqual([goodFriday, easterMonday])
  })

  it('are a guess for other years, with terms of whole weeks', () => {
    for (let year = 2027; year <= 2060; year += 1) {
      const { known, dates } = calendarPreset(year)
      expect([known, faultIn(dates)]).toEqual([false, null])
      expect(dates.terms.map(({ from, to }) => [weekday(from), weekday(to)])).toEqual([
        [1, 4],
        [1, 5],
        [1, 5],
      ])
      expect(dates.terms.every(({ from, to }) => from.startsWith(String(year)) && to.startsWith(String(year)))).toBe(
        true,
      )
    }
  })

  it('keep a holiday that falls on a Sunday on the next day that is none', () => {
    expect(day(2033, 'Labour Day (observed)')).toBe('2033-05-02')
    // Christmas on a Sunday: Monday is the next holiday already.
    expect(day(2033, 'Christmas Day (observed)')).toBe('2033-12-27')
  })
})

describe('changed dates', () => {
  const { terms, halfTerms, holidays, schoolWeekdays, dayStartsAtMinute } = defaultSettings
  const dates = { terms, halfTerms, holidays, schoolWeekdays, dayStartsAtMinute }

  it('touch only the days that are a school day on one side', () => {
    expect(changedDays(dates, dates)).toEqual([])
    const idd = [...holidays, { day: '2026-05-16', name: 'a Saturday' }, { day: '2026-05-27', name: 'Idd' }]
    expect(changedDays(dates, { ...dates, holidays: idd })).toEqual(['2026-05-27'])
    const later = terms.map(term => (term.name === 'Term 2' ? { ...term, from: '2026-04-29' } : term))
    expect(changedDays(dates, { ...dates, terms: later })).toEqual(['2026-04-27', '2026-04-28'])
  })

  it.each([
    ['terms.0.to', { terms: [{ name: 'A', from: '2026-05-12', to: '2026-05-11' }] }],
    ['terms.3.from', { terms: [...terms, { name: 'A', from: '2026-07-31', to: '2026-08-01' }] }],
    ['halfTerms.0.to', { halfTerms: [{ from: '2026-05-12', to: '2026-05-11' }] }],
    [
      'holidays.1.day',
      {
        holidays: [
          { day: '2026-05-12', name: 'A' },
          { day: '2026-05-12', name: 'B' },
        ],
      },
    ],
  ])('with a fault are refused at %s', (field, change) => {
    expect(faultIn({ ...dates, ...change })).toBe(field)
  })

  it('are kept in order of time', () => {
    const turned = inOrder({ ...dates, terms: [...terms].reverse(), schoolWeekdays: [5, 1, 5, 2] })
    expect([turned.terms, turned.schoolWeekdays]).toEqual([terms, [1, 2, 5]])
  })
})
