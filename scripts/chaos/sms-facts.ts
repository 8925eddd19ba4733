import Database from 'better-sqlite3'
import { digest } from '../../core/simulation/sms-provider/desk.ts'

export type SmsRow = {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly note: string | null
  readonly providerId: string | null
  readonly attempts: number
  readonly claimedAt: number | null
  /** Hashes, as in the provider's journal. */
  readonly phone: string
  readonly body: string
}

export type SmsCauseRow = { readonly messageId: string; readonly pin: number | null; readonly phone: string }

export type SmsAttemptRow = {
  readonly messageId: string
  readonly attempt: number
  /** Null: the program ended before it knew. */
  readonly outcome: string | null
  readonly reason: string | null
  readonly phase: string | null
  readonly httpStatus: number | null
  readonly code: string | null
}

/** What the database holds of messages, read by another program than the one that wrote it. */
export type SmsFacts = {
  readonly messages: readonly SmsRow[]
  readonly causes: readonly SmsCauseRow[]
  readonly attempts: readonly SmsAttemptRow[]
  /** Hashes of the phones that get nothing any more. */
  readonly blocked: ReadonlySet<string>
  readonly punches: number
  /** Messages that were uncertain until a report came. */
  readonly adopted: number
}

export function readSmsFacts(file: string): SmsFacts {
  return reading(file, db => ({
    messages: rows<SmsRow>(
      db,
      `select id, kind, state, note, provider_id as providerId, attempts, claimed_at as claimedAt, phone, body
         from message`,
    ).map(hashed),
    causes: rows<SmsCauseRow>(
      db,
      `select c.message_id as messageId, s.pin, m.phone
         from message_cause c join message m on m.id = c.message_id left join student s on s.id = c.student_id`,
    ).map(({ phone, ...cause }) => ({ ...cause, phone: digest(phone) })),
    attempts: rows<SmsAttemptRow>(
      db,
      `select message_id as messageId, attempt, outcome, reason, phase, http_status as httpStatus, code
         from message_attempt order by message_id, attempt`,
    ),
    blocked: new Set(
      rows<{ phone: string }>(db, 'select phone from guardian where blocked is not null').map(({ phone }) =>
        digest(phone),
      ),
    ),
    punches: number(db, 'select count(*) from punch'),
    adopted: number(db, 'select count(distinct message_id) from delivery_report where adopted = 1'),
  }))
}

/** Messages that are marked as being with the provider. */
export function readSending(file: string): SmsRow[] {
  return reading(file, db =>
    rows<SmsRow>(
      db,
      `select id, kind, state, note, provider_id as providerId, attempts, claimed_at as claimedAt, phone, body
         from message where state = 'sending'`,
    ).map(hashed),
  )
}

/** How far it is: cheap to ask again and again. */
export function readSmsProgress(file: string) {
  return reading(file, db => ({
    /** Not tried yet. */
    fresh: number(db, `select count(*) from message where state = 'queued' and attempts = 0`),
    open: number(db, `select count(*) from message where state in ('queued', 'sending')`),
    final: number(db, `select count(*) from message where state in ('delivered', 'undelivered')`),
    uncertain: number(db, `select count(*) from message where state = 'uncertain'`),
    punches: number(db, 'select count(*) from punch'),
  }))
}

function hashed(row: SmsRow): SmsRow {
  return { ...row, phone: digest(row.phone), body: digest(row.body) }
}

function reading<T>(file: string, read: (db: Database.Database) => T): T {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    return read(db)
  } finally {
    db.close()
  }
}

function rows<T>(db: Database.Database, sql: string): T[] {
  return db.prepare<[], T>(sql).all()
}

function number(db: Database.Database, sql: string): number {
  return db.prepare<[], number>(sql).pluck().get() ?? 0
}

/** What parents were written, in clear: for the search of what it must not be found in. */
export function readTexts(file: string): string[] {
  return reading(file, db => rows<{ body: string }>(db, 'select distinct body from message').map(({ body }) => body))
}
