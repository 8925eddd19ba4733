import Database from 'better-sqlite3'
import type { MorningMark } from '../../core/simulation/oracle.ts'
import { digest } from '../../core/simulation/sms-provider/desk.ts'

/** A press: terminal's serial number, PIN and packed time as one text. */
export type PressKey = string

export function pressKey(serial: string, pin: string, rawTime: number): PressKey {
  return `${serial} ${pin} ${rawTime}`
}

export type StoredMessage = {
  readonly id: string
  readonly dedupeKey: string
  readonly kind: string
  readonly state: string
  readonly pin: number
  /** What it speaks of, epoch ms: a press, or the close of a register. */
  readonly at: number
  /** As the provider called it when it took it. */
  readonly providerId: string | null
  /** Hashes, as in the provider's journal. */
  readonly phone: string
  readonly body: string
}

/** What the database holds, read by another program than the one that wrote it. */
export type DatabaseFacts = {
  /** Every punch row; a press that is there twice is in this list twice. */
  readonly punches: readonly { readonly key: PressKey; readonly id: string; readonly source: string }[]
  readonly unmatchedOfDay: number
  readonly roll: number
  /** Morning marks by PIN. */
  readonly marks: ReadonlyMap<number, MorningMark>
  readonly settled: boolean
  /** Messages about the day. */
  readonly messages: readonly StoredMessage[]
  /** Messages that are still on their way. */
  readonly unsent: number
}

/** Reads the facts of one day. The database may be in use. */
export function readFacts(file: string, day: string): DatabaseFacts {
  return withDatabase(file, db => ({
    punches: rows<{ serial: string; pin: string; rawTime: number; id: string; source: string }>(
      db,
      `select d.serial_number as serial, p.pin, p.raw_time as rawTime, p.id, p.source
         from punch p join device d on d.id = p.device_id`,
    ).map(({ serial, pin, rawTime, id, source }) => ({ key: pressKey(serial, pin, rawTime), id, source })),
    unmatchedOfDay: number(db, 'select count(*) from punch where student_id is null and day = ?', day),
    roll: number(db, 'select count(*) from student where active = 1 and deleted_at is null'),
    marks: new Map(
      rows<{ pin: number; mark: MorningMark }>(
        db,
        `select s.pin, m.mark from session_mark m join student s on s.id = m.student_id
          where m.day = ? and m.session = 'AM'`,
        day,
      ).map(({ pin, mark }) => [pin, mark]),
    ),
    settled:
      number(db, `select count(*) from session_close where day = ? and session = 'AM' and settled = 1`, day) === 1,
    messages: rows<StoredMessage>(
      db,
      `select m.id, c.dedupe_key as dedupeKey, m.kind, m.state, s.pin, c.at, m.provider_id as providerId, m.phone, m.body
         from message m join message_cause c on c.message_id = m.id join student s on s.id = c.student_id
        where m.day = ?`,
      day,
    ).map(({ phone, body, ...message }) => ({ ...message, phone: digest(phone), body: digest(body) })),
    unsent: number(db, `select count(*) from message where state in ('queued', 'sending')`),
  }))
}

/** Counts that are cheap to ask again and again. */
export function readProgress(file: string, day: string) {
  return withDatabase(file, db => ({
    punches: number(db, 'select count(*) from punch'),
    unsent: number(db, `select count(*) from message where state in ('queued', 'sending')`),
    settled:
      number(db, `select count(*) from session_close where day = ? and session = 'AM' and settled = 1`, day) === 1,
  }))
}

/** What SQLite itself says about the file: `ok`, and how many references point nowhere. */
export function readIntegrity(file: string): { readonly check: string; readonly danglingReferences: number } {
  return withDatabase(file, db => ({
    check: String(db.pragma('integrity_check', { simple: true })),
    danglingReferences: (db.pragma('foreign_key_check') as unknown[]).length,
  }))
}

function withDatabase<T>(file: string, read: (db: Database.Database) => T): T {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    return read(db)
  } finally {
    db.close()
  }
}

function rows<T>(db: Database.Database, sql: string, ...values: string[]): T[] {
  return db.prepare<string[], T>(sql).all(...values)
}

function number(db: Database.Database, sql: string, ...values: string[]): number {
  return (
    db
      .prepare<string[], number>(sql)
      .pluck()
      .get(...values) ?? 0
  )
}
