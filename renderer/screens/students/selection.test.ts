import { describe, expect, it } from 'vitest'
import type { StudentId } from '../../../core/contract/common.ts'
import type { StudentRow } from '../../../core/contract/school.ts'
import { mostMarked, pagesOf, toggled, withRun } from './selection.ts'

function row(n: number): StudentRow {
  const name = `Student ${n}`
  const id = String(n) as StudentId
  const rest = { gender: 'F', className: 'Grade 7', streamName: 'East', active: true, guardians: 0 } as const
  return { id, admissionNumber: String(n), fullName: name, pin: n, ...rest }
}
const idsOf = (marked: ReadonlyMap<StudentId, StudentRow>) => [...marked.keys()]

describe('marked students', () => {
  it('are marked and unmarked one by one', () => {
    const once = toggled(new Map(), row(1))
    expect(idsOf(once)).toEqual(['1'])
    expect(idsOf(toggled(toggled(once, row(2)), row(1)))).toEqual(['2'])
  })

  it('stay marked beside a run, and a shorter run gives back what the longer one took', () => {
    const before = toggled(new Map(), row(9))
    expect(idsOf(withRun(before, [row(1), row(2), row(3)]))).toEqual(['9', '1', '2', '3'])
    expect(idsOf(withRun(before, [row(1), row(2)]))).toEqual(['9', '1', '2'])
  })

  it('are never more than one change may touch', () => {
    const run = Array.from({ length: mostMarked + 5 }, (_, n) => row(n))
    expect(withRun(new Map(), run).size).toBe(mostMarked)
  })
})

describe('the pages of a run', () => {
  it('cover it exactly, in either direction', () => {
    expect(pagesOf(3, 5, 500)).toEqual([{ offset: 3, limit: 3 }])
    expect(pagesOf(5, 3, 500)).toEqual([{ offset: 3, limit: 3 }])
    expect(pagesOf(0, 1099, 500)).toEqual([
      { offset: 0, limit: 500 },
      { offset: 500, limit: 500 },
      { offset: 1000, limit: 100 },
    ])
  })
})
