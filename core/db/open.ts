import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'
import { AppError } from '../contract/errors.ts'
import type { Paths } from '../ports.ts'
import { keepingStatements } from './keep-statements.ts'
import { migrateDatabase, refuseForeign } from './migrate.ts'
import { storageError } from './storage-error.ts'

/** The open database. */
export type Db = BetterSQLite3Database & { readonly $client: Database.Database }
/** The database or an open transaction: what a repository works on. */
export type Tx = BaseSQLiteDatabase<'sync', Database.RunResult>

/** The newest Node-API the stock build of SQLite needs; an older runtime crashes on it. */
const stockNodeApi = 10

/**
 * Opens the school's database, makes it when there is none, and brings its tables up to date, after a copy.
 * A database that is damaged or made by another version is refused without a byte of it being touched.
 * @throws AppError `database_newer`, `database_damaged`, `migration_incomplete`, `disk_full`, `storage_failed`
 */
export function openDatabase(paths: Paths): Db {
  try {
    return open(paths, paths.migrations ?? join(import.meta.dirname, 'migrations'))
  } catch (error) {
    throw storageError(error)
  }
}

/** Writes everything into the main file and closes it. A second call does nothing. */
export function closeDatabase(db: Db): void {
  if (db.$client.open) db.$client.close()
}

function open(paths: Paths, migrations: string): Db {
  const inMemory = paths.database === ':memory:'
  const binding = bindingFor(paths)
  if (!inMemory) {
    mkdirSync(dirname(paths.database), { recursive: true })
    if (hasContent(paths.database)) inspectUntouched(paths.database, binding, migrations)
  }
  const client = new Database(paths.database, binding)
  try {
    client.pragma('journal_mode = WAL')
    // A punch is acknowledged to its terminal once it is committed: the commit must survive a power cut.
    client.pragma('synchronous = FULL')
    client.pragma('busy_timeout = 5000')
    // 64 MB, a limit that only a big school comes near: the marks of a month of 5,000 children are a quarter of it.
    client.pragma('cache_size = -65536')
    client.pragma('trusted_schema = OFF')
    // Without this, REPLACE would delete rows past the triggers that keep audit and punches.
    client.pragma('recursive_triggers = ON')
    // SQL from migrations rebuilds tables, which foreign keys would turn into deletions.
    client.pragma('foreign_keys = OFF')
    refuseForeign(client, migrations)
    migrateDatabase(drizzle({ client, casing: 'snake_case' }), migrations, inMemory ? null : paths.backups)
    client.pragma('foreign_keys = ON')
    const db = drizzle({ client: keepingStatements(client), casing: 'snake_case' })
    db.$client = client
    return db
  } catch (error) {
    client.close()
    throw error
  }
}

function bindingFor(paths: Paths): Database.Options {
  const older = Number(process.versions['napi'] ?? 0) < stockNodeApi
  return older && paths.sqliteBinding !== undefined ? { nativeBinding: paths.sqliteBinding } : {}
}

function hasContent(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0
}

/** Looks through a read-only line, which neither changes the journal mode nor writes back a journal at its end. */
function inspectUntouched(file: string, binding: Database.Options, migrations: string): void {
  const client = new Database(file, { ...binding, readonly: true })
  try {
    refuseForeign(client, migrations)
    const problem = client.pragma('quick_check(1)', { simple: true })
    if (problem !== 'ok') throw new AppError('database_damaged', { reason: 'quick_check' })
  } catch (error) {
    // A creation that was cut short left a journal behind; it is rolled back on opening, and nothing is in it yet.
    if (!isUnfinishedCreation(error)) throw error
  } finally {
    client.close()
  }
}

function isUnfinishedCreation(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === 'SQLITE_READONLY_ROLLBACK'
}
