import { describe, expect, it } from 'vitest'
import { documentIdOf, documentPolicy, isOwnAddress, windowPolicy } from './policy.ts'

const id = '5c512d36-c530-446e-8a66-fc1f64424709'

describe('isOwnAddress', () => {
  it.each(['app://ui/', 'app://ui/index.html', 'app://ui/index.html#/students', `app://ui/documents/${id}`])(
    'takes %s as our own',
    address => expect(isOwnAddress(address)).toBe(true),
  )

  it.each([
    'app://evil/index.html',
    'app://ui.evil.invalid/',
    'app://ui:8080/',
    'app://ui@evil.invalid/',
    'app://evil@ui/',
    'apps://ui/',
    'https://ui/',
    'https://evil.invalid/?next=app://ui/',
    'file:///app://ui/',
    'about:blank',
    'not an address',
    '',
  ])('refuses %s', address => expect(isOwnAddress(address)).toBe(false))
})

describe('documentIdOf', () => {
  it('finds the id of a kept page and of nothing else', () => {
    expect(documentIdOf(`app://ui/documents/${id}`)).toBe(id)
    expect(documentIdOf('app://ui/documents/')).toBeNull()
    expect(documentIdOf(`app://ui/documents/${id}/x`)).toBeNull()
    expect(documentIdOf('app://ui/index.html')).toBeNull()
    expect(documentIdOf(`app://evil/documents/${id}`)).toBeNull()
  })
})

describe('policies', () => {
  it('allow no inline code, no eval and no origin but our own', () => {
    for (const policy of [windowPolicy('n'), documentPolicy('n')]) {
      expect(policy).toMatch(/^default-src 'none'; /)
      expect(policy).not.toMatch(/unsafe|https?:|\*/)
    }
    expect(documentPolicy('n')).not.toContain('script-src')
  })
})
