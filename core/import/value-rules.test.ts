import { describe, expect, it } from 'vitest'
import { looksLikeDate, readBoarding, readDate, readGender, readLanguage } from './value-rules.ts'

const today = '2026-05-12'

describe('a date', () => {
  it.each([
    ['2015-04-03', '2015-04-03'],
    ['2015/4/3', '2015-04-03'],
    ['2015-04-03 00:00:00', '2015-04-03'],
    ['3/4/2015', '2015-04-03'],
    ['03.04.15', '2015-04-03'],
    ['3-4-98', '1998-04-03'],
    ['3 Apr 2015', '2015-04-03'],
    ['3rd April 2015', '2015-04-03'],
    ['April 3, 2015', '2015-04-03'],
    ['3-Apr-15', '2015-04-03'],
    ['3 Aprili 2015', '2015-04-03'],
    ['42097', '2015-04-03'],
  ])('%j is %s', (text, day) => expect(readDate(text, 'day_first', today)).toBe(day))

  it('has the month first where the file has', () => {
    expect(readDate('3/4/2015', 'month_first', today)).toBe('2015-03-04')
  })

  it.each(['31/02/2015', '13/13/2015', '2015', '0', 'May', '3 Foo 2015', '1/2', '99999', 'Monday 3 April', ''])(
    '%j is none',
    text => expect(readDate(text, 'day_first', today)).toBeNull(),
  )

  it('where a day cannot be a month is not turned round silently', () => {
    expect(readDate('13/04/2015', 'month_first', today)).toBeNull()
  })
})

it.each([
  ['F', 'F'],
  ['female', 'F'],
  ['GIRL', 'F'],
  ['Msichana', 'F'],
  ['m', 'M'],
  ['Boy', 'M'],
  ['Mvulana', 'M'],
  ['Male ', 'M'],
  ['X', null],
  ['', null],
])('the sex %j is %s', (text, sex) => expect(readGender(text)).toBe(sex))

it.each([
  ['Boarder', true],
  ['B', true],
  ['Day', false],
  ['day scholar', false],
  ['D', false],
  ['maybe', null],
])('%j boards: %s', (text, boards) => expect(readBoarding(text)).toBe(boards))

it.each([
  ['English', 'en'],
  ['Kiswahili', 'sw'],
  ['SW', 'sw'],
  ['French', null],
])('the language %j is %s', (text, language) => expect(readLanguage(text)).toBe(language))

it.each([
  ['2024-03-01', true],
  ['Mar-24', true],
  ['2024/117', false],
  ['0234', false],
  ['WE4T234', false],
])('the number %j has become a date: %s', (text, is) => expect(looksLikeDate(text)).toBe(is))
