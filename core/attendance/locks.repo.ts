import { and, asc, count, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Day } from '../contract/common.ts'
import type { DayLock } from '../contract/morning.ts'
import type { Tx } from '../db/open.ts'
import { dayLock, sessionMark } from '../db/schema.ts'
import { newId } from '../ids.ts'

/** When and by whom a day was locked, or null while it is not. */
export function lockOf(tx: Tx, day: Day): { readonly lockedAt: number; readonly by: string } | null {
  const found = tx
    .select({ lockedAt: dayLock.lockedAt, by: dayLock.lockedBy })
    .from(dayLock)
    .where(and(eq(dayLock.day, day), isNull(dayLock.unlockedAt)))
    .get()
  return found ?? null
}

/** The locked days, oldest first. */
export function lockedDays(tx: Tx): Day[] {
  return tx
    .select({ day: dayLock.day })
    .from(dayLock)
    .where(isNull(dayLock.unlockedAt))
    .orderBy(asc(dayLock.day))
    .all()
    .map(({ day }) => day)
}

/** The locks of days from one to another, with how many marks have changed since. */
export function locksBetween(tx: Tx, from: Day, to: Day): DayLock[] {
  const changedSince = tx
    .select({ n: count() })
    .from(sessionMark)
    .where(and(eq(sessionMark.day, dayLock.day), gt(sessionMark.updatedAt, dayLock.lockedAt)))
  return tx
    .select({
      day: dayLock.day,
      lockedAt: dayLock.lockedAt,
      by: dayLock.lockedBy,
      changedSince: sql<number>`${changedSince}`,
    })
    .from(dayLock)
    .where(and(isNull(dayLock.unlockedAt), sql`${dayLock.day} between ${from} and ${to}`))
    .orderBy(asc(dayLock.day))
    .all()
}

/** Locks a day; one that is locked already stays as it is. */
export function lockDay(tx: Tx, day: Day, at: number, by: string): void {
  tx.insert(dayLock).values({ id: newId(), day, lockedAt: at, lockedBy: by }).onConflictDoNothing().run()
}

/** Unlocks a day; false when it was not locked. The lock stays on record. */
export function unlockDay(tx: Tx, day: Day, at: number, by: string, why: string): boolean {
  const standing = and(eq(dayLock.day, day), isNull(dayLock.unlockedAt))
  return tx.update(dayLock).set({ unlockedAt: at, unlockedBy: by, why }).where(standing).run().changes > 0
}
