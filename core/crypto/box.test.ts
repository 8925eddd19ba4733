import { createSecretKey, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openSealed, seal } from './box.ts'

const key = createSecretKey(randomBytes(32))
const owner = 'template:0198f0a0-0000-7000-8000-000000000001:6'
const template = Uint8Array.from({ length: 1400 }, (_, i) => i % 251)
const unreadable = (reason: string) =>
  expect.objectContaining({ code: 'template_unreadable', details: { reason } }) as Error

describe('a sealed box', () => {
  it('opens to the same bytes under the same key and owner', () => {
    expect(Uint8Array.from(openSealed(key, seal(key, template, owner), owner))).toEqual(template)
    expect(openSealed(key, seal(key, new Uint8Array(0), owner), owner)).toHaveLength(0)
  })

  it('is another each time and shows nothing of what is in it', () => {
    const first = seal(key, template, owner)
    expect(first.equals(seal(key, template, owner))).toBe(false)
    expect(first.includes(Buffer.from(template.subarray(0, 8)))).toBe(false)
  })

  it.each([
    'template:0198f0a0-0000-7000-8000-000000000002:6',
    'template:0198f0a0-0000-7000-8000-000000000001:7',
    'setting:x',
    '',
  ])('does not open for another owner: %j', other => {
    expect(() => openSealed(key, seal(key, template, owner), other)).toThrow(unreadable('not_authentic'))
  })

  it('does not open with another key', () => {
    const other = createSecretKey(randomBytes(32))
    expect(() => openSealed(other, seal(key, template, owner), owner)).toThrow(unreadable('not_authentic'))
  })

  it('does not open when any one byte of it was changed', () => {
    const sealed = seal(key, Uint8Array.of(1, 2, 3), owner)
    for (let at = 0; at < sealed.length; at++) {
      const spoilt = Buffer.from(sealed)
      spoilt[at] = (spoilt[at] ?? 0) ^ 0x40
      expect(() => openSealed(key, spoilt, owner), `byte ${at}`).toThrow(
        unreadable(at === 0 ? 'format' : 'not_authentic'),
      )
    }
  })

  it('does not open when it was cut or is of a format this version does not know', () => {
    const sealed = seal(key, template, owner)
    expect(() => openSealed(key, sealed.subarray(0, -1), owner)).toThrow(unreadable('not_authentic'))
    expect(() => openSealed(key, sealed.subarray(0, 28), owner)).toThrow(unreadable('format'))
    expect(() => openSealed(key, new Uint8Array(0), owner)).toThrow(unreadable('format'))
    sealed[0] = 2
    expect(() => openSealed(key, sealed, owner)).toThrow(unreadable('format'))
  })
})
