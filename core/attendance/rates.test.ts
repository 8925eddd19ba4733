import { describe, expect, it } from 'vitest'
import type { ClosedMark } from './rates.ts'
import { countMarks, tallyOf, termStanding } from './rates.ts'

/** `'2026-05-11 PO'`: present in the morning, absent in the afternoon. L late, ? not recorded, - no session. */
function marks(...days: string[]): ClosedMark[] {
  const kinds = new Map<string, ClosedMark['mark']>([
    ['P', 'present'],
    ['L', 'late'],
    ['O', 'absent'],
    ['S', 'absent'],
    ['F', 'absent'],
    ['?', 'not_recorded'],
  ])
  const reasons: Readonly<Record<string, string>> = { S: 'sick', F: 'sent_home_fees' }
  return days.flatMap(text => {
    const [day = '', letters = ''] = text.split(' ')
    return Array.from(letters).flatMap((letter, i): ClosedMark[] => {
      const mark = kinds.get(letter)
      return mark ? [{ day, session: i === 0 ? 'AM' : 'PM', mark, reason: reasons[letter] ?? null }] : []
    })
  })
}

describe('a rate', () => {
  it('counts late as attended and leaves out what nobody knows', () => {
    const tally = tallyOf(countMarks(['present', 'late', 'absent', 'not_recorded', 'not_yet_in']))
    expect(tally).toEqual({ attended: 2, possible: 3, late: 1, absent: 1, notRecorded: 1 })
  })
})

describe('a term standing', () => {
  it('takes half a day as a half, and a day of one session as a whole', () => {
    expect(termStanding(marks('2026-05-11 PO', '2026-05-12 O-', '2026-05-13 LP'))).toMatchObject({
      possible: 5,
      attended: 3,
      late: 1,
      absent: 2,
      enrolledDays: 3,
      missedHalfDays: 3,
      missedRate: 4000,
    })
  })

  it('judges on the days that are known only', () => {
    expect(termStanding(marks('2026-05-11 ??', '2026-05-12 O?', '2026-05-13 PP'))).toMatchObject({
      possible: 3,
      enrolledDays: 2,
      missedHalfDays: 2,
      missedRate: 3333,
    })
    expect(termStanding([])).toMatchObject({
      possible: 0,
      enrolledDays: 0,
      missedRate: 0,
      daysInARow: 0,
      mainReason: null,
    })
  })

  it('counts the last days in a row without any attendance, whatever the order in which they are given', () => {
    const days = marks('2026-05-11 OO', '2026-05-12 PO', '2026-05-13 OO', '2026-05-14 ??', '2026-05-15 O-')
    expect(termStanding(days).daysInARow).toBe(2)
    expect(termStanding([...days].reverse()).daysInARow).toBe(2)
    expect(termStanding([...days, ...marks('2026-05-18 OL')]).daysInARow).toBe(0)
    expect(termStanding(marks('2026-05-11 OO', '2026-05-12 OO')).daysInARow).toBe(2)
  })

  it('names the most frequent reason, of two equal ones the later', () => {
    expect(termStanding(marks('2026-05-11 SS', '2026-05-12 FO', '2026-05-13 OO')).mainReason).toBe('sick')
    expect(termStanding(marks('2026-05-11 SP', '2026-05-12 FP')).mainReason).toBe('sent_home_fees')
    expect(termStanding(marks('2026-05-11 OO')).mainReason).toBeNull()
  })
})
