import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../contract/errors.ts'
import { closeDatabase, openDatabase } from './open.ts'
import { school } from './schema.ts'

const shipped = join(import.meta.dirname, 'migrations')
const known = readdirSync(shipped).filter(name => name.endsWith('.sql')).length
let folder: string
let paths: { database: string; backups: string; migrations: string }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-db-'))
  paths = { database: join(folder, 'data', 'school.db'), backups: join(folder, 'copies'), migrations: shipped }
})
afterEach(() => rmSync(folder, { recursive: true }))

type Journal = { entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[] }

/** A copy of the shipped migrations with more of them, or with fewer. */
function migrationsWith(change: (journal: Journal) => void, files: Record<string, string> = {}): string {
  const copy = mkdtempSync(join(folder, 'migrations-'))
  cpSync(shipped, copy, { recursive: true })
  const journalFile = join(copy, 'meta', '_journal.json')
  const journal = JSON.parse(readFileSync(journalFile, 'utf8')) as Journal
  change(journal)
  writeFileSync(journalFile, JSON.stringify(journal))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(copy, name), text)
  return copy
}

function added(when: (last: number) => number) {
  return ({ entries }: Journal) => {
    const last = entries.at(-1)?.when ?? 0
    entries.push({ idx: entries.length, version: '6', when: when(last), tag: '9999_more', breakpoints: true })
  }
}

/** Fingerprints of what holds data. Looking may leave an empty journal and its index behind. */
function everyFile(): Record<string, string> {
  const files = readdirSync(join(folder, 'data'))
    .filter(name => !name.endsWith('-shm'))
    .map(name => [name, readFileSync(join(folder, 'data', name))] as const)
    .filter(([name, bytes]) => !name.endsWith('-wal') || bytes.length > 0)
  return Object.fromEntries(files.map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]))
}

function failure(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error instanceof AppError ? { code: error.code, details: error.details } : error
  }
}

function aSchool(db: ReturnType<typeof openDatabase>) {
  return db
    .insert(school)
    .values({ id: 'a' as never, name: 'Mwangaza', code: 'MW', createdAt: 1 })
    .run()
}

describe('opening', () => {
  it('makes a database where there is none, and finds its content again', () => {
    const db = openDatabase(paths)
    aSchool(db)
    closeDatabase(db)
    closeDatabase(db)
    const again = openDatabase(paths)
    expect(again.select({ name: school.name }).from(school).all()).toEqual([{ name: 'Mwangaza' }])
    closeDatabase(again)
  })

  it('commits survive a power cut, references hold and replacing cannot pass a trigger', () => {
    const db = openDatabase(paths)
    const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'recursive_triggers', 'busy_timeout']
    expect(pragmas.map(name => db.$client.pragma(name, { simple: true }))).toEqual(['wal', 2, 1, 1, 5000])
    closeDatabase(db)
  })

  it('takes over an empty file and one whose creation was cut short', () => {
    mkdirSync(join(folder, 'data'))
    writeFileSync(paths.database, '')
    closeDatabase(openDatabase(paths))
    rmSync(paths.database)
    const unfinished = new Database(paths.database)
    unfinished.exec('create table __drizzle_migrations (id serial primary key, hash text not null, created_at numeric)')
    unfinished.close()
    closeDatabase(openDatabase(paths))
  })
})

