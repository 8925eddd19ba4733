import { expect, it } from 'vitest'
import { createCallLimit } from './call-limit.ts'

it('gives a burst at once, then so many a second, and never saves up more than the burst', () => {
  let now = 0
  const limit = createCallLimit({ burst: 3, perSecond: 2, now: () => now })
  const takeAll = () => {
    let taken = 0
    while (limit.take(1)) taken++
    return taken
  }
  expect(takeAll()).toBe(3)
  now += 1000
  expect(takeAll()).toBe(2)
  now += 60_000
  expect(takeAll()).toBe(3)
})

it('a call that was refused costs nothing, and a forgotten window starts anew', () => {
  let now = 0
  const limit = createCallLimit({ burst: 1, perSecond: 1, now: () => now })
  expect([limit.take(1), limit.take(1), limit.take(2)]).toEqual([true, false, true])
  now += 500
  expect(limit.take(1)).toBe(false)
  now += 500
  expect([limit.take(1), limit.take(1)]).toEqual([true, false])
  limit.forget(1)
  expect(limit.take(1)).toBe(true)
})
