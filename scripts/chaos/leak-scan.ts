import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import Database from 'better-sqlite3'

/** What must not be seen where it does not belong. */
export type Secrets = {
  /** Must be in clear nowhere at all. */
  readonly apiKey: string
  /** E.164. */
  readonly phones: readonly string[]
  /** Whole texts; three words of one that follow each other are enough to be found. */
  readonly texts: readonly string[]
}

export type Leak = {
  /** A file, or `database: table.column`. */
  readonly where: string
  readonly what: 'key' | 'phone' | 'text'
  readonly times: number
}

/** Columns that hold phones or texts because that is what they are for. The key is allowed in none. */
const intended: Readonly<Record<string, readonly Leak['what'][]>> = {
  'guardian.phone': ['phone'],
  'message.phone': ['phone'],
  'message.body': ['text'],
  // `kind:student:phone:day`: what makes a second message of a cause impossible.
  'message_cause.dedupe_key': ['phone'],
  'delivery_report.phone': ['phone'],
  'template.text': ['text'],
  // Rows as they were before a change, so that it can be taken back.
  'undo_step.images': ['phone'],
  'import_memory.fields': ['phone'],
}

/**
 * Looks through every file of a folder, whatever it is: the key in the usual spellings; and, in files that are not a
 * database, phones in any notation and pieces of texts. Of a database each column of each table that is not meant for
 * them.
 */
export function scanForLeaks(folder: string, secrets: Secrets): Leak[] {
  const finder = createFinder(secrets)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  const databases = files.filter(isDatabase)
  const parts = (file: string) => databases.some(database => file === database || isBeside(file, database))
  return [
    ...files.flatMap(file => {
      const bytes = readFileSync(file)
      const found = parts(file) ? finder.keyOnly(bytes) : finder.all(bytes)
      return leaks(relative(folder, file), found)
    }),
    ...databases.flatMap(file => scanDatabase(file, relative(folder, file), finder)),
  ]
}

type Found = Readonly<Record<Leak['what'], number>>
type Finder = { keyOnly(bytes: Buffer): Found; all(bytes: Buffer): Found }

function leaks(where: string, found: Found, allowed: readonly Leak['what'][] = []): Leak[] {
  return (['key', 'phone', 'text'] as const)
    .filter(what => found[what] > 0 && !allowed.includes(what))
    .map(what => ({ where, what, times: found[what] }))
}

function scanDatabase(file: string, name: string, finder: Finder): Leak[] {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    const tables = db
      .prepare<[], string>(`select name from sqlite_schema where type = 'table' order by name`)
      .pluck()
      .all()
    return tables.flatMap(table => {
      const columns = db.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(table)
      return columns.flatMap(column => {
        const values = db
          .prepare<[]>(`select ${quoted(column)} from ${quoted(table)}`)
          .pluck()
          .iterate()
        let found: Found = { key: 0, phone: 0, text: 0 }
        for (const value of values) {
          const bytes = bytesOf(value)
          if (bytes !== null) found = added(found, finder.all(bytes))
        }
        return leaks(`${name}: ${table}.${column}`, found, intended[`${table}.${column}`])
      })
    })
  } finally {
    db.close()
  }
}

function bytesOf(value: unknown): Buffer | null {
  if (typeof value === 'string') return Buffer.from(value)
  return value instanceof Uint8Array ? Buffer.from(value) : null
}

function added(a: Found, b: Found): Found {
  return { key: a.key + b.key, phone: a.phone + b.phone, text: a.text + b.text }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

function isDatabase(file: string): boolean {
  return readFileSync(file).subarray(0, 15).toString('latin1') === 'SQLite format 3'
}

function isBeside(file: string, database: string): boolean {
  return ['-wal', '-shm', '-journal'].some(end => file === `${database}${end}`)
}

function createFinder({ apiKey, phones, texts }: Secrets): Finder {
  const spellings = spellingsOf(apiKey)
  const numbers = new Set(phones.map(subscriber))
  const pieces = new Set(texts.flatMap(piecesOf))

  const keyIn = (bytes: Buffer) => spellings.reduce((sum, spelling) => sum + countOf(bytes, spelling), 0)

  return {
    keyOnly: bytes => ({ key: keyIn(bytes), phone: 0, text: 0 }),
    all(bytes) {
      // Both: a heap or a core holds texts in two bytes a letter.
      const readings = [bytes.toString('utf8'), ...(bytes.includes(0) ? [bytes.toString('utf16le')] : [])]
      return {
        key: keyIn(bytes),
        phone: readings.reduce((sum, text) => sum + numbersIn(text).filter(one => numbers.has(one)).length, 0),
        text: readings.reduce((sum, text) => sum + piecesOf(text).filter(piece => pieces.has(piece)).length, 0),
      }
    },
  }
}

/** As it is, in two bytes a letter, in hex, in base64 at each of the three places where it can begin, and backwards. */
function spellingsOf(key: string): Buffer[] {
  const bytes = Buffer.from(key)
  const shifted = [0, 1, 2].map(by => {
    const text = Buffer.concat([Buffer.alloc(by), bytes]).toString('base64')
    // What the neighbours decide is left out.
    return text.slice(by === 0 ? 0 : by + 1, -4)
  })
  const texts = [key, encodeURIComponent(key), bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...shifted]
  return [...new Set(texts)].map(text => Buffer.from(text)).concat(Buffer.from(key, 'utf16le'))
}

function countOf(bytes: Buffer, wanted: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(wanted); at !== -1; at = bytes.indexOf(wanted, at + wanted.length)) count += 1
  return count
}

/** The last nine digits: the same in `+254 700…`, `254700…`, `0700…` and `%2B254700…`. */
const subscriberDigits = 9
const subscriber = (phone: string): string => phone.replace(/\D/g, '').slice(-subscriberDigits)

/** Every nine digits in a row, however they are spaced. */
function numbersIn(text: string): string[] {
  const together = text.replaceAll(/(?<=\d)(?:%20|[ .()\-/]){1,2}(?=\d)/g, '')
  return [...together.matchAll(/\d{9,}/g)].flatMap(([run]) =>
    Array.from({ length: run.length - subscriberDigits + 1 }, (_, i) => run.slice(i, i + subscriberDigits)),
  )
}

/** Three words in a row, whatever stands between them. A name like Ng'ang'a is one word. */
function piecesOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}'’]+/gu) ?? []
  return words.slice(2).map((word, i) => `${words[i] ?? ''} ${words[i + 1] ?? ''} ${word}`)
}
