import { describe, expect, it } from 'vitest'
import { readPhone, readPhones } from './phone.ts'

describe('one phone', () => {
  it.each([
    ['0712345678', '+254712345678'],
    ['712345678', '+254712345678'],
    ['712345678.0', '+254712345678'],
    ['254712345678', '+254712345678'],
    ['254712345678.0', '+254712345678'],
    ['00254712345678', '+254712345678'],
    ['+254 712-345-678', '+254712345678'],
    ['+254 0712345678', '+254712345678'],
    ['254 0712345678', '+254712345678'],
    ["'0712345678", '+254712345678'],
    [' 0712\u00a0345 678 ', '+254712345678'],
    ['0712–345–678', '+254712345678'],
    ['2.54712345678E+11', '+254712345678'],
    ['0112 345 678', '+254112345678'],
    ['112345678', '+254112345678'],
    ['0199345678', '+254199345678'],
    ['(0)733 123 456', '+254733123456'],
    ['+254 (0)733 123 456', '+254733123456'],
  ])('%j is the mobile %s', (typed, e164) => expect(readPhone(typed)).toEqual({ kind: 'mobile', e164 }))

  it.each([
    ['+255 712 345 678', '+255712345678'],
    ['255712345678', '+255712345678'],
    ['00256 772 123456', '+256772123456'],
    ['+44 7911 123456', '+447911123456'],
    ['+1 202 555 0123', '+12025550123'],
  ])('%j is foreign: %s', (typed, e164) => expect(readPhone(typed)).toEqual({ kind: 'foreign', e164 }))

  it.each([
    ['2.54712E+11', 'excel_lost_digits'],
    ['7.12346e8', 'excel_lost_digits'],
    ['2.5E11', 'excel_lost_digits'],
    ['0202345678', 'landline'],
    ['+254 20 2345678', 'landline'],
    ['202345678', 'landline'],
    ['051 2212345', 'landline'],
    ['07123456', 'length'],
    ['07123456789', 'length'],
    ['71234567890', 'length'],
    ['+25471234567', 'length'],
    ['2547123456789', 'length'],
    ['+255 712 345', 'length'],
    ['0812345678', 'length'],
    ['999', 'unreadable'],
    ['', 'unreadable'],
    ['none', 'unreadable'],
    ['0712 345 678 Mary', 'unreadable'],
    ['0712345678+', 'unreadable'],
    ['+999 12345678', 'unreadable'],
  ])('%j is refused: %s', (typed, kind) => expect(readPhone(typed)).toEqual({ kind }))
})

describe('a cell', () => {
  const first = { kind: 'mobile', e164: '+254712345678' }
  const second = { kind: 'mobile', e164: '+254733123456' }

  it.each([
    '0712345678/0733123456',
    '0712345678 / 733123456',
    '0712-345-678, 0733 123 456',
    '0712345678;0733123456;',
    '0712345678\n0733123456',
    '0712345678 or 0733123456',
    '0712345678 & 0733123456',
    '0712345678 0733123456',
  ])('%j holds two', cell => expect(readPhones(cell)).toEqual([first, second]))

  it('with nothing holds none, and one number with spaces is one', () => {
    expect([readPhones('  '), readPhones('0712 345 678')]).toEqual([[], [first]])
  })

  it('tells each fault beside what can be read', () => {
    expect(readPhones('0712345678/020 2345678/x')).toEqual([first, { kind: 'landline' }, { kind: 'unreadable' }])
    expect(readPhones('0712345 0733123')).toEqual([{ kind: 'length' }])
  })
})
