import { describe, expect, it } from 'vitest'
import type { MessagePolicy } from '../../../../core/contract/messages.ts'
import { messagePolicy } from '../../../../core/contract/messages.ts'
import { centsOf, priceOfTerm, readPolicy, sameTyped, typedPolicy } from './policy-draft.ts'

const policy: MessagePolicy = {
  arrival: false,
  late: true,
  departure: false,
  absent: true,
  leftEarly: true,
  staleAfterMinutes: 45,
  quietFrom: 1140,
  quietUntil: 360,
  senderName: 'Mwangaza Sch',
  officePhone: '0712345678',
  priceMinorPerSegment: 80,
  dailyCap: 0,
  monthlyCap: 20_000,
  absentShareSchool: 30,
  absentShareClass: 50,
  driftLimitSeconds: 120,
  mergeSeconds: 120,
  lowBalanceMinor: 20_000,
}

describe('the policy as it is typed', () => {
  it('comes back as it was when nothing is changed, and is what the core takes', () => {
    const typed = typedPolicy(policy)
    expect(typed).toMatchObject({ quietFrom: '19:00', priceMinorPerSegment: '0.80', lowBalanceMinor: '200' })
    expect(readPolicy(typed)).toEqual({ policy, problems: {} })
    expect(messagePolicy.parse(readPolicy(typed).policy)).toEqual(policy)
    expect(sameTyped(typed, typedPolicy(policy))).toBe(true)
  })

  it('says which field is wrong and is nothing to save then', () => {
    const typed = { ...typedPolicy(policy), absentShareSchool: '0', quietFrom: '', senderName: ' ', dailyCap: '1.5' }
    const { policy: read, problems } = readPolicy(typed)
    expect(read).toBeNull()
    expect(problems).toEqual({
      absentShareSchool: 'A whole number from 1 to 100.',
      quietFrom: 'A time such as 19:00.',
      senderName: 'A name is needed.',
      dailyCap: 'A whole number from 0 to 100,000.',
    })
  })

  it('reads amounts as people write them', () => {
    expect(['0.80', '0,8', '.8', '1,200', '12.345', '-1', '', '3'].map(centsOf)).toEqual([
      80,
      80,
      null,
      120_000,
      null,
      null,
      null,
      300,
    ])
  })

  it('a term costs what its switches bring', () => {
    const each = (messages: number) => ({ messages, costMinor: messages * 80 })
    const term = { absent: each(100), late: each(50), leftEarly: each(5), arrival: each(9000), departure: each(9000) }
    const exceptions = { absent: true, late: true, leftEarly: true, arrival: false, departure: false }
    expect(priceOfTerm(term, exceptions, 80)).toEqual({ messages: 155, costMinor: 12_400 })
    expect(priceOfTerm(term, { ...exceptions, arrival: true }, 100)).toEqual({ messages: 9155, costMinor: 915_500 })
  })
})
