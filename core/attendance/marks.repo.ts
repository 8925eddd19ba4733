import { and, eq, sql } from 'drizzle-orm'
import type { SessionMark } from '../contract/attendance.ts'
import type { Day, SessionName, StudentId } from '../contract/common.ts'
import { recordChanges } from '../cloud/changes.repo.ts'
import type { Change } from '../cloud/changes.repo.ts'
import { insertMany } from '../db/insert-many.ts'
import type { Tx } from '../db/open.ts'
import { sessionClose, sessionMark } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { among } from './attendance.repo.ts'

/** "Not yet in" is not written down: it is what a student without a row is until the session closes. */
export type KeptMark = Exclude<SessionMark, 'not_yet_in'>

export type StoredMark = {
  readonly id: string
  readonly studentId: StudentId
  readonly mark: KeptMark
  readonly arrivedAt: number | null
}

/** The marks of a session of a day; of all students when none are named. */
export function marksOf(
  tx: Tx,
  day: Day,
  session: SessionName,
  studentIds?: readonly StudentId[],
): Map<StudentId, StoredMark> {
  const rows = tx
    .select({
      id: sessionMark.id,
      studentId: sessionMark.studentId,
      mark: sessionMark.mark,
      arrivedAt: sessionMark.arrivedAt,
    })
    .from(sessionMark)
    .where(
      and(
        eq(sessionMark.day, day),
        eq(sessionMark.session, session),
        studentIds && among(sessionMark.studentId, studentIds),
      ),
    )
    .all()
  return new Map(rows.map(row => [row.studentId, row]))
}

export type MarkChanges = {
  /** With the id of the row where there is one. */
  readonly put: readonly (Omit<StoredMark, 'id'> & { readonly id?: string | undefined })[]
  readonly removed: readonly StoredMark[]
}

const entity = 'session_mark'

/** Writes what has changed about a session's marks, with what the cloud must hear of it. */
export function writeMarks(tx: Tx, day: Day, session: SessionName, { put, removed }: MarkChanges, now: number): void {
  const rows = put.map(({ studentId, mark, arrivedAt, id = newId() }) => ({
    id,
    studentId,
    day,
    session,
    mark,
    arrivedAt,
    updatedAt: now,
  }))
  const gone = removed.map(({ id }) => id)
  if (gone.length > 0) tx.delete(sessionMark).where(among(sessionMark.id, gone)).run()
  insertMany(
    tx,
    sessionMark,
    rows,
    sql`on conflict (student_id, day, session) do update
        set mark = excluded.mark, arrived_at = excluded.arrived_at, updated_at = excluded.updated_at`,
  )
  recordChanges(tx, [
    ...gone.map((entityId): Change => ({ entity, entityId, op: 'delete', payload: {}, at: now })),
    ...rows.map(({ id, ...payload }): Change => ({ entity, entityId: id, op: 'put', payload, at: now })),
  ])
}

/** How a session of a day was closed, or null while it is not. */
export function closeOf(tx: Tx, day: Day, session: SessionName): { readonly settled: boolean } | null {
  const found = tx
    .select({ settled: sessionClose.settled })
    .from(sessionClose)
    .where(and(eq(sessionClose.day, day), eq(sessionClose.session, session)))
    .get()
  return found ?? null
}

/** Closes a session of a day, or settles one that is closed. */
export function writeClose(
  tx: Tx,
  close: { readonly day: Day; readonly session: SessionName; readonly closedAt: number; readonly settled: boolean },
): void {
  tx.insert(sessionClose)
    .values({ ...close, id: newId() })
    .onConflictDoUpdate({ target: [sessionClose.day, sessionClose.session], set: { settled: close.settled } })
    .run()
}

/** Those of the days whose session is closed and settled. */
export function settledDays(tx: Tx, session: SessionName, days: readonly Day[]): Set<Day> {
  const rows = tx
    .select({ day: sessionClose.day })
    .from(sessionClose)
    .where(and(among(sessionClose.day, days), eq(sessionClose.session, session), eq(sessionClose.settled, true)))
    .all()
  return new Set(rows.map(({ day }) => day))
}
