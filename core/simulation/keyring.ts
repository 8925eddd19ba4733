import { createSecretKey, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../contract/errors.ts'
import { openSealed, seal } from '../crypto/box.ts'
import type { Keyring } from '../ports.ts'

/**
 * Stands in for the computer's keyring in the demo school, so that its invented fingers can be enrolled on a computer
 * without one. It protects nothing: whoever can read the file can unwrap. Never for a real school.
 */
export function createDemoKeyring(file: string): Keyring {
  let key: KeyObject | null = null

  function opened(): KeyObject {
    if (key !== null) return key
    try {
      key = createSecretKey(readOrMake(file))
      return key
    } catch (error) {
      throw new AppError('keyring_unavailable', { backend: 'demo_key_file' }, { cause: error })
    }
  }

  return {
    backend: 'demo_key_file',
    available: () => true,
    async wrap(secret) {
      await Promise.resolve()
      return seal(opened(), secret, 'keyring')
    },
    async unwrap(wrapped) {
      await Promise.resolve()
      return openSealed(opened(), wrapped, 'keyring')
    },
  }
}

function readOrMake(file: string): Buffer {
  mkdirSync(dirname(file), { recursive: true })
  try {
    writeFileSync(file, randomBytes(32), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFileSync(file)
}
