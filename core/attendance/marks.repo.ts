import { between, desc, eq, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { SessionMark } from '../contract/attendance.ts'
import type { Day, SessionName, StudentId } from '../contract/common.ts'
import { recordChanges } from '../cloud/changes.repo.ts'
import type { Change } from '../cloud/changes.repo.ts'
import { insertMany } from '../db/insert-many.ts'
import type { Tx } from '../db/open.ts'
import { sessionClose, sessionMark } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { markStale } from './standing.repo.ts'

/** "Not yet in" is not written down: it is what a student without a row is until the session closes. */
export type KeptMark = Exclude<SessionMark, 'not_yet_in'>

export type StoredMark = {
  readonly studentId: StudentId
  readonly session: SessionName
  readonly mark: KeptMark
  readonly arrivedAt: number | null
  readonly reason: string | null
  readonly manual: boolean
}

/** The marks of a day, of these students and this session (left out: all). */
export function marksOn(tx: Tx, day: Day, studentIds?: readonly StudentId[], session?: SessionName): StoredMark[] {
  // The sessions are named because they stand before the student in the key.
  const sessions = session === undefined ? sql`in ('AM', 'PM')` : sql`= ${session}`
  const ofSessions = sql`${sessionMark.day} = ${day} and ${sessionMark.session} ${sessions}`
  return readMarks(
    tx,
    studentIds === undefined
      ? sql`${sessionMark} where ${ofSessions}`
      : // SQLite keeps the order of a cross join: student by student, not through all marks of the day.
        sql`json_each(${JSON.stringify(studentIds)}) cross join ${sessionMark}
          where ${ofSessions} and ${sessionMark.studentId} = value`,
  )
}

/** The marks of a session that do not say that a child is there. */
export function marksNotThere(tx: Tx, day: Day, session: SessionName): StoredMark[] {
  const ofSession = sql`${sessionMark.day} = ${day} and ${sessionMark.session} = ${session}`
  return readMarks(tx, sql`${sessionMark} where ${ofSession} and ${sessionMark.mark} not in ('present', 'late')`)
}

function readMarks(tx: Tx, where: SQL): StoredMark[] {
  const rows = tx.values<[StudentId, SessionName, KeptMark, number | null, string | null, number]>(sql`
    select ${sessionMark.studentId}, ${sessionMark.session}, ${sessionMark.mark}, ${sessionMark.arrivedAt},
      ${sessionMark.reason}, ${sessionMark.manual}
    from ${where}`)
  return rows.map(([studentId, half, mark, arrivedAt, reason, manual]) => ({
    studentId,
    session: half,
    mark,
    arrivedAt,
    reason,
    manual: manual === 1,
  }))
}

export type MarkChanges = {
  readonly put: readonly StoredMark[]
  readonly removed: readonly Pick<StoredMark, 'studentId' | 'session'>[]
}

const entity = 'session_mark'

/** Writes what has changed about a day's marks, with what the cloud must hear of it. */
export function writeMarks(tx: Tx, day: Day, { put, removed }: MarkChanges, now: number): void {
  const rows = put.map(row => ({ ...row, day, updatedAt: now }))
  if (removed.length > 0) {
    const keys = JSON.stringify(removed.map(({ session, studentId }) => [session, studentId]))
    tx.run(sql`delete from ${sessionMark} where ${sessionMark.day} = ${day}
      and (${sql.identifier('session')}, ${sql.identifier('student_id')}) in
        (select value ->> 0, value ->> 1 from json_each(${keys}))`)
  }
  insertMany(
    tx,
    sessionMark,
    rows,
    sql`on conflict (day, session, student_id) do update
        set mark = excluded.mark, arrived_at = excluded.arrived_at, reason = excluded.reason,
          manual = excluded.manual, updated_at = excluded.updated_at`,
  )
  const idOf = (row: MarkChanges['removed'][number]) => `${row.studentId}:${day}:${row.session}`
  recordChanges(tx, [
    ...removed.map((row): Change => ({ entity, entityId: idOf(row), op: 'delete', payload: {}, at: now })),
    ...rows.map((row): Change => ({ entity, entityId: idOf(row), op: 'put', payload: row, at: now })),
  ])
  markStale(tx, [...new Set([...put, ...removed].map(({ studentId }) => studentId))])
}

/** How a session was closed for those of a plan. `closedAt` is the moment that `settled` speaks of. */
export type StoredClose = { readonly closedAt: number; readonly settled: boolean }
export type Closes = { of(session: SessionName, plan: string): StoredClose | null }

/** How the sessions of a day were closed. */
export function closesOn(tx: Tx, day: Day): Closes {
  const rows = tx.select().from(sessionClose).where(eq(sessionClose.day, day)).all()
  const find = (session: SessionName, plan: string) => rows.find(row => row.session === session && row.plan === plan)
  // An empty plan: closed for everybody, before there were plans.
  return { of: (session, plan) => find(session, plan) ?? find(session, '') ?? null }
}

/** Closes a session of a day for those of a plan, or tells better how it was closed. */
export function writeClose(
  tx: Tx,
  close: StoredClose & { readonly day: Day; readonly session: SessionName; readonly plan: string },
): void {
  const { closedAt, settled } = close
  tx.insert(sessionClose)
    .values({ ...close, id: newId() })
    .onConflictDoUpdate({
      target: [sessionClose.day, sessionClose.session, sessionClose.plan],
      set: { closedAt, settled },
    })
    .run()
  // A session counts once it is closed, for those too whose mark was there before.
  markStale(tx)
}

/** Up to when the presses of every terminal are known for certain, as far as a settled session shows; epoch ms. */
export function settledUntil(tx: Tx): number {
  const last = tx
    .select({ closedAt: sessionClose.closedAt })
    .from(sessionClose)
    .where(eq(sessionClose.settled, true))
    .orderBy(desc(sessionClose.day), desc(sessionClose.closedAt))
    .limit(1)
    .get()
  return last?.closedAt ?? -Infinity
}

/** Those of the days on which somebody has a mark. */
export function daysWithMarks(tx: Tx, days: readonly Day[]): Set<Day> {
  const rows = tx.all<{ day: Day }>(
    sql`select value as day from json_each(${JSON.stringify(days)})
        where exists (select 1 from ${sessionMark} where ${sessionMark.day} = value)`,
  )
  return new Set(rows.map(({ day }) => day))
}

/** Whether anybody has a mark for a day from one to another. */
export function anyMarkBetween(tx: Tx, from: Day, to: Day): boolean {
  const found = tx
    .select({ day: sessionMark.day })
    .from(sessionMark)
    .where(between(sessionMark.day, from, to))
    .limit(1)
  return found.get() !== undefined
}
