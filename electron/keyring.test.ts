import { describe, expect, it } from 'vitest'
import { createKeyring } from './keyring.ts'
import type { SafeStorage } from './keyring.ts'

const secret = Uint8Array.from({ length: 32 }, (_, i) => 255 - i)
const unavailable = expect.objectContaining({ code: 'keyring_unavailable' }) as Error

/** Electron 25: one call blocks until the keyring has answered. */
function older(backend = 'gnome_libsecret', available = true): SafeStorage {
  return {
    isEncryptionAvailable: () => available,
    encryptString: text => Buffer.from(`old:${text}`),
    decryptString: encrypted => encrypted.toString().replace('old:', ''),
    getSelectedStorageBackend: () => backend,
  }
}

/** Electron 45. What the older calls made, the newer ones can read. */
function newer(backend = 'gnome_libsecret', available = true): SafeStorage {
  const blocks = () => {
    throw new Error('the blocking call was used')
  }
  return {
    isEncryptionAvailable: blocks,
    encryptString: blocks,
    decryptString: blocks,
    isAsyncEncryptionAvailable: () => Promise.resolve(available),
    encryptStringAsync: text => Promise.resolve(Buffer.from(`new:${text}`)),
    decryptStringAsync: encrypted =>
      Promise.resolve({ shouldReEncrypt: false, result: encrypted.toString().replace(/^(old|new):/, '') }),
    getSelectedStorageBackend: () => backend,
  }
}

describe.each([
  { name: 'with the calls of Electron 25', make: older },
  { name: 'with the calls of Electron 45', make: newer },
])('the keyring $name', ({ make }) => {
  it('unwraps what it wrapped, and the wrapped bytes do not hold the secret', async () => {
    const keyring = createKeyring(make(), 'linux')
    const wrapped = await keyring.wrap(secret)
    expect(Buffer.from(wrapped).includes(Buffer.from(secret))).toBe(false)
    expect(Uint8Array.from(await keyring.unwrap(wrapped))).toEqual(secret)
  })

  it.each(['basic_text', 'unknown'])('is none where Linux has nothing better than %s', async backend => {
    const keyring = createKeyring(make(backend), 'linux')
    expect([keyring.available(), keyring.backend]).toEqual([false, backend])
    await expect(keyring.wrap(secret)).rejects.toThrow(unavailable)
    await expect(keyring.unwrap(secret)).rejects.toThrow(unavailable)
  })

  it('that does not open says so', async () => {
    const keyring = createKeyring(make('kwallet6', false), 'linux')
    await expect(keyring.wrap(secret)).rejects.toThrow(unavailable)
    await expect(keyring.unwrap(secret)).rejects.toThrow(unavailable)
  })
})

it('what was wrapped before an update of Electron is unwrapped after it', async () => {
  const wrapped = await createKeyring(older(), 'linux').wrap(secret)
  expect(Uint8Array.from(await createKeyring(newer(), 'linux').unwrap(wrapped))).toEqual(secret)
})

it.each([
  ['darwin', 'keychain'],
  ['win32', 'dpapi'],
] as const)('on %s it is the %s, which is always there', (platform, backend) => {
  const elsewhere = newer()
  delete elsewhere.getSelectedStorageBackend
  expect(createKeyring(elsewhere, platform)).toMatchObject({ backend })
  expect(createKeyring(elsewhere, platform).available()).toBe(true)
})

it('an encryption that fails means that there is no keyring', async () => {
  const broken = { ...newer(), encryptStringAsync: () => Promise.reject(new Error('dbus')) }
  await expect(createKeyring(broken, 'linux').wrap(secret)).rejects.toThrow(unavailable)
})
