import { describe, expect, it } from 'vitest'
import { blankGuardian, guardianProblem, isAbroad, likelySearch } from './guardian-draft.ts'

describe('the form of a guardian', () => {
  it('asks for a name and a phone', () => {
    expect(guardianProblem(blankGuardian, 'fullName')).toBeDefined()
    expect(guardianProblem(blankGuardian, 'phone')).toBeDefined()
    expect(guardianProblem(blankGuardian, 'email')).toBeUndefined()
  })

  it.each(['+255 712 345 678', '00256712345678', '+447700900123'])('knows %s as a number abroad', phone =>
    expect(isAbroad(phone)).toBe(true),
  )

  it.each(['0712345678', '+254712345678', '00254712345678', '+25', ''])('does not take %s for one abroad', phone =>
    expect(isAbroad(phone)).toBe(false),
  )

  it('looks for the phone rather than for the name, and for neither while it says little', () => {
    expect(likelySearch({ ...blankGuardian, fullName: 'Mary', phone: '0712 345' })).toBe('0712 345')
    expect(likelySearch({ ...blankGuardian, fullName: 'Mary', phone: '07' })).toBe('Mary')
    expect(likelySearch({ ...blankGuardian, fullName: 'Ma' })).toBeNull()
  })
})
