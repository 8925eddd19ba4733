import { describe, expect, it } from 'vitest'
import type { HoldReason } from '../contract/messages.ts'
import { fateOf, reasonsToKeep } from './batch-fate.ts'
import type { BatchFacts } from './batch-fate.ts'

const unread: HoldReason = { code: 'terminal_not_read', terminals: ['Gate 2'] }
const share: HoldReason = { code: 'share_of_school', percent: 45, limit: 30 }
const closed: HoldReason = { code: 'not_school_day' }
const ofClass = (className: string, percent: number): HoldReason => ({
  code: 'share_of_class',
  className,
  percent,
  limit: 50,
})

const good: BatchFacts = { before: [], now: [], complete: true, anybody: true, over: false, quiet: false }
const fate = (facts: Partial<BatchFacts>) => fateOf({ ...good, ...facts })

describe('what becomes of held alerts', () => {
  it('is that they go when nothing stands against them, or what did was read', () => {
    expect([fate({}), fate({ before: [unread] })]).toEqual(['released', 'released'])
  })

  it('is that they stay while something stands against them, marks are missing, or no text leaves', () => {
    const held = [{ now: [unread] }, { now: [share] }, { before: [share] }, { complete: false }, { quiet: true }]
    expect(held.map(fate)).toEqual(held.map(() => 'held'))
  })

  it('is that they end with their session and on a closed day, whatever else there is', () => {
    expect(fate({ over: true })).toBe('expired')
    expect(fate({ now: [closed, unread], complete: false, anybody: false })).toBe('expired')
  })

  it('is that they vanish when nobody is absent, as far as that is known', () => {
    expect(fate({ anybody: false, before: [share] })).toBe('removed')
    expect([fate({ anybody: false, complete: false }), fate({ anybody: false, now: [unread] })]).toEqual([
      'held',
      'held',
    ])
  })
})

describe('the reasons that are shown', () => {
  it('are those of now, and what still waits for a person', () => {
    expect(reasonsToKeep([unread, share, closed], [])).toEqual([share])
    expect(reasonsToKeep([share], [unread])).toEqual([unread, share])
  })

  it('name each class once, as it is now', () => {
    const before = [ofClass('Grade 7 East', 80), ofClass('PP2', 90)]
    expect(reasonsToKeep(before, [ofClass('PP2', 60)])).toEqual([ofClass('PP2', 60), ofClass('Grade 7 East', 80)])
  })
})
