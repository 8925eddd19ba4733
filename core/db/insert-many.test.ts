import { afterEach, describe, expect, it } from 'vitest'
import { insertMany, insertNew } from './insert-many.ts'
import { closeDatabase, openDatabase } from './open.ts'
import type { Db } from './open.ts'
import { change, sessionClose } from './schema.ts'

const opened: Db[] = []
afterEach(() => {
  for (const db of opened.splice(0)) closeDatabase(db)
})

function setUp(): Db {
  const db = openDatabase({ database: ':memory:', backups: '' })
  opened.push(db)
  return db
}

describe('inserting many rows', () => {
  const close = (day: string, settled: boolean) =>
    ({ id: `id ${day}`, day, session: 'AM', plan: 'all', closedAt: 1_778_571_000_123, settled }) as const

  it('stores what the column types say, as a plain insert does', () => {
    const db = setUp()
    const rows = [close('2026-05-11', true), close('2026-05-12', false)]
    insertMany(db, sessionClose, rows)
    expect(db.select().from(sessionClose).orderBy(sessionClose.day).all()).toEqual(rows)
  })

  it('keeps text as text and JSON as JSON, and leaves out what the database fills in', () => {
    const db = setUp()
    const payload = { text: `O'Brien "x" 007 \u2019`, whole: 5, yes: true, nothing: null }
    insertMany(db, change, [{ entity: '007', entityId: '1e3', op: 'put', payload, createdAt: 0 }])
    expect(db.select().from(change).all()).toEqual([
      { seq: 1, entity: '007', entityId: '1e3', op: 'put', payload, createdAt: 0 },
    ])
  })

  it('leaves rows that are there as they are, and tells which were new', () => {
    const db = setUp()
    insertNew(db, sessionClose, [close('2026-05-11', true)])
    const rows = [{ ...close('2026-05-11', false), id: 'again' }, close('2026-05-12', true), close('2026-05-12', false)]
    expect(insertNew(db, sessionClose, rows)).toEqual(new Set(['id 2026-05-12']))
    expect(insertNew(db, sessionClose, [])).toEqual(new Set())
    expect(db.select().from(sessionClose).orderBy(sessionClose.day).all()).toEqual([
      close('2026-05-11', true),
      close('2026-05-12', true),
    ])
  })

  it('refuses a conflict that nobody foresaw', () => {
    const db = setUp()
    insertMany(db, sessionClose, [close('2026-05-11', true)])
    expect(() => insertMany(db, sessionClose, [close('2026-05-11', true)])).toThrow()
  })
})
