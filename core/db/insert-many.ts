import { getTableColumns, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Tx } from './open.ts'

/**
 * Inserts rows of any number with a statement whose text does not grow with them: the values go in as one JSON array.
 * Several times as fast as a list of values when a terminal's log is read back. All rows must have the same columns.
 * @param conflict `on conflict … do …`; left out, a conflict is an error
 */
export function insertMany<T extends SQLiteTable>(
  tx: Tx,
  table: T,
  rows: readonly T['$inferInsert'][],
  conflict: SQL = sql``,
): void {
  if (rows.length > 0) tx.run(insertion(table, rows, conflict))
}

/** The same for rows that may be there already; those are left as they are. Returns the ids of the new ones. */
export function insertNew<T extends SQLiteTable>(tx: Tx, table: T, rows: readonly T['$inferInsert'][]): Set<string> {
  if (rows.length === 0) return new Set()
  const inserted = tx.all<{ id: string }>(insertion(table, rows, sql`on conflict do nothing returning id`))
  return new Set(inserted.map(({ id }) => id))
}

function insertion<T extends SQLiteTable>(table: T, rows: readonly T['$inferInsert'][], ending: SQL): SQL {
  const columns = Object.entries<SQLiteColumn>(getTableColumns(table)).filter(([key]) =>
    Object.hasOwn(rows[0] ?? {}, key),
  )
  const names = columns.map(([, column]) => sql.identifier(column.keyAsName ? toSnakeCase(column.name) : column.name))
  const places = columns.map((_, i) => sql.raw(`value ->> ${i}`))
  const values = rows.map(row => {
    const fields = new Map<string, unknown>(Object.entries(row))
    return columns.map(([key, column]) => bound(column, fields.get(key)))
  })
  // "where true" tells SQLite that an "on" after it belongs to "conflict", not to a join.
  return sql`insert into ${table} (${sql.join(names, sql`, `)})
    select ${sql.join(places, sql`, `)} from json_each(${JSON.stringify(values)}) where true ${ending}`
}

function bound(column: SQLiteColumn, value: unknown): unknown {
  return value === null || value === undefined ? null : column.mapToDriverValue(value)
}
