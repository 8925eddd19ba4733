import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDemoKeyring } from './keyring.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-demo-keyring-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const secret = Uint8Array.from({ length: 32 }, (_, i) => i)

describe('the demo keyring', () => {
  it('unwraps what an earlier start wrapped, with a key that only this user of the computer can read', async () => {
    const file = join(folder, 'demo', 'key')
    const wrapped = await createDemoKeyring(file).wrap(secret)
    expect(Uint8Array.from(await createDemoKeyring(file).unwrap(wrapped))).toEqual(secret)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
  })

  it('says in its name that it is no keyring', () => {
    expect(createDemoKeyring(join(folder, 'key')).backend).toBe('demo_key_file')
  })

  it('without its file, or with a spoilt one, unwraps nothing', async () => {
    const wrapped = await createDemoKeyring(join(folder, 'a')).wrap(secret)
    await expect(createDemoKeyring(join(folder, 'b')).unwrap(wrapped)).rejects.toThrow(
      expect.objectContaining({ code: 'template_unreadable' }) as Error,
    )
    writeFileSync(join(folder, 'c'), 'short')
    await expect(createDemoKeyring(join(folder, 'c')).wrap(secret)).rejects.toThrow()
    await expect(createDemoKeyring(folder).wrap(secret)).rejects.toThrow(
      expect.objectContaining({ code: 'keyring_unavailable' }) as Error,
    )
  })
})
