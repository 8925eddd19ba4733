import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { AppError } from '../contract/errors.ts'
import { closeDatabase, openDatabase } from './open.ts'
import { audit, device, deviceGroup, punch, school, setting } from './schema.ts'
import { transact } from './transact.ts'

function open() {
  return openDatabase({ database: ':memory:', backups: '' })
}

it('keeps everything or nothing', () => {
  const db = open()
  const half = () =>
    transact(db, tx => {
      tx.insert(setting).values({ key: 'a', value: 1, updatedAt: 1 }).run()
      throw new Error('half-way')
    })
  expect(half).toThrow('half-way')
  expect(db.select().from(setting).all()).toEqual([])
  expect(transact(db, tx => tx.insert(setting).values({ key: 'a', value: 1, updatedAt: 1 }).run().changes)).toBe(1)
  closeDatabase(db)
})

it('is a part of the transaction it is called in', () => {
  const db = open()
  const outer = () =>
    transact(db, tx => {
      transact(tx, inner => inner.insert(setting).values({ key: 'a', value: 1, updatedAt: 1 }).run())
      throw new Error('later')
    })
  expect(outer).toThrow('later')
  expect(db.select().from(setting).all()).toEqual([])
  closeDatabase(db)
})

it('says that the disk is full, and leaves nothing of the transaction', () => {
  const db = open()
  const pages = Number(db.$client.pragma('page_count', { simple: true }))
  db.$client.pragma(`max_page_count = ${pages + 2}`)
  const tooMuch = () =>
    transact(db, tx => {
      for (let i = 0; i < 100; i++)
        tx.insert(setting)
          .values({ key: `key${i}`, value: 'x'.repeat(1000), updatedAt: 1 })
          .run()
    })
  expect(tooMuch).toThrow(expect.objectContaining({ code: 'disk_full' }) as AppError)
  expect(db.select().from(setting).all()).toEqual([])
  expect(db.$client.inTransaction).toBe(false)
  closeDatabase(db)
})

it('the audit log refuses change, deletion and replacement', () => {
  const db = open()
  const row = { id: 'a', at: 1, action: 'VIEW', channel: 'c', entity: 'e', outcome: 'ok' } as const
  db.insert(audit).values(row).run()
  const attempts = [
    () => db.update(audit).set({ outcome: 'other' }).run(),
    () => db.delete(audit).run(),
    () =>
      db.run(
        sql`insert or replace into audit (id, at, action, channel, entity, outcome) values ('a', 2, 'VIEW', 'c', 'e', 'x')`,
      ),
  ]
  for (const attempt of attempts) expect(reasonOf(attempt)).toContain('append-only')
  expect(db.select({ at: audit.at, outcome: audit.outcome }).from(audit).all()).toEqual([{ at: 1, outcome: 'ok' }])
  closeDatabase(db)
})

it('a punch stays as the terminal wrote it: only an unknown student can be filled in, once', () => {
  const db = open()
  db.$client.pragma('foreign_keys = OFF')
  db.insert(school)
    .values({ id: 's' as never, name: 'S', code: 'S', createdAt: 1 })
    .run()
  db.insert(deviceGroup)
    .values({ id: 'g' as never, schoolId: 's' as never, name: 'G' })
    .run()
  db.insert(device)
    .values({
      id: 'd' as never,
      schoolId: 's' as never,
      deviceGroupId: 'g' as never,
      name: 'D',
      host: 'h',
      createdAt: 1,
    })
    .run()
  db.insert(punch)
    .values({
      id: 'p' as never,
      deviceId: 'd' as never,
      pin: '7',
      rawTime: 1,
      verify: 1,
      state: 0,
      source: 'live',
      recordedAt: 1,
    })
    .run()
  expect(reasonOf(() => db.update(punch).set({ state: 1 }).run())).toContain('only the unknown student')
  expect(
    reasonOf(() =>
      db
        .update(punch)
        .set({ studentId: 'x' as never, rawTime: 2 })
        .run(),
    ),
  ).toContain('only the unknown')
  db.update(punch)
    .set({ studentId: 'x' as never })
    .run()
  expect(
    reasonOf(() =>
      db
        .update(punch)
        .set({ studentId: 'y' as never })
        .run(),
    ),
  ).toContain('only the unknown student')
  expect(reasonOf(() => db.update(punch).set({ studentId: null }).run())).toContain('only the unknown student')
  expect(reasonOf(() => db.delete(punch).run())).toContain('never deleted')
  expect(db.select({ student: punch.studentId, rawTime: punch.rawTime }).from(punch).all()).toEqual([
    { student: 'x', rawTime: 1 },
  ])
  closeDatabase(db)
})

function reasonOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof Error) return `${error.message} ${String(error.cause)}`
  }
  return 'nothing was refused'
}
