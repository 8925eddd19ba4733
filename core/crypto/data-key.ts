import type { KeyObject } from 'node:crypto'
import { createSecretKey, randomBytes } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import { transact } from '../db/transact.ts'
import type { Deps } from '../use-case.ts'
import { findWrappedKey, insertWrappedKey, replaceWrappedKey } from './data-key.repo.ts'

/** The key that seals fingerprint templates. It is in memory once it was asked for, and nowhere else in clear. */
export type DataKey = {
  /**
   * The key, made when there is none yet.
   * @throws AppError `keyring_unavailable`; `template_unreadable` when the key that is there cannot be unwrapped, which
   * also means that no other is made in its place
   */
  get(): Promise<KeyObject>
  /**
   * Puts the school's key, known from elsewhere, in the place of one that this computer cannot unwrap. Does nothing
   * when the one that is there can be read.
   * @throws AppError `keyring_unavailable`
   */
  adopt(key: KeyObject): Promise<void>
}

const keyBytes = 32

/** The school's data key, wrapped by the computer's keyring and kept in the database. */
export function createDataKey({ db, clock, log, keyring }: Pick<Deps, 'db' | 'clock' | 'log' | 'keyring'>): DataKey {
  let opening: Promise<KeyObject> | null = null

  async function open(): Promise<KeyObject> {
    if (!keyring.available()) throw new AppError('keyring_unavailable', { backend: keyring.backend })
    const stored = findWrappedKey(db)
    return stored === null ? make() : unwrap(stored.wrapped, stored.backend)
  }

  async function make(): Promise<KeyObject> {
    const secret = randomBytes(keyBytes)
    try {
      const wrapped = await keyring.wrap(secret)
      transact(db, tx => {
        insertWrappedKey(tx, { wrapped, backend: keyring.backend }, clock.now())
      })
      log.info('data key made', { backend: keyring.backend })
      return createSecretKey(secret)
    } finally {
      secret.fill(0)
    }
  }

  async function unwrap(wrapped: Uint8Array, madeWith: string): Promise<KeyObject> {
    const secret = await unwrapped(wrapped, madeWith)
    try {
      if (secret.length !== keyBytes) throw unreadable(madeWith)
      return createSecretKey(secret)
    } finally {
      secret.fill(0)
    }
  }

  async function unwrapped(wrapped: Uint8Array, madeWith: string): Promise<Uint8Array> {
    try {
      return await keyring.unwrap(wrapped)
    } catch (error) {
      if (error instanceof AppError && error.code === 'keyring_unavailable') throw error
      throw unreadable(madeWith, error)
    }
  }

  function unreadable(madeWith: string, cause?: unknown): AppError {
    return new AppError('template_unreadable', { reason: 'data_key', backend: keyring.backend, madeWith }, { cause })
  }

  async function rewrap(key: KeyObject): Promise<void> {
    const secret = key.export()
    try {
      const wrapped = await keyring.wrap(secret)
      transact(db, tx => replaceWrappedKey(tx, { wrapped, backend: keyring.backend }, clock.now()))
      log.info('data key taken over', { backend: keyring.backend })
    } finally {
      secret.fill(0)
    }
  }

  function get(): Promise<KeyObject> {
    if (opening !== null) return opening
    const attempt = open()
    opening = attempt
    attempt.catch(() => {
      // A keyring that was locked may be open at the next try.
      opening = null
    })
    return attempt
  }

  return {
    get,
    async adopt(key) {
      try {
        await get()
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'template_unreadable') throw error
        await rewrap(key)
      }
    },
  }
}
