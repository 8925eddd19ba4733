import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../contract/errors.ts'
import type { Db } from './open.ts'
import type { Paths } from '../ports.ts'

/**
 * Copies the database, as it is at the end of the copy, while other work goes on. On the disk when it resolves. A
 * database in memory is not copied.
 * @param reason part of the file's name: `before-…`
 * @returns the copy, or null
 * @throws AppError `backup_failed`; nothing half-made stays
 */
export async function backupDatabase(
  db: Db,
  { database, backups }: Pick<Paths, 'database' | 'backups'>,
  reason: string,
): Promise<string | null> {
  if (database === ':memory:') return null
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  const file = join(backups, `before-${reason}-${stamp}.db`)
  try {
    mkdirSync(backups, { recursive: true })
    await db.$client.backup(file)
    const handle = openSync(file, 'r+')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    return file
  } catch (cause) {
    if (existsSync(file)) rmSync(file)
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new AppError('backup_failed', { reason }, { cause })
  }
}
