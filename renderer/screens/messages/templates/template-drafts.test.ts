import { describe, expect, it } from 'vitest'
import type { Template } from '../../../../core/contract/messages.ts'
import { isLongEnough, roomFor, withField, withText } from './template-drafts.ts'

const stored = { kind: 'late', language: 'en', text: '{name} is late.' } as Template

describe('drafts of templates', () => {
  it('a text that is typed back to what is stored is no draft', () => {
    const changed = withText(new Map(), stored, '{name} came late.')
    expect([...changed]).toEqual([['late en', '{name} came late.']])
    expect([...withText(changed, stored, stored.text)]).toEqual([])
  })

  it('a field is put in where the cursor is, in place of what is marked', () => {
    expect(withField('Hello , bye', 'name', 6, 6)).toEqual({ text: 'Hello {name}, bye', cursor: 12 })
    expect(withField('Hello XX, bye', 'name', 6, 8)).toEqual({ text: 'Hello {name}, bye', cursor: 12 })
  })

  it('a text is asked about from five characters on', () => {
    expect(['    ', 'abcd ', 'abcde'].map(isLongEnough)).toEqual([false, false, true])
    expect(isLongEnough('x'.repeat(481))).toBe(false)
  })

  it('a second part makes each part smaller', () => {
    expect([roomFor(1, 'GSM-7'), roomFor(2, 'GSM-7'), roomFor(1, 'UCS-2'), roomFor(3, 'UCS-2')]).toEqual([
      160, 306, 70, 201,
    ])
  })
})
