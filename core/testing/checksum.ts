import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Tx } from '../db/open.ts'

/** What grows whenever somebody does something, and the PINs given out, which are never given out again. */
const onlyGrowing = ['audit', 'undo_step', 'counter']

/** A fingerprint of all rows of all tables but a few, whatever their order: equal before a step and after its undo. */
export function tablesChecksum(db: Tx, except: readonly string[] = onlyGrowing): string {
  const hash = createHash('sha256')
  const tables = db.all<{ name: string }>(sql`select name from sqlite_master where type = 'table' order by name`)
  for (const { name } of tables.filter(table => !except.includes(table.name))) {
    const rows = db.all<Record<string, unknown>>(sql`select * from ${sql.identifier(name)}`)
    const lines = rows.map(row => JSON.stringify(row)).sort()
    hash.update(`${name}\n${lines.join('\n')}\n`)
  }
  return hash.digest('hex')
}
