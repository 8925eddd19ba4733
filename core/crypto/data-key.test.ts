import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '../db/open.ts'
import type { Db } from '../db/open.ts'
import { dataKey } from '../db/schema.ts'
import type { Keyring } from '../ports.ts'
import { createTestKeyring } from '../testing/test-keyring.ts'
import { createDataKey } from './data-key.ts'

let db: Db
beforeEach(() => {
  db = openDatabase({ database: ':memory:', backups: '' })
})
afterEach(() => closeDatabase(db))

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const clock = { now: () => 5, speed: () => 1 }
const keyOf = (keyring: Keyring) => createDataKey({ db, clock, log: quiet, keyring })
const refusal = (code: string) => expect.objectContaining({ code }) as Error

describe('the data key', () => {
  it('is made once, however many ask at the same time, and found again by the next start', async () => {
    const keyring = createTestKeyring()
    const dataKeys = keyOf(keyring)
    const [first, second] = await Promise.all([dataKeys.get(), dataKeys.get()])
    const later = await keyOf(keyring).get()
    expect(first.symmetricKeySize).toBe(32)
    expect(first.equals(second)).toBe(true)
    expect(first.equals(later)).toBe(true)
    expect(db.select().from(dataKey).all()).toMatchObject([{ backend: 'test', createdAt: 5 }])
  })

  it('is not in the database in clear', async () => {
    const key = await keyOf(createTestKeyring()).get()
    const [row] = db.select().from(dataKey).all()
    expect(row?.wrapped.includes(key.export())).toBe(false)
  })

  it('is not made without a keyring, and is once there is one', async () => {
    const keyring = createTestKeyring()
    keyring.locked = true
    const dataKeys = keyOf(keyring)
    await expect(dataKeys.get()).rejects.toThrow(refusal('keyring_unavailable'))
    expect(db.select().from(dataKey).all()).toEqual([])
    keyring.locked = false
    await expect(dataKeys.get()).resolves.toBeDefined()
  })

  it('that another computer wrapped is unreadable and is not replaced by a new one', async () => {
    await keyOf(createTestKeyring(1)).get()
    const before = db.select().from(dataKey).all()
    await expect(keyOf(createTestKeyring(2)).get()).rejects.toThrow(refusal('template_unreadable'))
    expect(db.select().from(dataKey).all()).toEqual(before)
    await expect(keyOf(createTestKeyring(1)).get()).resolves.toBeDefined()
  })

  it('of a wrong length is unreadable', async () => {
    const keyring = createTestKeyring()
    await keyOf(keyring).get()
    db.update(dataKey)
      .set({ wrapped: Buffer.from(await keyring.wrap(new Uint8Array(16))) })
      .run()
    await expect(keyOf(keyring).get()).rejects.toThrow(refusal('template_unreadable'))
  })
})
