import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AttendanceEvent } from '../../core/contract/attendance.ts'
import type { AttendanceRecordId, DeviceId, PunchId, StudentId } from '../../core/contract/common.ts'
import type { AnyEvent } from '../../core/contract/events.ts'
import { feedLimit, openFeed, useLiveFeed, withHeard } from './live-feed.ts'

const morning = Date.UTC(2026, 4, 12, 4, 0)

function punch(n: number, change: Partial<AttendanceEvent> = {}): AttendanceEvent {
  return {
    id: `record-${String(n).padStart(4, '0')}` as AttendanceRecordId,
    punchId: `punch-${n}` as PunchId,
    studentId: `student-${n}` as StudentId,
    studentName: `Student ${n}`,
    admissionNumber: String(n),
    className: 'Grade 7 East',
    deviceId: 'gate' as DeviceId,
    deviceName: 'Main Gate',
    eventType: 'IN',
    at: morning + n * 1000,
    late: false,
    verificationMethod: 'fingerprint',
    source: 'live',
    ...change,
  }
}

const ids = () => useLiveFeed.getState().rows.map(row => row.punchId)

describe('rows and what came since', () => {
  it('stand newest first, whatever the order in which they came', () => {
    const rows = withHeard([punch(5), punch(1)], [punch(3, { source: 'backlog' }), punch(7)])
    expect(rows.map(row => row.punchId)).toEqual(['punch-7', 'punch-5', 'punch-3', 'punch-1'])
  })

  it('hold each punch once, as it is meant now', () => {
    const rows = withHeard(
      [punch(2), punch(1)],
      [punch(2, { eventType: 'OUT' }), punch(2, { eventType: 'OUT', late: false })],
    )
    expect(rows).toEqual([punch(2, { eventType: 'OUT' }), punch(1)])
  })

  it('keep the newest when there are too many', () => {
    const rows = withHeard(
      Array.from({ length: feedLimit }, (_, n) => punch(n)),
      Array.from({ length: 50 }, (_, n) => punch(feedLimit + n)),
    )
    expect(rows.length).toBe(feedLimit)
    expect(rows[0]?.punchId).toBe(`punch-${feedLimit + 49}`)
    expect(rows.at(-1)?.punchId).toBe('punch-50')
  })
})

describe('the open feed', () => {
  let stored: AttendanceEvent[] = []
  let asked = 0
  let hear: (batch: AnyEvent[]) => void = () => undefined

  beforeEach(() => {
    vi.useFakeTimers()
    stored = [punch(2), punch(1)]
    asked = 0
    vi.stubGlobal('window', {
      bridge: {
        call: () => {
          asked += 1
          const value = [...stored]
          return new Promise(resolve => setTimeout(() => resolve({ ok: true, value }), 10))
        },
        subscribe: (listener: typeof hear) => {
          hear = listener
          return () => undefined
        },
      },
    })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  const recorded = (...payload: AttendanceEvent[]): AnyEvent => ({ name: 'attendance.recorded', payload })

  it('does not lose what is heard while the first answer is on its way', async () => {
    const close = openFeed('2026-05-12', 'Africa/Nairobi')
    hear([recorded(punch(3))])
    await vi.advanceTimersByTimeAsync(20)
    expect(ids()).toEqual(['punch-3', 'punch-2', 'punch-1'])
    close()
  })

  it('shows a batch at once and with one change of the screen', async () => {
    const close = openFeed('2026-05-12', 'Africa/Nairobi')
    await vi.advanceTimersByTimeAsync(20)
    let changes = 0
    const stop = useLiveFeed.subscribe(() => (changes += 1))
    hear([recorded(punch(3), punch(4)), recorded(punch(5))])
    expect(ids()).toEqual(['punch-5', 'punch-4', 'punch-3', 'punch-2', 'punch-1'])
    expect([changes, useLiveFeed.getState().heard]).toEqual([1, 3])
    stop()
    close()
  })

  it('leaves out what belongs to another day', async () => {
    const close = openFeed('2026-05-12', 'Africa/Nairobi')
    await vi.advanceTimersByTimeAsync(20)
    hear([recorded(punch(9, { at: morning - 86_400_000, source: 'backlog' }))])
    expect(ids()).toEqual(['punch-2', 'punch-1'])
    close()
  })

  it('takes over what the database says later, asked every five seconds at most', async () => {
    const close = openFeed('2026-05-12', 'Africa/Nairobi')
    await vi.advanceTimersByTimeAsync(20)
    hear([recorded(punch(3))])
    stored = [punch(3, { eventType: 'OUT' }), punch(1)]
    for (let n = 0; n < 100; n++) {
      hear([{ name: 'attendance.changed', payload: { day: '2026-05-12' } }])
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(useLiveFeed.getState().rows).toEqual(stored)
    expect(asked).toBe(3)
    close()
  })
})
