import { and, asc, desc, eq, isNull, or } from 'drizzle-orm'
import type { Day, NightRollId, StudentId } from '../contract/common.ts'
import { among } from '../attendance/attendance.repo.ts'
import type { Tx } from '../db/open.ts'
import { nightRoll, nightRollEntry } from '../db/schema.ts'
import { newId } from '../ids.ts'

export type StoredRoll = {
  readonly id: NightRollId
  readonly day: Day
  readonly startedAt: number
  readonly startedBy: string
  readonly closedAt: number | null
}

/** The roll that is still open, from whichever day; else the one of this day; else null. */
export function rollOf(tx: Tx, day: Day): StoredRoll | null {
  const found = tx
    .select()
    .from(nightRoll)
    .where(or(isNull(nightRoll.closedAt), eq(nightRoll.day, day)))
    .orderBy(asc(nightRoll.closedAt), desc(nightRoll.day))
    .limit(1)
    .get()
  return found ?? null
}

export function findRoll(tx: Tx, id: NightRollId): StoredRoll | null {
  return tx.select().from(nightRoll).where(eq(nightRoll.id, id)).get() ?? null
}

export function startRoll(tx: Tx, day: Day, at: number, by: string): NightRollId {
  const id = newId<NightRollId>()
  tx.insert(nightRoll).values({ id, day, startedAt: at, startedBy: by }).run()
  return id
}

export function closeRoll(tx: Tx, id: NightRollId, at: number, by: string): void {
  tx.update(nightRoll).set({ closedAt: at, closedBy: by }).where(eq(nightRoll.id, id)).run()
}

export type RollEntryState = { readonly state: 'in' | 'away'; readonly note: string }

export function entriesOfRoll(tx: Tx, id: NightRollId): Map<StudentId, RollEntryState> {
  const rows = tx
    .select({ studentId: nightRollEntry.studentId, state: nightRollEntry.state, note: nightRollEntry.note })
    .from(nightRollEntry)
    .where(eq(nightRollEntry.nightRollId, id))
    .all()
  return new Map(rows.map(({ studentId, ...entry }) => [studentId, entry]))
}

/** Says where these boarders are; `state` null takes the word back. */
export function putEntries(
  tx: Tx,
  id: NightRollId,
  studentIds: readonly StudentId[],
  word: { readonly state: 'in' | 'away' | null; readonly note: string; readonly at: number; readonly by: string },
): void {
  const { state, ...facts } = word
  if (state === null) {
    tx.delete(nightRollEntry)
      .where(and(eq(nightRollEntry.nightRollId, id), among(nightRollEntry.studentId, studentIds)))
      .run()
    return
  }
  for (const studentId of studentIds) {
    tx.insert(nightRollEntry)
      .values({ id: newId(), nightRollId: id, studentId, state, ...facts })
      .onConflictDoUpdate({ target: [nightRollEntry.nightRollId, nightRollEntry.studentId], set: { state, ...facts } })
      .run()
  }
}
