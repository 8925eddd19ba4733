import { expect, it, vi } from 'vitest'
import { studentId } from './contract/common.ts'
import type { StudentId } from './contract/common.ts'
import { newId } from './ids.ts'

it('makes ids the contract accepts, each a different one', () => {
  const ids = Array.from({ length: 2000 }, () => newId<StudentId>())
  expect(new Set(ids).size).toBe(2000)
  expect(ids.every(id => studentId.safeParse(id).success)).toBe(true)
})

it('makes ids that sort by when they were made, within a millisecond too', () => {
  const ids = Array.from({ length: 2000 }, () => newId())
  expect([...ids].sort()).toEqual(ids)
})

it('makes ids that sort by when they were made when the clock is set back', () => {
  vi.useFakeTimers({ now: Date.now() + 60_000 })
  const before = newId()
  vi.setSystemTime(Date.now() - 3_600_000)
  const after = newId()
  vi.useRealTimers()
  expect(after > before).toBe(true)
})
