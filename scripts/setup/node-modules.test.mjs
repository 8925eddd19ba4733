import { describe, expect, it } from 'vitest'
import { isInstalled } from './node-modules.mjs'

const root = { version: '0.1.0' }
const zod = { version: '4.6.7', integrity: 'sha512-zod' }
const forWindows = { version: '1.0.0', integrity: 'sha512-win', optional: true }
const lock = { packages: { '': root, 'node_modules/zod': zod, 'node_modules/win': forWindows } }

describe('isInstalled', () => {
  it('accepts an install that lacks only optional packages of other platforms', () => {
    expect(isInstalled(lock, { packages: { 'node_modules/zod': zod } })).toBe(true)
  })

  it.each([
    ['a package is missing', { 'node_modules/win': forWindows }],
    ['a package has another version', { 'node_modules/zod': { ...zod, version: '4.6.6' } }],
    ['a package has other contents', { 'node_modules/zod': { ...zod, integrity: 'sha512-other' } }],
    ['an optional package has another version', { 'node_modules/zod': zod, 'node_modules/win': root }],
    ['a package is there that the lock file no longer has', { 'node_modules/zod': zod, 'node_modules/left': zod }],
  ])('refuses an install where %s', (_, packages) => {
    expect(isInstalled(lock, { packages })).toBe(false)
  })
})
