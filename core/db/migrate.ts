import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { AppError } from '../contract/errors.ts'
import { storageError } from './storage-error.ts'

type Connection = BetterSQLite3Database & { readonly $client: Database.Database }
type Migration = { readonly hash: string; readonly when: number }

const table = '__drizzle_migrations'

/**
 * Refuses a database that this version did not make: one whose migrations are not the first ones of ours, or one
 * that holds tables and no migrations at all. Reads only.
 * @throws AppError `database_newer`, `database_damaged`
 */
export function refuseForeign(client: Database.Database, folder: string): void {
  const applied = appliedTo(client)
  const ours = ownMigrations(folder)
  const known = applied.every((migration, i) => same(migration, ours[i]))
  if (!known) throw new AppError('database_newer', { applied: applied.length, known: ours.length })
  if (applied.length === 0 && hasTables(client)) throw new AppError('database_damaged', { reason: 'not_ours' })
}

/**
 * Applies the migrations that are missing, all or none, and checks that every one of ours is there afterwards.
 * Expects foreign keys to be off.
 * @param backups where the copy goes that is made before an existing database is changed; null: no copy
 * @throws AppError `migration_incomplete`, or a storage failure
 */
export function migrateDatabase(db: Connection, folder: string, backups: string | null): void {
  const client = db.$client
  const ours = ownMigrations(folder)
  // drizzle passes over a migration that is stamped earlier than the last one applied, and says nothing.
  const ordered = ours.every((migration, i) => i === 0 || migration.when > (ours[i - 1]?.when ?? 0))
  if (!ordered) throw new AppError('migration_incomplete', { reason: 'order' })

  const before = appliedTo(client).length
  if (before === ours.length) return
  if (before > 0 && backups !== null) copyTo(client, backups, before)
  try {
    migrate(db, { migrationsFolder: folder })
  } catch (error) {
    const meant = storageError(error)
    throw meant instanceof AppError ? meant : new AppError('migration_incomplete', { reason: 'sql' }, { cause: error })
  }
  const after = appliedTo(client)
  if (after.length !== ours.length || !after.every((migration, i) => same(migration, ours[i]))) {
    throw new AppError('migration_incomplete', { reason: 'passed_over', applied: after.length, known: ours.length })
  }
  const orphans = client.pragma('foreign_key_check') as unknown[]
  if (orphans.length > 0) throw new AppError('migration_incomplete', { reason: 'orphans', rows: orphans.length })
}

function ownMigrations(folder: string): Migration[] {
  return readMigrationFiles({ migrationsFolder: folder }).map(({ hash, folderMillis }) => ({
    hash,
    when: folderMillis,
  }))
}

function appliedTo(client: Database.Database): Migration[] {
  const exists = client.prepare(`select 1 from sqlite_master where type = 'table' and name = ?`).get(table)
  if (exists === undefined) return []
  return client.prepare<[], Migration>(`select hash, created_at as "when" from ${table} order by created_at`).all()
}

function same(a: Migration, b: Migration | undefined): boolean {
  return b !== undefined && a.hash === b.hash && a.when === b.when
}

function hasTables(client: Database.Database): boolean {
  const found = client
    .prepare(`select 1 from sqlite_master where name <> ? and name not like 'sqlite\\_%' escape '\\' limit 1`)
    .get(table)
  return found !== undefined
}

function copyTo(client: Database.Database, folder: string, applied: number): void {
  mkdirSync(folder, { recursive: true })
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  const file = join(folder, `before-migration-${applied + 1}-${stamp}.db`)
  client.prepare('vacuum into ?').run(file)
  // The copy is what remains if the change goes wrong, so it must be on the disk before that begins.
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
