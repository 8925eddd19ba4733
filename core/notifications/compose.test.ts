import { describe, expect, it } from 'vitest'
import { templateKinds } from '../contract/messages.ts'
import type { Language } from '../contract/messages.ts'
import { composeMessage, defaultTexts, fitsOnePart } from './compose.ts'
import type { TextChild, TextOf } from './compose.ts'

const brian: TextChild = { name: 'Brian Otieno', className: 'Grade 7 East', time: '08:30' }
const faith: TextChild = { name: 'Faith Otieno', className: 'PP2', time: '08:30' }
const amos: TextChild = { name: 'Amos Otieno', className: 'PP2', time: '08:50' }
const stranger: TextChild = { name: 'Janet Wafula', className: 'PP2', time: '08:30' }
const single: TextChild = { name: 'Otieno', className: 'PP2', time: '08:30' }

const facts = { sender: 'Mwangaza Sch', officePhone: '0712345678', date: '12/05' }
const usual: TextOf = (kind, language) => defaultTexts[language][kind]
const absent = (textOf: TextOf, children: readonly TextChild[], language: Language = 'en') =>
  composeMessage(textOf, 'absent', language, { ...facts, children })

describe('children who share a text', () => {
  it('are each named with the class in the usual text, the family name once', () => {
    expect(absent(usual, [brian, faith])).toBe(
      'Mwangaza Sch: Brian (Grade 7 East) and Faith (PP2) Otieno have not arrived by 08:30 today, 12/05. If you know why, please call 0712345678.',
    )
    expect(absent(usual, [brian, stranger], 'sw')).toContain(
      'Brian Otieno (Grade 7 East) na Janet Wafula (PP2) hawajafika',
    )
  })

  const own: TextOf = (kind, language) =>
    language === 'en' && kind === 'absent'
      ? '{sender}, {time}: {name} of {class} not seen on {date}.'
      : usual(kind, language)

  it.each([
    [[brian], 'Mwangaza Sch, 08:30: Brian Otieno of Grade 7 East not seen on 12/05.'],
    [[brian, faith], 'Mwangaza Sch, 08:30: Brian and Faith Otieno of Grade 7 East and PP2 not seen on 12/05.'],
    [[faith, amos], 'Mwangaza Sch, 08:30, 08:50: Faith and Amos Otieno of PP2 not seen on 12/05.'],
    [
      [brian, faith, amos],
      'Mwangaza Sch, 08:30, 08:50: Brian, Faith and Amos Otieno of Grade 7 East and PP2 not seen on 12/05.',
    ],
    [
      [brian, stranger],
      'Mwangaza Sch, 08:30: Brian Otieno and Janet Wafula of Grade 7 East and PP2 not seen on 12/05.',
    ],
    [[brian, single], 'Mwangaza Sch, 08:30: Brian Otieno and Otieno of Grade 7 East and PP2 not seen on 12/05.'],
  ])('share the school’s own words too: %#', (children, text) => {
    expect(absent(own, children)).toBe(text)
  })

  it('get the usual text in the language that the school has not written', () => {
    expect(absent(own, [brian, faith], 'sw')).toBe(absent(usual, [brian, faith], 'sw'))
  })

  it('are joined in the language of the text', () => {
    const swahili: TextOf = () => '{name} ({class})'
    expect(absent(swahili, [brian, faith], 'sw')).toBe('Brian na Faith Otieno (Grade 7 East na PP2)')
  })
})

it.each(templateKinds)('the usual text of %s costs one part for one child and for two', kind => {
  for (const language of ['en', 'sw'] as const) {
    for (const children of [[brian], [brian, faith]]) {
      expect(fitsOnePart(composeMessage(usual, kind, language, { ...facts, children }))).toBe(true)
    }
  }
})

it('a message that speaks of nobody is not written', () => {
  expect(() => absent(usual, [])).toThrow(RangeError)
})
