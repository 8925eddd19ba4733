import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPager } from './pager.ts'
import type { Page } from './pager.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Lists of 1,000 rows `filter:version:index`, in pages of 100, answered after 10 ms. */
function fakeList() {
  const asked: string[] = []
  const world = { version: 1, total: 1000 }
  const hearers = new Set<() => void>()
  const pager = createPager<string, Page<string>>({
    load(filter, offset, limit) {
      asked.push(`${filter}@${offset}`)
      const { version, total } = world
      const rows = Array.from(
        { length: Math.max(0, Math.min(limit, total - offset)) },
        (_, n) => `${filter}:${version}:${offset + n}`,
      )
      return new Promise(resolve => setTimeout(() => resolve({ rows, total }), 10))
    },
    listen(hint) {
      hearers.add(hint)
      return () => hearers.delete(hint)
    },
    minGapMs: 1000,
    pageSize: 100,
  })
  return { asked, world, pager, announce: () => hearers.forEach(hear => hear()) }
}

describe('a pager', () => {
  it('asks only for the pages on screen, each once', async () => {
    const { pager, asked } = fakeList()
    pager.subscribe(() => undefined)
    pager.filter('a')
    await vi.advanceTimersByTimeAsync(20)
    pager.want(0, 40)
    pager.want(470, 520)
    pager.want(480, 530)
    await vi.advanceTimersByTimeAsync(20)
    expect(asked).toEqual(['a@0', 'a@400', 'a@500'])
    expect([pager.snapshot().rowAt(7), pager.snapshot().rowAt(499), pager.snapshot().rowAt(250)]).toEqual([
      'a:1:7',
      'a:1:499',
      undefined,
    ])
  })

  it('keeps the rows of the old filter until the first answer of the new one, then has none of them', async () => {
    const { pager } = fakeList()
    pager.subscribe(() => undefined)
    pager.filter('a')
    await vi.advanceTimersByTimeAsync(20)
    pager.want(150, 160)
    await vi.advanceTimersByTimeAsync(20)
    pager.filter('b')
    expect(pager.snapshot().rowAt(150)).toBe('a:1:150')
    await vi.advanceTimersByTimeAsync(20)
    expect(pager.snapshot()).toMatchObject({ answers: 'b', total: 1000 })
    expect([pager.snapshot().rowAt(0), pager.snapshot().rowAt(150)]).toEqual(['b:1:0', undefined])
  })

  it('drops an answer to a filter that was left meanwhile', async () => {
    const { pager } = fakeList()
    pager.subscribe(() => undefined)
    pager.filter('a')
    await vi.advanceTimersByTimeAsync(5)
    pager.filter('b')
    await vi.advanceTimersByTimeAsync(7)
    expect(pager.snapshot().answers).toBe(null)
    await vi.advanceTimersByTimeAsync(10)
    expect(pager.snapshot().rowAt(0)).toBe('b:1:0')
  })

  it('renews what is on screen once a second under a storm of announcements, without a gap', async () => {
    const { pager, asked, world, announce } = fakeList()
    pager.subscribe(() => undefined)
    pager.filter('a')
    await vi.advanceTimersByTimeAsync(20)
    pager.want(90, 110)
    await vi.advanceTimersByTimeAsync(980)
    asked.length = 0
    world.version = 2
    const gaps: number[] = []
    pager.subscribe(() => {
      if (pager.snapshot().rowAt(100) === undefined) gaps.push(1)
    })
    for (let ms = 0; ms < 1900; ms += 50) {
      announce()
      await vi.advanceTimersByTimeAsync(50)
    }
    expect(asked).toEqual(['a@0', 'a@100', 'a@0', 'a@100'])
    expect(pager.snapshot().rowAt(100)).toBe('a:2:100')
    expect(gaps).toEqual([])
  })

  it('shows the error of a page and gets it when asked again', async () => {
    let fails = true
    const pager = createPager<string, Page<string>>({
      load: () => (fails ? Promise.reject(new Error('x')) : Promise.resolve({ rows: ['r'], total: 1 })),
      listen: () => () => undefined,
      minGapMs: 0,
      pageSize: 100,
    })
    pager.subscribe(() => undefined)
    pager.filter('a')
    await vi.advanceTimersByTimeAsync(1)
    expect(pager.snapshot()).toMatchObject({ answers: null, error: { code: 'internal' } })
    fails = false
    pager.refetch()
    await vi.advanceTimersByTimeAsync(1)
    expect(pager.snapshot()).toMatchObject({ answers: 'a', error: null, total: 1 })
  })
})
