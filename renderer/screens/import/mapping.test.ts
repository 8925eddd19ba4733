import { expect, it } from 'vitest'
import { choose, missing } from './mapping.ts'

it('a field that another column held goes over to the chosen one', () => {
  expect(choose(['fullName', 'gender', null], 2, 'fullName')).toEqual([null, 'gender', 'fullName'])
  expect(choose(['fullName', null, null], 0, null)).toEqual([null, null, null])
})

it('a full name, or a first name and a surname, is a name', () => {
  expect(missing(['admissionNumber', 'gender', 'className'])).toEqual(['fullName'])
  expect(missing(['admissionNumber', 'gender', 'className', 'firstName'])).toEqual(['fullName'])
  expect(missing(['admissionNumber', 'gender', 'className', 'firstName', 'lastName'])).toEqual([])
  expect(missing(['fullName'])).toEqual(['admissionNumber', 'gender', 'className'])
})
