import { expect, it } from 'vitest'
import { studentId } from './contract/common.ts'
import type { StudentId } from './contract/common.ts'
import { newId } from './ids.ts'

it('makes ids the contract accepts, each a different one', () => {
  const ids = Array.from({ length: 2000 }, () => newId<StudentId>())
  expect(new Set(ids).size).toBe(2000)
  expect(ids.every(id => studentId.safeParse(id).success)).toBe(true)
})

it('makes ids that sort by when they were made', async () => {
  const earlier = newId()
  await new Promise(resolve => setTimeout(resolve, 3))
  expect(newId() > earlier).toBe(true)
})
