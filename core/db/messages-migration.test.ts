import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { message, messageCause } from './schema.ts'
import { closeDatabase, openDatabase } from './open.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-messages-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

type Journal = { entries: { tag: string }[] }

it('messages of a school from before keep what makes a second one impossible', () => {
  const shipped = join(import.meta.dirname, 'migrations')
  const before = join(folder, 'before')
  cpSync(shipped, before, { recursive: true })
  const file = join(before, 'meta', '_journal.json')
  const journal = JSON.parse(readFileSync(file, 'utf8')) as Journal
  const entries = journal.entries.slice(
    0,
    journal.entries.findIndex(({ tag }) => tag.endsWith('_messages')),
  )
  writeFileSync(file, JSON.stringify({ ...journal, entries }))

  const database = join(folder, 'school.db')
  const old = openDatabase({ database, backups: join(folder, 'copies'), migrations: before })
  old.$client.pragma('foreign_keys = OFF')
  const insert = old.$client.prepare(
    `insert into message (id, dedupe_key, kind, student_id, guardian_id, attendance_record_id, day, phone, body, segments,
       state, attempts, expires_at, created_at, updated_at)
     values (?, ?, ?, null, null, 'r1', '2026-05-12', '+254700000001', 'x', 1, 'submitted', 1, 9, 5, 5)`,
  )
  insert.run('m1', 'late:s1:+254700000001:2026-05-12', 'late')
  insert.run('m2', 'arrival:s1:+254700000001:2026-05-12', 'arrival')
  closeDatabase(old)

  const db = openDatabase({ database, backups: join(folder, 'copies') })
  expect(db.select().from(messageCause).orderBy(messageCause.messageId).all()).toMatchObject([
    { dedupeKey: 'late:s1:+254700000001:2026-05-12', messageId: 'm1', attendanceRecordId: 'r1', at: 5 },
    { dedupeKey: 'arrival:s1:+254700000001:2026-05-12', messageId: 'm2' },
  ])
  expect(db.select().from(message).orderBy(message.id).all()).toMatchObject([
    { id: 'm1', state: 'submitted', channel: 'sms', language: 'en', priority: 5, attempts: 1 },
    { id: 'm2', priority: 7 },
  ])
  closeDatabase(db)
})
