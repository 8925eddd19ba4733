import { describe, expect, it } from 'vitest'
import type { Batch } from '../../../../core/contract/messages.ts'
import { batchHeading, heldSentence, outlookText } from './batch-text.ts'

const zone = 'Africa/Nairobi'
const facts = {
  today: '2026-09-07',
  zone,
  silentSince: new Map([
    ['Gate 2', Date.parse('2026-09-07T07:00:00+03:00')],
    ['Hostel Gate', Date.parse('2026-09-07T07:10:00+03:00')],
  ]),
}

function held(change: Partial<Batch>): Batch {
  return {
    id: '0198f3a0-0000-7000-8000-000000000001' as Batch['id'],
    day: '2026-09-07',
    session: 'AM',
    planName: 'Grade 7 to 9',
    state: 'held',
    reasons: [],
    canRelease: true,
    students: 42,
    messages: 42,
    costMinor: 3360,
    closedAt: Date.parse('2026-09-07T08:20:00+03:00'),
    decidedAt: null,
    by: null,
    why: null,
    recallable: 0,
    ...change,
  }
}

describe('held alerts in words', () => {
  it('name the terminal, since when it is silent, and that they go by themselves', () => {
    const batch = held({ reasons: [{ code: 'terminal_not_read', terminals: ['Gate 2'] }] })
    expect(`${batchHeading(batch)}: ${heldSentence(batch, facts)}`).toBe(
      'Morning, Mon 7 Sept: 0 of 42 messages sent. Gate 2 has not been read since 07:00. They go by themselves when it is.',
    )
  })

  it('say no moment that is not true of every terminal that is named', () => {
    const batch = held({ reasons: [{ code: 'terminal_not_read', terminals: ['Gate 2', 'Hostel Gate'] }] })
    expect(heldSentence(batch, facts)).toBe(
      '0 of 42 messages sent. Gate 2 and Hostel Gate have not been read since the register closed. They go by themselves when that is over.',
    )
  })

  it('wait for a person as soon as one reason needs one', () => {
    const reasons: Batch['reasons'] = [
      { code: 'terminal_not_read', terminals: ['Gate 2'] },
      { code: 'share_of_school', percent: 45, limit: 30 },
    ]
    expect(heldSentence(held({ reasons }), facts)).toBe(
      '0 of 42 messages sent. Gate 2 has not been read since 07:00. 45 % of the school are absent; the limit is 30 %. They wait for a word of the office.',
    )
  })

  it('go in a moment where nothing is named that stands against them', () => {
    expect(outlookText({ reasons: [], canRelease: true })).toMatch(/^They go by themselves as soon as/)
    expect(outlookText({ reasons: [], canRelease: false })).toBe('The marks of the day are still being worked out.')
  })

  it('never go on another day or without school, whatever else holds them', () => {
    const reasons: Batch['reasons'] = [{ code: 'not_today' }, { code: 'terminal_not_read', terminals: ['Gate 2'] }]
    expect(outlookText({ reasons, canRelease: false })).toBe('They never go.')
    expect(heldSentence(held({ reasons: [{ code: 'not_today' }], canRelease: false, messages: 0 }), facts)).toBe(
      'No message so far. Mon 7 Sept is over: Rollcall was not running when they were due, or they were still held. They never go.',
    )
  })
})
