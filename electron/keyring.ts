import { AppError } from '../core/contract/errors.ts'
import type { Keyring } from '../core/ports.ts'

/** What is used of Electron's `safeStorage`. The asynchronous calls are not in every version, the last not on every system. */
export type SafeStorage = {
  isEncryptionAvailable(): boolean
  encryptString(text: string): Buffer
  decryptString(encrypted: Buffer): string
  isAsyncEncryptionAvailable?(): Promise<boolean>
  encryptStringAsync?(text: string): Promise<Buffer>
  decryptStringAsync?(encrypted: Buffer): Promise<{ readonly result: string }>
  getSelectedStorageBackend?(): string
}

type Calls = {
  available(): Promise<boolean>
  encrypt(text: string): Promise<Buffer>
  decrypt(encrypted: Buffer): Promise<string>
}

/** Linux without a keyring: Electron would encrypt with a password that is in its source. */
const noProtection = ['basic_text', 'unknown']

/**
 * The computer's keyring (Keychain, DPAPI, libsecret, KWallet) through Electron. Made after the app is ready; nothing
 * is asked of the keyring, and no prompt shown, before something is to be wrapped.
 */
export function createKeyring(safeStorage: SafeStorage, platform: NodeJS.Platform): Keyring {
  const calls = hasAsynchronous(safeStorage) ? asynchronous(safeStorage) : synchronous(safeStorage)
  const backend = backendOf(safeStorage, platform)
  const unavailable = (cause?: unknown) => new AppError('keyring_unavailable', { backend }, { cause })

  async function ready(): Promise<void> {
    if (noProtection.includes(backend) || !(await calls.available())) throw unavailable()
  }

  return {
    backend,
    available: () => !noProtection.includes(backend),
    async wrap(secret) {
      await ready()
      try {
        return await calls.encrypt(Buffer.from(secret).toString('base64'))
      } catch (error) {
        throw unavailable(error)
      }
    },
    async unwrap(wrapped) {
      await ready()
      return Buffer.from(await calls.decrypt(Buffer.from(wrapped)), 'base64')
    },
  }
}

function backendOf(safeStorage: SafeStorage, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'keychain'
  if (platform === 'win32') return 'dpapi'
  return safeStorage.getSelectedStorageBackend?.() ?? 'unknown'
}

type Asynchronous = Required<
  Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>
>

function hasAsynchronous(safeStorage: SafeStorage): safeStorage is SafeStorage & Asynchronous {
  return (['isAsyncEncryptionAvailable', 'encryptStringAsync', 'decryptStringAsync'] as const).every(
    call => typeof safeStorage[call] === 'function',
  )
}

function asynchronous(safeStorage: Asynchronous): Calls {
  return {
    available: () => safeStorage.isAsyncEncryptionAvailable(),
    encrypt: text => safeStorage.encryptStringAsync(text),
    decrypt: async encrypted => (await safeStorage.decryptStringAsync(encrypted)).result,
  }
}

function synchronous(safeStorage: SafeStorage): Calls {
  return {
    available: () => Promise.resolve(safeStorage.isEncryptionAvailable()),
    encrypt: async text => Promise.resolve(safeStorage.encryptString(text)),
    decrypt: async encrypted => Promise.resolve(safeStorage.decryptString(encrypted)),
  }
}
