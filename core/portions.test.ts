import { describe, expect, it } from 'vitest'
import { inPortions, portionSizes } from './portions.ts'

describe('the sizes of portions', () => {
  it('begin small and grow twofold while portions are quickly done, up to the most', () => {
    const sizes = portionSizes({ least: 8, most: 100 })
    const taken = Array.from({ length: 8 }, () => {
      const size = sizes.next()
      sizes.took(size, 0)
      return size
    })
    expect(taken).toEqual([2, 4, 8, 16, 32, 64, 100, 100])
  })

  it('shrink at once to what takes ten milliseconds, but not below the least', () => {
    const sizes = grown()
    sizes.took(100, 25)
    expect(sizes.next()).toBe(40)
    sizes.took(40, 500)
    expect(sizes.next()).toBe(8)
    sizes.took(8, 500)
    expect(sizes.next()).toBe(8)
  })

  it('do not grow by a few that were quickly done', () => {
    const sizes = grown()
    sizes.took(100, 25)
    sizes.took(3, 0.1)
    expect(sizes.next()).toBe(40)
  })

  function grown() {
    const sizes = portionSizes({ least: 8, most: 100 })
    while (sizes.next() < 100) sizes.took(sizes.next(), 0)
    return sizes
  }
})

describe('work in portions', () => {
  const items = Array.from({ length: 50 }, (_, i) => i)

  it('is done on every item once, in order', async () => {
    const done: number[][] = []
    expect(await inPortions(items, { least: 4, most: 20 }, portion => done.push(portion))).toBe(true)
    expect(done.flat()).toEqual(items)
    expect(done.length).toBeGreaterThan(3)
    expect(Math.max(...done.map(({ length }) => length))).toBeLessThanOrEqual(20)
  })

  it('ends when it is broken off, and with what a portion throws', async () => {
    const abort = new AbortController()
    const done: number[] = []
    const ended = await inPortions(items, { least: 4, most: 20, signal: abort.signal }, portion => {
      done.push(...portion)
      abort.abort()
    })
    expect({ ended, done }).toEqual({ ended: false, done: [0] })
    const failing = inPortions(items, { least: 4, most: 20 }, () => {
      throw new Error('no room')
    })
    await expect(failing).rejects.toThrow('no room')
  })

  it('does nothing where there is nothing', async () => {
    expect(await inPortions([], { least: 4, most: 20 }, () => expect.unreachable())).toBe(true)
  })
})
