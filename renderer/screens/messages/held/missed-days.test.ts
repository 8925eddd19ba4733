import { describe, expect, it } from 'vitest'
import type { Batch } from '../../../../core/contract/messages.ts'
import { missedDays } from './missed-days.ts'

const batch = (change: Partial<Batch>) =>
  ({
    state: 'expired',
    day: '2026-09-07',
    session: 'AM',
    students: 4,
    reasons: [{ code: 'not_today' }],
    ...change,
  }) as Batch

describe('days whose absences nobody was told of', () => {
  it('count the children of all plans, by session', () => {
    const batches = [
      batch({}),
      batch({ students: 3 }),
      batch({ session: 'PM', students: 5 }),
      batch({ day: '2026-09-04' }),
    ]
    expect(missedDays(batches)).toEqual([
      { day: '2026-09-07', children: { AM: 7, PM: 5 }, why: { code: 'not_today' } },
      { day: '2026-09-04', children: { AM: 4, PM: 0 }, why: { code: 'not_today' } },
    ])
  })

  it('leave out what went or waits, what speaks of nobody, and what the office itself has stopped', () => {
    const batches = [
      batch({ state: 'released' }),
      batch({ state: 'held' }),
      batch({ state: 'discarded' }),
      batch({ students: 0 }),
      batch({ reasons: [{ code: 'not_school_day' }, { code: 'not_today' }] }),
      batch({ reasons: [{ code: 'alerts_off' }] }),
    ]
    expect(missedDays(batches)).toEqual([])
  })
})
