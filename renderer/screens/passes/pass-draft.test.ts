import { describe, expect, it } from 'vitest'
import { momentIn, passProblems, readClock, returnAt } from './pass-draft.ts'

const zone = 'Africa/Nairobi'
const now = Date.parse('2026-05-12T10:00:00+03:00')
const draft = {
  reason: 'Dentist',
  approvedBy: 'Mr Kamau',
  collectedBy: '',
  collectorId: '',
  back: '12:00',
  backDay: '2026-05-12',
}

describe('a time as people type it', () => {
  it.each([
    ['14:30', 870],
    ['14.30', 870],
    ['1430', 870],
    ['930', 570],
    ['9', 540],
    [' 09:05 ', 545],
    ['0:00', 0],
  ])('%s is read', (typed, minute) => expect(readClock(typed)).toBe(minute))
  it.each(['', '24:00', '12:60', '2 pm', '12345', 'noon', '12:3'])('%s is not', typed => {
    expect(readClock(typed)).toBeNull()
  })
})

describe('a moment on the clocks of the school', () => {
  it('does not depend on the zone of the computer', () => {
    expect(momentIn(zone, '2026-05-12', 720)).toBe(Date.parse('2026-05-12T12:00:00+03:00'))
    expect(momentIn('America/New_York', '2026-05-12', 720)).toBe(Date.parse('2026-05-12T12:00:00-04:00'))
    // The day after clocks went forward.
    expect(momentIn('Europe/London', '2026-03-29', 720)).toBe(Date.parse('2026-03-29T12:00:00+01:00'))
  })
})

describe('a draft of a pass', () => {
  it('says what is missing', () => {
    expect(passProblems(draft, zone, now)).toEqual([])
    expect(passProblems({ ...draft, reason: ' ', approvedBy: '' }, zone, now)).toEqual(['reason', 'approvedBy'])
    expect(passProblems({ ...draft, back: 'noon' }, zone, now)).toEqual(['back'])
    expect(passProblems({ ...draft, back: '10:00' }, zone, now)).toEqual(['backPast'])
    expect(passProblems({ ...draft, back: '9:00', backDay: '2026-05-13' }, zone, now)).toEqual([])
  })

  it('without a time means not back that day', () => {
    expect(passProblems({ ...draft, back: ' ' }, zone, now)).toEqual([])
    expect(returnAt({ ...draft, back: ' ' }, zone)).toBeNull()
    expect(returnAt(draft, zone)).toBe(Date.parse('2026-05-12T12:00:00+03:00'))
  })
})
