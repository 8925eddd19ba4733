import { describe, expect, it } from 'vitest'
import {
  addDays,
  atOf,
  countText,
  dayOf,
  dayText,
  driftText,
  initials,
  minuteText,
  momentText,
  phoneText,
  timeText,
  timeTextExact,
} from './format.ts'

const nairobi = 'Africa/Nairobi'
const morning = Date.UTC(2026, 4, 12, 4, 41, 9)

describe('times', () => {
  it('are shown in the zone of the school, with 24 hours', () => {
    expect(timeText(morning, nairobi)).toBe('07:41')
    expect(timeTextExact(morning, nairobi)).toBe('07:41:09')
    expect(timeText(Date.UTC(2026, 4, 12, 21, 5), nairobi)).toBe('00:05')
    expect(minuteText(8 * 60 + 5)).toBe('08:05')
  })

  it('are found for what the clock of the school showed', () => {
    expect(atOf('2026-05-12', '07:41', nairobi)).toBe(Date.UTC(2026, 4, 12, 4, 41))
    expect(atOf('2026-05-12', '00:30', nairobi)).toBe(Date.UTC(2026, 4, 11, 21, 30))
    expect(atOf('2026-07-01', '23:59', 'America/New_York')).toBe(Date.UTC(2026, 6, 2, 3, 59))
  })

  it('fall on the day of the school, not of the computer', () => {
    expect(dayOf(Date.UTC(2026, 4, 12, 20, 59), nairobi)).toBe('2026-05-12')
    expect(dayOf(Date.UTC(2026, 4, 12, 21, 0), nairobi)).toBe('2026-05-13')
    expect(dayOf(Date.UTC(2026, 4, 12, 21, 0), 'Pacific/Honolulu')).toBe('2026-05-12')
  })

  it('name the day only when it is another day', () => {
    expect(momentText(morning, '2026-05-12', nairobi)).toBe('07:41')
    expect(momentText(morning, '2026-05-13', nairobi)).toBe('Tue 12 May 07:41')
  })
})

describe('days', () => {
  it('are written with weekday, day, month and year', () => {
    expect(dayText('2026-05-12')).toBe('Tue 12 May 2026')
    expect(dayText('2026-03-01')).toBe('Sun 1 Mar 2026')
  })

  it('are counted over the ends of months', () => {
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  })
})

describe('phones', () => {
  it('are grouped by three after the country', () => {
    expect(phoneText('+254712345678')).toBe('+254 712 345 678')
    expect(phoneText('+255712345678')).toBe('+255 712 345 678')
    expect(phoneText('+12025550123')).toBe('+1 202 555 012 3')
  })

  it('stay as they are when masked or unreadable', () => {
    expect(phoneText('+254 7•• ••• 678')).toBe('+254 7•• ••• 678')
    expect(phoneText('0712')).toBe('0712')
  })
})

describe('other values', () => {
  it('writes thousands with a comma', () => expect(countText(12480)).toBe('12,480'))

  it('says how far a clock is off and to which side', () => {
    expect(driftText(300)).toBe('less than 1 s')
    expect(driftText(-45_000)).toBe('-45 s')
    expect(driftText(150_000)).toBe('+2 min 30 s')
    expect(driftText(9_000_000)).toBe('+2 h 30 min')
  })

  it('takes initials from the first and the last name', () => {
    expect(initials('Brian Kiprono Ng’ang’a')).toBe('BN')
    expect(initials(' Faith ')).toBe('F')
    expect(initials('')).toBe('')
  })
})
