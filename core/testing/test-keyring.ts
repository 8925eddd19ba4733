import { createSecretKey } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import { openSealed, seal } from '../crypto/box.ts'
import type { Keyring } from '../ports.ts'

/** A keyring that a test can lock, and replace by another computer's. */
export type TestKeyring = Keyring & { locked: boolean }

/** `computer` tells keyrings apart: what one wrapped another cannot unwrap. */
export function createTestKeyring(computer = 1): TestKeyring {
  const key = createSecretKey(Buffer.alloc(32, computer))
  const keyring: TestKeyring = {
    backend: 'test',
    locked: false,
    available: () => !keyring.locked,
    wrap: secret => guarded(() => seal(key, secret, 'keyring')),
    unwrap: wrapped => guarded(() => openSealed(key, wrapped, 'keyring')),
  }

  async function guarded(work: () => Uint8Array): Promise<Uint8Array> {
    await Promise.resolve()
    if (keyring.locked) throw new AppError('keyring_unavailable', { backend: 'test' })
    return work()
  }
  return keyring
}
