import { describe, expect, it } from 'vitest'
import { standInOrigin } from './stand-in-origin.ts'

const development = { packaged: false }

describe('a stand-in for the provider', () => {
  it('is not there when nobody asks for one', () => {
    expect([undefined, null, '', '  '].map(wanted => standInOrigin(wanted, development))).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect(standInOrigin(undefined, { packaged: true })).toBeNull()
  })

  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.9.8.7:1/path?x=1', 'http://127.9.8.7:1'],
    ['http://[::1]:8080/', 'http://[::1]:8080'],
  ])('may be %s', (wanted, origin) => {
    expect(standInOrigin(wanted, development)).toBe(origin)
  })

  it.each([
    'http://192.168.1.5:8080',
    'http://localhost:8080',
    'http://127.0.0.1.example.org',
    'http://127.0.0.1@example.org',
    'http://[::ffff:10.0.0.1]:8080',
    'https://api.africastalking.com',
    'ftp://127.0.0.1',
    '127.0.0.1:8080',
  ])('may not be %s', wanted => {
    expect(() => standInOrigin(wanted, development)).toThrow(TypeError)
  })

  it('is refused in an installed program, wherever it is', () => {
    expect(() => standInOrigin('http://127.0.0.1:8080', { packaged: true })).toThrow('An installed program')
  })
})
