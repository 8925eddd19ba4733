import { is } from 'drizzle-orm'
import { CasingCache } from 'drizzle-orm/casing'
import { SQLiteTable, getTableConfig } from 'drizzle-orm/sqlite-core'
import { expect, it } from 'vitest'
import { closeDatabase, openDatabase } from './open.ts'
import * as schema from './schema.ts'

it('the migrations make the tables that the schema describes, and no others', () => {
  const db = openDatabase({ database: ':memory:', backups: '' })
  const casing = new CasingCache('snake_case')
  const described = Object.values(schema)
    .filter(each => is(each, SQLiteTable))
    .map(table => {
      const { name, columns, indexes } = getTableConfig(table)
      return {
        name,
        // In any order: a column that was added later stands last.
        columns: columns
          .map(column => `${casing.getColumnCasing(column)} ${column.getSQLType()} ${column.notNull}`)
          .sort(),
        indexes: indexes.map(({ config }) => config.name).sort(),
      }
    })

  const made = (db.$client.prepare(`select name from sqlite_master where type = 'table'`).pluck().all() as string[])
    .filter(name => !name.startsWith('sqlite_') && !name.startsWith('__drizzle'))
    .map(name => ({
      name,
      columns: (db.$client.pragma(`table_info(${name})`) as { name: string; type: string; notnull: number }[])
        .map(column => `${column.name} ${column.type.toLowerCase()} ${column.notnull === 1}`)
        .sort(),
      indexes: (
        db.$client
          .prepare(
            `select name from sqlite_master where type = 'index' and tbl_name = ? and sql is not null order by name`,
          )
          .pluck()
          .all(name) as string[]
      ).filter(index => !index.endsWith('_unique')),
    }))
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
  expect(made.sort(byName)).toEqual(described.sort(byName))
  closeDatabase(db)
})
