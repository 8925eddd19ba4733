import { describe, expect, it } from 'vitest'
import type { BatchId } from '../../../../core/contract/common.ts'
import type { Batch, HoldReason } from '../../../../core/contract/messages.ts'
import { worthABanner } from './worth-a-banner.ts'

const closedAt = 1_000_000
const unread: HoldReason = { code: 'terminal_not_read', terminals: ['Gate 2'] }

describe('held alerts over another screen', () => {
  it('wait half a minute for terminals that are about to be read', () => {
    expect(worthABanner(held([unread]), closedAt + 29_999)).toBe(false)
    expect(worthABanner(held([unread]), closedAt + 30_000)).toBe(true)
  })
  it('are shown at once where somebody has to look', () => {
    expect(worthABanner(held([unread, { code: 'share_of_school', percent: 45, limit: 25 }]), closedAt)).toBe(true)
    expect(worthABanner(held([{ code: 'not_school_day' }]), closedAt)).toBe(true)
  })
  it('are gone when they are decided', () => {
    expect(worthABanner({ ...held([unread]), state: 'released' }, closedAt + 3_600_000)).toBe(false)
  })
})

function held(reasons: HoldReason[]): Batch {
  return {
    id: 'b' as BatchId,
    day: '2026-05-12',
    session: 'AM',
    planName: 'Day school',
    state: 'held',
    reasons,
    canRelease: true,
    students: 4,
    messages: 4,
    costMinor: 320,
    closedAt,
    decidedAt: null,
    by: null,
    why: null,
    recallable: 0,
  }
}
