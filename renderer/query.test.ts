import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../core/contract/errors.ts'
import { createQuery } from './query.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A core that answers after 10 ms with how often it was asked, and one announcement. */
function fakeCore() {
  const asked: string[] = []
  const order: string[] = []
  const hearers = new Set<() => void>()
  return {
    asked,
    order,
    hearers,
    announce: () => hearers.forEach(hear => hear()),
    query: createQuery<string>({
      answer(question) {
        asked.push(question)
        order.push('ask')
        const text = `${question} ${asked.length}`
        return new Promise(resolve => setTimeout(() => resolve(text), 10))
      },
      listen(hint) {
        order.push('listen')
        hearers.add(hint)
        return () => hearers.delete(hint)
      },
      minGapMs: 1000,
    }),
  }
}

describe('a query', () => {
  it('listens first and asks second', async () => {
    const { query, order } = fakeCore()
    query.subscribe(() => undefined)
    query.ask('a')
    await vi.advanceTimersByTimeAsync(20)
    expect(order).toEqual(['listen', 'ask'])
    expect(query.snapshot()).toEqual({ data: 'a 1', answers: 'a', error: null, slow: false })
  })

  it('is asked once a second under a storm of announcements, and once more when it ends', async () => {
    const { query, asked, announce } = fakeCore()
    query.subscribe(() => undefined)
    query.ask('a')
    for (let ms = 0; ms < 4900; ms += 20) {
      announce()
      await vi.advanceTimersByTimeAsync(20)
    }
    expect(asked.length).toBe(5)
    await vi.advanceTimersByTimeAsync(3000)
    expect(asked.length).toBe(6)
  })

  it('asks again after an announcement that came while the answer was on its way', async () => {
    const { query, asked, announce } = fakeCore()
    query.subscribe(() => undefined)
    query.ask('a')
    await vi.advanceTimersByTimeAsync(5)
    announce()
    await vi.advanceTimersByTimeAsync(1100)
    expect(asked.length).toBe(2)
    expect(query.snapshot().data).toBe('a 2')
  })

  it('keeps the old answer while a new question is on its way, and drops the late answer to the old one', async () => {
    const { query } = fakeCore()
    query.subscribe(() => undefined)
    query.ask('a')
    await vi.advanceTimersByTimeAsync(20)
    query.ask('b')
    await vi.advanceTimersByTimeAsync(5)
    query.ask('c')
    expect(query.snapshot()).toMatchObject({ data: 'a 1', answers: 'a' })
    const seen: (string | undefined)[] = []
    query.subscribe(() => seen.push(query.snapshot().data))
    await vi.advanceTimersByTimeAsync(50)
    expect(seen).toEqual(['c 3'])
  })

  it('keeps the old answer beside the error when asking again fails, and forgets the error when it succeeds', async () => {
    let fails = false
    const query = createQuery<number>({
      answer: () => (fails ? Promise.reject(new AppError('disk_full')) : Promise.resolve(1)),
      listen: () => () => undefined,
      minGapMs: 0,
    })
    query.subscribe(() => undefined)
    query.ask('a')
    await vi.advanceTimersByTimeAsync(1)
    fails = true
    query.refetch()
    await vi.advanceTimersByTimeAsync(1)
    expect(query.snapshot()).toMatchObject({ data: 1, error: { code: 'disk_full' } })
    fails = false
    query.refetch()
    await vi.advanceTimersByTimeAsync(1)
    expect(query.snapshot()).toMatchObject({ data: 1, error: null })
  })

  it('says that it is slow after 300 ms, until the answer is there', async () => {
    const query = createQuery<number>({
      answer: () => new Promise(resolve => setTimeout(() => resolve(1), 1000)),
      listen: () => () => undefined,
      minGapMs: 0,
    })
    query.subscribe(() => undefined)
    query.ask('a')
    await vi.advanceTimersByTimeAsync(299)
    expect(query.snapshot().slow).toBe(false)
    await vi.advanceTimersByTimeAsync(2)
    expect(query.snapshot().slow).toBe(true)
    await vi.advanceTimersByTimeAsync(1000)
    expect(query.snapshot()).toMatchObject({ data: 1, slow: false })
  })

  it('neither asks nor listens when nobody looks', async () => {
    const { query, asked, hearers, announce } = fakeCore()
    const leave = query.subscribe(() => undefined)
    query.ask('a')
    await vi.advanceTimersByTimeAsync(20)
    announce()
    leave()
    await vi.advanceTimersByTimeAsync(5000)
    expect(hearers.size).toBe(0)
    expect(asked.length).toBe(1)
  })
})
