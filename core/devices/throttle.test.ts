import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createThrottle } from './throttle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('acts at once, then once per pause, and never loses the last call', () => {
  const acted: string[] = []
  const throttle = createThrottle<string>(250, key => acted.push(key))
  for (let i = 0; i < 10; i++) throttle.soon('a')
  throttle.soon('b')
  expect(acted).toEqual(['a', 'b'])
  vi.advanceTimersByTime(249)
  expect(acted).toEqual(['a', 'b'])
  vi.advanceTimersByTime(1)
  expect(acted).toEqual(['a', 'b', 'a'])
  vi.advanceTimersByTime(1000)
  expect(acted).toHaveLength(3)
})

it('does not act twice for what could not wait', () => {
  const acted: string[] = []
  const throttle = createThrottle<string>(250, key => acted.push(key))
  throttle.soon('a')
  throttle.soon('a')
  throttle.now('a')
  vi.advanceTimersByTime(1000)
  expect(acted).toEqual(['a', 'a'])
})

it('does nothing any more once stopped', () => {
  const acted: string[] = []
  const throttle = createThrottle<string>(250, key => acted.push(key))
  throttle.soon('a')
  throttle.soon('a')
  throttle.stop()
  vi.advanceTimersByTime(1000)
  expect(acted).toEqual(['a'])
})
