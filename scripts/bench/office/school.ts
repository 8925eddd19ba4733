import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { closeDatabase, openDatabase } from '../../../core/db/open.ts'
import { writeSetting } from '../../../core/settings/settings.repo.ts'
import { createZone } from '../../../core/zone.ts'
import { root } from '../../setup/places.mjs'
import { addAttendance, leavingPresses } from './attendance.ts'
import { fiveYears, today } from './calendar.ts'
import { addPeople } from './people.ts'

/** The morning of today: the registers of the morning are closed, those of the afternoon are not. */
export const now = createZone('Africa/Nairobi').atOf(today, 9 * 60 + 30)

/** What the gate that could not be reached holds. */
export type Backlog = {
  readonly serial: string
  readonly users: readonly { readonly pin: number; readonly name: string }[]
  readonly presses: readonly { readonly pin: number; readonly rawTime: number }[]
}
export type BigSchool = { readonly database: string; readonly backlog: string }

/**
 * Five school years of 5,000 students: made once through the real migrations, kept in `out/bench`, and made anew when
 * migrations or the maker change.
 */
export function bigSchool(say: (text: string) => void): BigSchool {
  const folder = join(root, 'out/bench/office-school')
  const version = fingerprint()
  const made = { database: join(folder, `${version}.db`), backlog: join(folder, `${version}.json`) }
  if (existsSync(made.database) && existsSync(made.backlog)) return made
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const startedAt = performance.now()
  const unfinished = join(folder, 'unfinished.db')
  const backlog = fill(unfinished, say)
  writeFileSync(made.backlog, JSON.stringify(backlog))
  renameSync(unfinished, made.database)
  say(`made the school in ${Math.round((performance.now() - startedAt) / 1000)} s`)
  return made
}

function fill(database: string, say: (text: string) => void): Backlog {
  const db = openDatabase({ database, backups: '' })
  const client = db.$client
  // A database that is thrown away when this fails needs no journal.
  client.pragma('journal_mode = off')
  client.pragma('synchronous = off')
  client.pragma('foreign_keys = off')
  client.pragma('cache_size = -400000')
  const indexes = client
    .prepare<[], { name: string; sql: string }>(
      `select name, sql from sqlite_master where type = 'index' and sql is not null
       and tbl_name in ('punch', 'attendance_record', 'session_mark')`,
    )
    .all()
  for (const { name } of indexes) client.exec(`drop index ${name}`)
  say('making people')
  const people = db.transaction(tx => {
    const at = now - 5 * 365 * 86_400_000
    const { terms, halfTerms, holidays } = fiveYears()
    writeSetting(tx, 'terms', terms, at)
    writeSetting(tx, 'halfTerms', halfTerms, at)
    writeSetting(tx, 'holidays', holidays, at)
    return addPeople(tx, now)
  })
  say('filling five years')
  db.transaction(() => addAttendance(db, people, now))
  for (const { name, sql } of indexes) {
    say(`index ${name}`)
    client.exec(sql)
  }
  const presses = leavingPresses(db, people).map(({ pin, rawTime }) => ({ pin, rawTime }))
  const users = people.children.filter(child => child.levelIn(2026) !== null).map(({ pin, name }) => ({ pin, name }))
  client.pragma('journal_mode = wal')
  closeDatabase(db)
  return { serial: 'VT0005', users, presses }
}

function fingerprint(): string {
  const hash = createHash('sha256')
  const migrations = join(root, 'core/db/migrations')
  for (const file of readdirSync(migrations).sort())
    if (file.endsWith('.sql')) hash.update(readFileSync(join(migrations, file)))
  for (const file of ['school.ts', 'people.ts', 'attendance.ts', 'calendar.ts', 'ids.ts']) {
    hash.update(readFileSync(join(import.meta.dirname, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** A copy to work on. */
export function copyOf({ database }: BigSchool, folder: string): string {
  const copy = join(folder, 'school.db')
  copyFileSync(database, copy)
  return copy
}