describe('a database that cannot be used', () => {
  it('of a newer version is refused, and not a byte of it is touched', () => {
    const newer = migrationsWith(
      added(last => last + 1),
      { '9999_more.sql': 'create table later (id text)' },
    )
    closeDatabase(openDatabase({ ...paths, migrations: newer }))
    const before = everyFile()
    expect(failure(() => openDatabase(paths))).toEqual({
      code: 'database_newer',
      details: { applied: known + 1, known },
    })
    expect(everyFile()).toEqual(before)
  })

  it('of a newer version that was killed is refused too, its journal as it was', () => {
    const newer = migrationsWith(
      added(last => last + 1),
      { '9999_more.sql': 'create table later (id text)' },
    )
    const running = openDatabase({ ...paths, migrations: newer })
    aSchool(running)
    const killed = join(folder, 'killed')
    cpSync(join(folder, 'data'), killed, { recursive: true })
    closeDatabase(running)
    rmSync(join(folder, 'data'), { recursive: true })
    cpSync(killed, join(folder, 'data'), { recursive: true })
    const before = everyFile()
    expect(Object.keys(before)).toEqual(['school.db', 'school.db-wal'])
    expect(failure(() => openDatabase(paths))).toMatchObject({ code: 'database_newer' })
    expect(everyFile()).toEqual(before)
  })

  it('made with another text of the same migration is refused', () => {
    const file = '0000_first_tables.sql'
    const other = migrationsWith(() => undefined, { [file]: `${readFileSync(join(shipped, file), 'utf8')}\n` })
    closeDatabase(openDatabase({ ...paths, migrations: other }))
    expect(failure(() => openDatabase(paths))).toMatchObject({ code: 'database_newer' })
  })

  it('that is no database is refused as damaged and left alone', () => {
    mkdirSync(join(folder, 'data'))
    writeFileSync(paths.database, 'this was a letter to the ministry '.repeat(400))
    const before = everyFile()
    expect(failure(() => openDatabase(paths))).toMatchObject({ code: 'database_damaged' })
    expect(everyFile()).toEqual(before)
  })

  it('with a torn page is refused as damaged', () => {
    const db = openDatabase(paths)
    for (let i = 0; i < 60; i++)
      db.run(sql`insert into setting values (${`k${i}`}, ${JSON.stringify('x'.repeat(800))}, 1)`)
    closeDatabase(db)
    const bytes = readFileSync(paths.database)
    bytes.fill(0x5a, bytes.length - 3 * 4096, bytes.length - 4096)
    writeFileSync(paths.database, bytes)
    expect(failure(() => openDatabase(paths))).toMatchObject({ code: 'database_damaged' })
  })

  it('that belongs to another program is refused and left alone', () => {
    mkdirSync(join(folder, 'data'))
    const other = new Database(paths.database)
    other.exec('create table contacts (id text)')
    other.close()
    const before = everyFile()
    expect(failure(() => openDatabase(paths))).toEqual({ code: 'database_damaged', details: { reason: 'not_ours' } })
    expect(everyFile()).toEqual(before)
  })

  it('in a place that is no folder is a failure of storage', () => {
    writeFileSync(join(folder, 'data'), 'a file')
    expect(failure(() => openDatabase(paths))).toMatchObject({ code: 'storage_failed' })
  })
})

describe('bringing up to date', () => {
  const more = { '9999_more.sql': 'create table later (id text)' }

  it('copies an existing database before it is changed, and a new one not', () => {
    const db = openDatabase(paths)
    aSchool(db)
    closeDatabase(db)
    expect(failure(() => readdirSync(paths.backups))).toMatchObject({ code: 'ENOENT' })
    closeDatabase(
      openDatabase({
        ...paths,
        migrations: migrationsWith(
          added(last => last + 1),
          more,
        ),
      }),
    )
    const copies = readdirSync(paths.backups)
    expect(copies).toEqual([expect.stringMatching(`^before-migration-${known + 1}-.*[.]db$`)])
    const copy = new Database(join(paths.backups, String(copies[0])), { readonly: true })
    expect(copy.prepare('select name from school').pluck().all()).toEqual(['Mwangaza'])
    expect(copy.prepare(`select name from sqlite_master where name = 'later'`).all()).toEqual([])
    copy.close()
  })

  it('refuses migrations out of order, which would be passed over', () => {
    closeDatabase(openDatabase(paths))
    const before = everyFile()
    const outOfOrder = migrationsWith(
      added(last => last - 1),
      more,
    )
    expect(failure(() => openDatabase({ ...paths, migrations: outOfOrder }))).toEqual({
      code: 'migration_incomplete',
      details: { reason: 'order' },
    })
    expect(everyFile()).toEqual(before)
  })

  it('a migration that fails half-way changes nothing', () => {
    closeDatabase(openDatabase(paths))
    const broken = {
      '9999_more.sql': 'create table later (id text);--> statement-breakpoint\ncreate table school (id text)',
    }
    expect(
      failure(() =>
        openDatabase({
          ...paths,
          migrations: migrationsWith(
            added(last => last + 1),
            broken,
          ),
        }),
      ),
    ).toEqual({
      code: 'migration_incomplete',
      details: { reason: 'sql' },
    })
    const db = openDatabase(paths)
    expect(db.all(sql`select name from sqlite_master where name = 'later'`)).toEqual([])
    closeDatabase(db)
  })

  it('a migration that leaves rows without what they refer to is reported', () => {
    const db = openDatabase(paths)
    closeDatabase(db)
    const orphan = {
      '9999_more.sql': `insert into class (id, school_id, name, level) values ('c', 'nobody', 'Grade 1', 1)`,
    }
    expect(
      failure(() =>
        openDatabase({
          ...paths,
          migrations: migrationsWith(
            added(last => last + 1),
            orphan,
          ),
        }),
      ),
    ).toMatchObject({ code: 'migration_incomplete', details: { reason: 'orphans' } })
  })
})
