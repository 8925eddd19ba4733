import { describe, expect, it } from 'vitest'
import type { GatePass } from '../contract/morning.ts'
import { byUrgency, leavesAlone, passState } from './pass-rules.ts'
import type { PassTimes } from './pass-rules.ts'

const minute = 60_000
const at = (clock: string) => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return (hours * 60 + minutes) * minute
}
const IN = (clock: string) => ({ eventType: 'IN', at: at(clock) }) as const
const OUT = (clock: string) => ({ eventType: 'OUT', at: at(clock) }) as const

const pass: PassTimes = {
  issuedAt: at('10:00'),
  expectedReturnAt: at('12:00'),
  cancelledAt: null,
  lessonsEndAt: at('15:30'),
  endsAt: at('24:00'),
}
const state = (records: Parameters<typeof passState>[1], now: string, over: Partial<PassTimes> = {}) =>
  passState({ ...pass, ...over }, records, at(now)).state

describe('a pass', () => {
  it('is open until the child leaves', () => {
    expect(passState(pass, [IN('07:40')], at('11:00'))).toEqual({ state: 'written', leftAt: null, returnedAt: null })
  })

  it('is not the OUT of before it was written, but for what clocks may differ', () => {
    expect(state([IN('07:40'), OUT('09:57')], '11:00')).toBe('written')
    expect(state([IN('07:40'), OUT('09:58')], '11:00')).toBe('out')
  })

  it('is overdue one moment after the hour, not on it', () => {
    const records = [IN('07:40'), OUT('10:10')]
    expect(state(records, '12:00')).toBe('out')
    expect(passState(pass, records, at('12:00') + 1)).toEqual({
      state: 'overdue',
      leftAt: at('10:10'),
      returnedAt: null,
    })
  })

  it('is closed by the IN, however late, and stays closed when the child goes home', () => {
    const records = [IN('07:40'), OUT('10:10'), IN('13:20')]
    expect(passState(pass, records, at('14:00'))).toEqual({
      state: 'closed',
      leftAt: at('10:10'),
      returnedAt: at('13:20'),
    })
    expect(state([...records, OUT('15:40')], '18:00')).toBe('closed')
  })

  it('for the rest of the day is closed by the OUT', () => {
    expect(state([IN('07:40'), OUT('10:10')], '10:11', { expectedReturnAt: null })).toBe('closed')
  })

  it('that was not used raises no alarm when the child goes home with the others', () => {
    expect(state([IN('07:40'), OUT('15:40')], '18:00')).toBe('written')
    expect(state([IN('07:40'), OUT('15:40')], '24:00')).toBe('closed')
    // One that ends after lessons is used then.
    expect(state([IN('07:40'), OUT('15:40')], '18:00', { expectedReturnAt: at('17:00') })).toBe('overdue')
  })

  it('of a child who never goes home after lessons is used by any OUT', () => {
    expect(state([IN('07:40'), OUT('15:40')], '18:00', { lessonsEndAt: null })).toBe('overdue')
  })

  it('that was cancelled is cancelled, wherever the child is', () => {
    expect(state([OUT('10:10')], '13:00', { cancelledAt: at('10:05') })).toBe('cancelled')
  })
})

describe('leaving alone', () => {
  it('needs a word for boarders from 09:00 on', () => {
    expect(leavesAlone({ boarding: true }, '', 539)).toBe(false)
    expect(leavesAlone({ boarding: true }, '', 540)).toBe(true)
    expect(leavesAlone({ boarding: true }, 'Mary Otieno', 540)).toBe(false)
    expect(leavesAlone({ boarding: false }, '', 540)).toBe(false)
  })
})

describe('the list', () => {
  it('begins with the longest overdue', () => {
    const row = (number: number, of: GatePass['state'], back = 0) =>
      ({ number, state: of, expectedReturnAt: back }) as GatePass
    const rows = [row(1, 'cancelled'), row(2, 'written'), row(3, 'overdue', 9), row(4, 'out'), row(5, 'overdue', 7)]
    expect([...rows, row(6, 'written')].sort(byUrgency).map(({ number }) => number)).toEqual([5, 3, 4, 6, 2, 1])
  })
})
