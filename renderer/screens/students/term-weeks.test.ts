import { describe, expect, it } from 'vitest'
import type { StudentDay } from '../../../core/contract/attendance.ts'
import { countMarks, presentTerm, weekdaysShown, weeksOf } from './term-weeks.ts'

const terms = [
  { name: 'Term 1', from: '2026-01-05', to: '2026-04-02' },
  { name: 'Term 2', from: '2026-04-27', to: '2026-07-31' },
]
const blank: StudentDay = { day: '2026-05-12', schoolDay: true, marks: [], label: '', events: [] }

describe('the calendar of a term', () => {
  it('begins with the running term, and between terms with the one before', () => {
    expect(presentTerm(terms, '2026-05-12')).toBe(1)
    expect(presentTerm(terms, '2026-04-10')).toBe(0)
    expect(presentTerm(terms, '2026-01-01')).toBe(-1)
  })

  it('has whole weeks and leaves out the days around', () => {
    const weeks = weeksOf('2026-05-13', '2026-05-18')
    expect(weeks).toEqual([
      [null, null, '2026-05-13', '2026-05-14', '2026-05-15', '2026-05-16', '2026-05-17'],
      ['2026-05-18', null, null, null, null, null, null],
    ])
  })

  it('shows a Saturday only when there was school, or somebody came', () => {
    expect(weekdaysShown([blank])).toEqual([1, 2, 3, 4, 5])
    expect(weekdaysShown([{ ...blank, day: '2026-05-16' }])).toEqual([1, 2, 3, 4, 5, 6])
    expect(weekdaysShown([{ ...blank, day: '2026-05-16', schoolDay: false }])).toEqual([1, 2, 3, 4, 5])
  })

  it('counts sessions, not days', () => {
    const mark = (session: 'AM' | 'PM', mark: 'late' | 'present') => ({ session, mark, reason: null, manual: false })
    const days = [{ ...blank, marks: [mark('AM', 'late'), mark('PM', 'present')] }]
    expect(countMarks(days)).toMatchObject({ late: 1, present: 1, absent: 0 })
  })
})
