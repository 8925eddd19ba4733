import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../core/contract/errors.ts'
import { errorSentence } from './errors.ts'

describe('the sentence for an error', () => {
  it.each(errorCodes)('%s says what happened and what it means, without codes or exclamation marks', code => {
    const { title, text } = errorSentence({ code, details: {} })
    expect(title).not.toMatch(/[.!_]/)
    expect(text).toMatch(/^[A-Z][^!_]+\.$/)
    expect(`${title} ${text}`).not.toMatch(/\b(we|our|us)\b/i)
  })

  it('names the terminal where it is known', () => {
    const details = { device: 'Gate 2' }
    expect(errorSentence({ code: 'device_offline', details }).title).toBe('Gate 2 does not answer')
    expect(errorSentence({ code: 'device_serial_changed', details }).title).toBe(
      'Gate 2: another terminal answers at this address',
    )
  })

  it('carries the reference of an internal error', () => {
    expect(errorSentence({ code: 'internal', details: { reference: 'A1' } }).reference).toBe('A1')
    expect(errorSentence({ code: 'internal', details: {} }).reference).toBeNull()
  })
})
