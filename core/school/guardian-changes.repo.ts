import { and, asc, eq, isNull, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { among } from '../attendance/attendance.repo.ts'
import type { GuardianId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { guardian, student, studentGuardian } from '../db/schema.ts'
import { fullName } from './student-names.repo.ts'

export type GuardianFacts = {
  readonly id: GuardianId
  readonly fullName: string
  /** E.164, in clear. */
  readonly phone: string
}

/** A guardian in use, or null. */
export function findGuardian(tx: Tx, id: GuardianId): GuardianFacts | null {
  const found = tx
    .select({ id: guardian.id, fullName: guardian.fullName, phone: guardian.phone })
    .from(guardian)
    .where(and(eq(guardian.id, id), isNull(guardian.deletedAt)))
    .get()
  return found ?? null
}

/** Guardians in use with this phone, the oldest first. */
export function guardiansWithPhone(tx: Tx, phone: string): GuardianFacts[] {
  return tx
    .select({ id: guardian.id, fullName: guardian.fullName, phone: guardian.phone })
    .from(guardian)
    .where(and(eq(guardian.phone, phone), isNull(guardian.deletedAt)))
    .orderBy(asc(guardian.createdAt), asc(guardian.id))
    .all()
}

export type FoundGuardian = GuardianFacts & { readonly students: readonly string[] }

/**
 * Guardians in use whose name has each of these words, or whose phone begins so; with the names of their students.
 * @param phoneBegin E.164 or a part of it from its beginning; null: only by name
 */
export function searchGuardians(
  tx: Tx,
  words: readonly string[],
  phoneBegin: string | null,
  limit: number,
): FoundGuardian[] {
  const named = and(...words.map(word => sql`${guardian.fullName} like ${containing(word)} escape '\\'`))
  const found = tx
    .select({ id: guardian.id, fullName: guardian.fullName, phone: guardian.phone })
    .from(guardian)
    .where(and(isNull(guardian.deletedAt), or(named, phoneBegin === null ? undefined : phoneBegins(phoneBegin))))
    .orderBy(sql`${guardian.fullName} collate nocase`, asc(guardian.id))
    .limit(limit)
    .all()
  const children = tx
    .select({ guardianId: studentGuardian.guardianId, fullName })
    .from(studentGuardian)
    .innerJoin(student, eq(student.id, studentGuardian.studentId))
    .where(
      and(
        among(
          studentGuardian.guardianId,
          found.map(({ id }) => id),
        ),
        isNull(student.deletedAt),
      ),
    )
    .orderBy(asc(student.firstName))
    .all()
  return found.map(one => ({
    ...one,
    students: children.filter(({ guardianId }) => guardianId === one.id).map(child => child.fullName),
  }))
}

/** A pattern for LIKE: anywhere in the text, taken for itself. */
export function containing(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`
}

/** By the index of phones. */
export function phoneBegins(begin: string): SQL {
  return sql`(${guardian.phone} >= ${begin} and ${guardian.phone} < ${`${begin}:`})`
}

export type Tie = { readonly id: string; readonly guardianId: GuardianId }

/** What ties a student to his or her guardians, who is called first at the beginning. */
export function tiesOf(tx: Tx, studentId: StudentId): Tie[] {
  return tx
    .select({ id: studentGuardian.id, guardianId: studentGuardian.guardianId })
    .from(studentGuardian)
    .innerJoin(guardian, eq(guardian.id, studentGuardian.guardianId))
    .where(and(eq(studentGuardian.studentId, studentId), isNull(guardian.deletedAt)))
    .orderBy(asc(studentGuardian.position), asc(guardian.fullName))
    .all()
}

export function updateGuardian(
  tx: Tx,
  id: GuardianId,
  facts: {
    readonly fullName: string
    readonly phone: string
    readonly email: string | null
    readonly language: 'en' | 'sw'
  },
): void {
  tx.update(guardian).set(facts).where(eq(guardian.id, id)).run()
}

export function updateTie(
  tx: Tx,
  id: string,
  facts: { readonly relation?: string; readonly receivesMessages?: boolean; readonly position?: number },
): void {
  tx.update(studentGuardian).set(facts).where(eq(studentGuardian.id, id)).run()
}

export function deleteTie(tx: Tx, id: string): void {
  tx.delete(studentGuardian).where(eq(studentGuardian.id, id)).run()
}

/** Takes a guardian without students out of use. */
export function retireGuardianAlone(tx: Tx, id: GuardianId, at: number): void {
  tx.update(guardian)
    .set({ deletedAt: at })
    .where(
      and(
        eq(guardian.id, id),
        sql`not exists (select 1 from ${studentGuardian} where ${studentGuardian.guardianId} = ${id})`,
      ),
    )
    .run()
}
