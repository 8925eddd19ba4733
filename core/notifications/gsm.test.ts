import { describe, expect, it } from 'vitest'
import { dearIn, plainText, replacedIn, smsSize } from './gsm.ts'

describe('smsSize', () => {
  it.each([
    ['', 'GSM-7', 0, 1],
    ['a'.repeat(160), 'GSM-7', 160, 1],
    ['a'.repeat(161), 'GSM-7', 161, 2],
    ['a'.repeat(306), 'GSM-7', 306, 2],
    ['a'.repeat(307), 'GSM-7', 307, 3],
    ['€'.repeat(80), 'GSM-7', 160, 1],
    ['€'.repeat(81), 'GSM-7', 162, 2],
    // 152 single characters leave one place in the part; the euro needs two and moves on whole.
    ['a'.repeat(152) + '€' + 'a'.repeat(151), 'GSM-7', 305, 2],
    ['a'.repeat(152) + '€' + 'a'.repeat(152), 'GSM-7', 306, 3],
    ['ç', 'UCS-2', 1, 1],
    ['Ç', 'GSM-7', 1, 1],
    ['’' + 'a'.repeat(69), 'UCS-2', 70, 1],
    ['’' + 'a'.repeat(70), 'UCS-2', 71, 2],
    ['😀'.repeat(35), 'UCS-2', 70, 1],
    ['😀'.repeat(36), 'UCS-2', 72, 2],
    ['`', 'UCS-2', 1, 1],
  ] as const)('%j is %s, %d units, %d parts', (text, encoding, units, segments) => {
    expect(smsSize(text)).toEqual({ encoding, units, segments })
  })
})

it('a name typed with a curly apostrophe costs one part', () => {
  const text = `Mwangaza Sch: Brian Ng’ang’a (Grade 7 East) amechelewa; amefika 08:47 leo, 12/05. ${'x'.repeat(40)}`
  expect(smsSize(text).segments).toBe(2)
  expect(smsSize(plainText(text))).toMatchObject({ encoding: 'GSM-7', segments: 1 })
})

it('typographic characters become the plain ones', () => {
  expect(plainText('“a” – b… ‘c’\u00a0ç')).toBe('"a" - b... \'c\' c')
})

it('what is replaced and what makes a text dear is named once each', () => {
  expect(replacedIn('it’s ’ – ç é')).toEqual(['’', '–', 'ç'])
  expect(dearIn('ŵé😀ŵ€’')).toEqual(['ŵ', '😀', '’'])
  expect(dearIn(plainText('“it’s”\u00a0\t…\u200b'))).toEqual([])
})
