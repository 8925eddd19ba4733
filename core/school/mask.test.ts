import { expect, it } from 'vitest'
import { maskDateOfBirth, maskPhone } from './mask.ts'

it.each([
  ['+254712345678', '+254 7•• ••• 678'],
  ['+254112345001', '+254 1•• ••• 001'],
  ['+12345678', '••••'],
  ['', '••••'],
])('the phone %j is shown as %j', (phone, shown) => expect(maskPhone(phone)).toBe(shown))

it('a date of birth is hidden, and a missing one can be seen to be missing', () => {
  expect([maskDateOfBirth('2014-02-01'), maskDateOfBirth(null)]).toEqual(['••••', null])
})
