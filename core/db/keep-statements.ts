import type Database from 'better-sqlite3'

/** More than the app has; those whose text is made for the moment are let go after a while. */
const mostKept = 400

/**
 * The same database for drizzle, which prepares each query anew: this hands it the statement it had for the same text.
 * To prepare is a good part of a short query; and statements thrown away in thousands are ended all at once by the garbage
 * collector, which took up to a tenth of a second at a time while a terminal's log came in.
 */
export function keepingStatements(client: Database.Database): Database.Database {
  const kept = new Map<string, Database.Statement>()

  function keptOrNew(sql: string): Database.Statement {
    // Whoever puts something in the place of `prepare` to watch it is shown every statement.
    if (Object.hasOwn(client, 'prepare')) return client.prepare(sql)
    const known = kept.get(sql)
    kept.delete(sql)
    // Rows as arrays are asked for anew at each use, and only so: no other mode is ever set by drizzle.
    if (known?.reader === true) known.raw(false)
    const statement = known ?? client.prepare(sql)
    kept.set(sql, statement)
    const [oldest] = kept.size > mostKept ? kept.keys() : []
    if (oldest !== undefined) kept.delete(oldest)
    return statement
  }

  return Object.create(client, { prepare: { value: keptOrNew } }) as Database.Database
}
