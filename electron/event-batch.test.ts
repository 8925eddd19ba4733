import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AnyEvent } from '../core/contract/events.ts'
import { createEventBatch, joined } from './event-batch.ts'

const recorded = (id: string) => ({ name: 'attendance.recorded', payload: [{ id }] }) as unknown as AnyEvent
const device = (id: string, points: number) =>
  ({ name: 'devices.changed', payload: { id, punchesRecorded: points } }) as unknown as AnyEvent
const world = (progress: number) => ({ name: 'simulation.changed', payload: { progress } }) as unknown as AnyEvent
const held = (count: number): AnyEvent => ({ name: 'messages.batches', payload: { held: count } })
const changed = (day: string): AnyEvent => ({ name: 'attendance.changed', payload: { day } })

describe('joined', () => {
  it('keeps every record in order and only the newest state of each thing', () => {
    expect(
      joined([
        recorded('1'),
        device('a', 1),
        world(0.1),
        held(1),
        recorded('2'),
        held(0),
        device('b', 1),
        device('a', 2),
        world(0.2),
        recorded('3'),
        changed('2026-05-12'),
        changed('2026-05-11'),
        changed('2026-05-12'),
      ]),
    ).toEqual([
      recorded('1'),
      recorded('2'),
      held(0),
      device('b', 1),
      device('a', 2),
      world(0.2),
      recorded('3'),
      changed('2026-05-11'),
      changed('2026-05-12'),
    ])
  })
})

describe('an event batch', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
  afterEach(() => vi.useRealTimers())

  it('sends the first at once and what follows in one batch per 50 ms', () => {
    const sent: AnyEvent[][] = []
    const batch = createEventBatch(events => sent.push(events))
    batch.add(recorded('1'))
    vi.advanceTimersByTime(1)
    expect(sent).toEqual([[recorded('1')]])
    for (let n = 2; n <= 1000; n++) batch.add(recorded(String(n)))
    vi.advanceTimersByTime(48)
    expect(sent).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(sent).toHaveLength(2)
    expect(sent.flat()).toHaveLength(1000)
    vi.advanceTimersByTime(1000)
    expect(sent).toHaveLength(2)
  })

  it('sends nothing after it was stopped', () => {
    const sent: AnyEvent[][] = []
    const batch = createEventBatch(events => sent.push(events))
    batch.add(recorded('1'))
    batch.stop()
    vi.advanceTimersByTime(1000)
    expect(sent).toEqual([])
  })
})
