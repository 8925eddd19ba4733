import { eq } from 'drizzle-orm'
import type { Tx } from '../db/open.ts'
import { setting } from '../db/schema.ts'
import { transact } from '../db/transact.ts'
import { defaultSettings, settingShapes } from './settings.ts'
import type { SettingKey, Settings } from './settings.ts'

export type { Settings } from './settings.ts'

/**
 * All settings: what the school has set, and the defaults for the rest. One SELECT.
 * @throws ZodError when a stored value has not the shape of its setting
 */
export function readSettings(tx: Tx): Settings {
  const set = tx
    .select({ key: setting.key, value: setting.value })
    .from(setting)
    .all()
    .filter(row => Object.hasOwn(settingShapes, row.key))
    .map(row => [row.key, settingShapes[row.key as SettingKey].parse(row.value)] as const)
  return { ...defaultSettings, ...Object.fromEntries(set) }
}

/**
 * Sets one setting. A running app sees it at its next read.
 * @throws ZodError when the value has not the shape of the setting
 */
export function writeSetting<K extends SettingKey>(tx: Tx, key: K, value: Settings[K], at: number): void {
  const row = { key, value: settingShapes[key].parse(value), updatedAt: at }
  tx.insert(setting).values(row).onConflictDoUpdate({ target: setting.key, set: row }).run()
}

/**
 * Writes some pages and takes them back, each on the disk when it returns: tells whether the disk takes anything.
 * @throws AppError `disk_full`, `storage_failed`, `database_damaged`
 */
export function probeStorage(tx: Tx, at: number): void {
  const key = 'storage-probe'
  transact(tx, inner =>
    inner
      .insert(setting)
      .values({ key, value: 'x'.repeat(16_384), updatedAt: at })
      .onConflictDoNothing()
      .run(),
  )
  transact(tx, inner => inner.delete(setting).where(eq(setting.key, key)).run())
}
