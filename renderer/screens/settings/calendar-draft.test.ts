import { describe, expect, it } from 'vitest'
import { areGoodDates, holidayProblem, isEmptyYear, termProblem, withYear, yearsOf } from './calendar-draft.ts'

const dates = {
  terms: [
    { name: 'Term 1', from: '2026-01-05', to: '2026-04-02' },
    { name: 'Term 2', from: '2026-04-27', to: '2026-07-31' },
  ],
  halfTerms: [{ from: '2026-02-25', to: '2026-03-01' }],
  holidays: [{ day: '2026-05-01', name: 'Labour Day' }],
  schoolWeekdays: [1, 2, 3, 4, 5],
  dayStartsAtMinute: 0,
}
const next = {
  terms: [{ name: 'Term 1', from: '2027-01-04', to: '2027-04-01' }],
  halfTerms: [],
  holidays: [{ day: '2027-05-01', name: 'Labour Day' }],
}

describe('the dates of a year', () => {
  it('takes the place of that year and leaves the others', () => {
    const both = withYear(dates, 2027, next)
    expect(both.terms).toHaveLength(3)
    expect(withYear(both, 2027, { ...next, holidays: [] }).holidays).toEqual(dates.holidays)
    expect(withYear(both, 2026, next).terms.map(({ from }) => from)).toEqual(['2027-01-04', '2027-01-04'])
  })

  it('lists the years that have dates and those asked for', () => {
    expect(yearsOf(dates, [2027, 2026])).toEqual([2026, 2027])
    expect(isEmptyYear(dates, 2027)).toBe(true)
    expect(isEmptyYear(dates, 2026)).toBe(false)
  })
})

describe('what cannot be saved', () => {
  it('names a term without a date, one that ends before it begins, and one that overlaps', () => {
    const terms = [...dates.terms, { name: 'Term 3', from: '2026-07-01', to: '2026-10-23' }]
    expect(termProblem(terms, 2)).toBe('overlap')
    expect(termProblem([{ name: 'Term 1', from: '2026-05-01', to: '2026-04-01' }], 0)).toBe('order')
    expect(termProblem([{ name: 'Term 1', from: '', to: '2026-04-01' }], 0)).toBe('missing')
  })

  it('names a holiday that is there twice', () => {
    const holidays = [...dates.holidays, { day: '2026-05-01', name: 'Idd-ul-Fitr' }]
    expect(holidayProblem(holidays, 1)).toBe('twice')
    expect(areGoodDates({ ...dates, holidays })).toBe(false)
    expect(areGoodDates(dates)).toBe(true)
    expect(areGoodDates({ ...dates, schoolWeekdays: [] })).toBe(false)
  })
})
