import { describe, expect, it } from 'vitest'
import type { StudentId } from '../contract/common.ts'
import { suggester } from './adopt-rules.ts'

const students = [
  ['7', 'Brian Otieno', 'Brian Ochieng Otieno'],
  ['8', 'Faith Wanjiru', 'Faith Wanjiru'],
  ['9', 'Brian Mwangi', 'Brian Mwangi'],
  ['12', 'Faith Wanjiru', 'Faith Njeri Wanjiru'],
] as const
const suggest = suggester(
  students.map(([pin, fullName, allNames]) => ({
    studentId: pin as StudentId,
    fullName,
    allNames,
    className: 'Grade 7',
    pin,
  })),
)
const said = (pin: string, name: string) => suggest({ pin, name }).map(({ studentId, why }) => `${studentId} ${why}`)

describe('who a terminal’s user may be', () => {
  it('is first of all who has both PIN and name', () => {
    expect(said('007', 'Otieno Brian')).toEqual(['7 pin_and_name'])
    expect(said('12', 'FAITH WANJIRU')).toEqual(['12 pin_and_name', '8 name'])
  })

  it('is who has the name before who has only the PIN', () => {
    expect(said('9', 'Faith Wanjiru')).toEqual(['8 name', '12 name', '9 pin'])
  })

  it('can be known by a part of the name where there is no more of it', () => {
    expect(said('500', 'Brian')).toEqual(['9 name', '7 name'])
    expect(said('500', 'Brian Kamau')).toEqual([])
  })

  it('is nobody when nothing fits', () => {
    expect(said('500', '500')).toEqual([])
    expect(said('', '')).toEqual([])
  })

  it('is looked up quickly among thousands', () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({
      studentId: String(i) as StudentId,
      fullName: `Child${'abcdefghij'[i % 10]}x Family${'klmnopqrst'[i % 10]}`,
      allNames: `Child Number${i} Family`,
      className: '',
      pin: String(i),
    }))
    const before = performance.now()
    const ask = suggester([
      ...many,
      { studentId: 'x' as StudentId, fullName: 'Zawadi Barasa', allNames: 'Zawadi Barasa', className: '', pin: '0' },
    ])
    for (let i = 0; i < 100; i++) expect(ask({ pin: '9999', name: 'Zawadi Barasa' })).toHaveLength(1)
    expect(performance.now() - before).toBeLessThan(500)
  })
})
