import { sql } from 'drizzle-orm'
import { afterEach, expect, it, vi } from 'vitest'
import type { Db } from './open.ts'
import { closeDatabase, openDatabase } from './open.ts'

const opened: Db[] = []
afterEach(() => {
  for (const db of opened.splice(0)) closeDatabase(db)
})

function open(): Db {
  const db = openDatabase({ database: ':memory:', backups: '' })
  opened.push(db)
  db.$client.exec('create table fruit (name text unique not null, weight integer)')
  db.run(sql`insert into fruit values (${'apple'}, ${1}), (${'pear'}, ${2})`)
  return db
}

it('gives rows as they are asked for, whatever the same text was asked for before', () => {
  const db = open()
  const heavier = (than: number) => sql`select name, weight from fruit where weight > ${than} order by name`
  for (let i = 0; i < 2; i++) {
    expect(db.values(heavier(1))).toEqual([['pear', 2]])
    expect(db.all(heavier(0))).toEqual([
      { name: 'apple', weight: 1 },
      { name: 'pear', weight: 2 },
    ])
    expect(db.get(heavier(1))).toEqual({ name: 'pear', weight: 2 })
    expect(db.values(heavier(9))).toEqual([])
  }
})

it('is right after a failure, a change of the table and a transaction that was taken back', () => {
  const db = open()
  const add = (name: string) => db.run(sql`insert into fruit (name, weight) values (${name}, ${7})`)
  const all = () => db.all(sql`select * from fruit order by name`)
  expect(() => add('pear')).toThrow()
  add('fig')
  expect(() =>
    db.transaction(tx => {
      tx.run(sql`insert into fruit (name, weight) values (${'plum'}, ${7})`)
      throw new Error('taken back')
    }),
  ).toThrow('taken back')
  expect(all()).toHaveLength(3)
  db.$client.exec('alter table fruit add column colour text')
  expect(all()[0]).toEqual({ name: 'apple', weight: 1, colour: null })
})

it('leaves statements that are prepared past it to those who prepared them', () => {
  const db = open()
  const text = 'select name from fruit order by name'
  const names = db.$client.prepare(text).pluck()
  expect(db.values(sql.raw(text))).toEqual([['apple'], ['pear']])
  expect(names.all()).toEqual(['apple', 'pear'])
})

it('prepares a text once, and no more than a bounded number is kept', () => {
  const db = open()
  const prepared = vi.spyOn(Object.getPrototypeOf(db.$client) as Db['$client'], 'prepare')
  // Seen through the prototype: what is put in the place of the database's own is shown every use.
  const again = openDatabase({ database: ':memory:', backups: '' })
  opened.push(again)
  prepared.mockClear()
  for (let i = 0; i < 3; i++) again.values(sql`select ${i}`)
  expect(prepared).toHaveBeenCalledTimes(1)
  for (let i = 0; i < 500; i++) again.values(sql.raw(`select ${i} as n`))
  prepared.mockClear()
  again.values(sql.raw('select 499 as n'))
  expect(prepared).toHaveBeenCalledTimes(0)
  again.values(sql.raw('select 0 as n'))
  expect(prepared).toHaveBeenCalledTimes(1)
  prepared.mockRestore()
})

it('shows every use to whoever watches', () => {
  const db = open()
  db.values(sql`select 1`)
  const prepare = vi.spyOn(db.$client, 'prepare')
  db.values(sql`select 1`)
  db.values(sql`select 1`)
  expect(prepare).toHaveBeenCalledTimes(2)
})
