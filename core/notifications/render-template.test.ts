import { describe, expect, it } from 'vitest'
import { smsSize } from './gsm.ts'
import { fieldsOf, renderTemplate } from './render-template.ts'

const absent =
  '{sender}: {name} ({class}) has not arrived by {time} today, {date}. If you know why, please call {phone}.'
const values = {
  sender: 'Mwangaza Sch',
  name: 'Brian Otieno',
  class: 'Grade 7 East',
  time: '08:30',
  date: '12/05',
  phone: '0712345678',
}
const priceMinor = 80
const cost = (text: string) => smsSize(text).segments * priceMinor

describe('renderTemplate', () => {
  it('fills in each field', () => {
    expect(renderTemplate(absent, values)).toBe(
      'Mwangaza Sch: Brian Otieno (Grade 7 East) has not arrived by 08:30 today, 12/05. If you know why, please call 0712345678.',
    )
  })

  it('leaves a field that is not known, also one that every object has', () => {
    expect(renderTemplate('{name} {teacher} {constructor}', values)).toBe('Brian Otieno {teacher} {constructor}')
  })

  it('leaves out the sentence with the phone where there is none', () => {
    expect(renderTemplate(absent, { ...values, phone: '' })).toMatch(/today, 12\/05\.$/)
  })

  it.each([
    ['{name} is away. Call {phone} or come. Thank you.', 'Brian Otieno is away. Thank you.'],
    ['{name} is away, {date}, please call {phone}', 'Brian Otieno is away, 12/05'],
    ['{name} is away on {date} so call {phone}.', 'Brian Otieno is away on 12/05.'],
    ['{name} is away! Call {phone}! {date}', 'Brian Otieno is away! 12/05'],
    ['Call {phone} about {name}.', 'about Brian Otieno.'],
  ])('never leaves out more than the request to call: %s', (template, text) => {
    expect(renderTemplate(template, { ...values, phone: '' })).toBe(text)
  })

  it('does not fill in a field that a name brings along', () => {
    expect(renderTemplate('{name}', { ...values, name: '{phone}' })).toBe('{phone}')
  })

  it.each([
    [absent, 'Brian Ng’ang’a', 1],
    [absent, 'Brian Ng‘ang‘a', 1],
    [absent, 'Brian Ng`ang`a', 1],
    [absent, 'Brian Ngʼangʼa', 1],
    [absent.replace('{name}', '“{name}” – …'), 'Amina Hassan', 1],
    ['{name}\u00a0{class}', 'Amina Hassan', 1],
    ['{name}', 'a'.repeat(160), 1],
    ['{name}', 'a'.repeat(161), 2],
    ['{name}', 'a'.repeat(306), 2],
    ['{name}', 'a'.repeat(307), 3],
    ['{name}', `${'a'.repeat(159)}’`, 1],
    ['{name}', '{'.repeat(80), 1],
    ['{name}', '{'.repeat(81), 2],
    [absent, 'François', 1],
    ['{name}', `ŵ${'a'.repeat(69)}`, 1],
    ['{name}', `ŵ${'a'.repeat(70)}`, 2],
    ['{name}', `${'a'.repeat(157)}...`, 1],
    ['{name}', `${'a'.repeat(158)}…`, 2],
    ['{name}', 'a'.repeat(459), 3],
    ['{name}', 'a'.repeat(460), 4],
    ['{name}', `ŵ${'a'.repeat(133)}`, 2],
    ['{name}', `ŵ${'a'.repeat(134)}`, 3],
    ['{name}', `${'a'.repeat(152)}€${'a'.repeat(151)}`, 2],
    ['{name}', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
    ['{name}', `${'a'.repeat(160)}\u200b`, 1],
    [absent.replace('today', 'to\u00adday'), 'Wanjikũ'.normalize('NFD'), 2],
    [absent.replace('today', 'to\u2011day'), 'José'.normalize('NFD'), 1],
  ] as const)('%s for %s costs %d parts', (template, name, parts) => {
    expect(cost(renderTemplate(template, { ...values, name }))).toBe(parts * priceMinor)
  })
})

it('fieldsOf names each field once, in order', () => {
  expect(fieldsOf('{name} {time} {name} {phone} { x }')).toEqual(['name', 'time', 'phone'])
})
