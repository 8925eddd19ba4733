import { describe, expect, it } from 'vitest'
import type { GuardianId, StudentId } from '../../../../core/contract/common.ts'
import type { BlockedGuardian } from '../../../../core/contract/messages.ts'
import { classesOf, ofClass } from './by-class.ts'

const guardian = (id: string, classes: readonly string[]): BlockedGuardian => ({
  guardianId: id as GuardianId,
  fullName: id,
  phone: '',
  reason: 'opted_out',
  since: 0,
  instead: null,
  students: classes.map((className, n) => ({ studentId: `${id}${n}` as StudentId, fullName: '', className })),
})

describe('blocked numbers by class', () => {
  const guardians = [guardian('a', ['Grade 1 East', 'Grade 4 West']), guardian('b', ['Grade 4 West'])]

  it('have every class once', () => {
    expect(classesOf(guardians)).toEqual(['Grade 1 East', 'Grade 4 West'])
  })

  it('show a guardian in each class of the children', () => {
    expect(ofClass(guardians, 'Grade 4 West').map(({ guardianId }) => guardianId)).toEqual(['a', 'b'])
    expect(ofClass(guardians, 'Grade 1 East').map(({ guardianId }) => guardianId)).toEqual(['a'])
    expect(ofClass(guardians, '')).toHaveLength(2)
  })
})
