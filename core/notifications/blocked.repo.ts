import { and, asc, eq, isNotNull, isNull, ne } from 'drizzle-orm'
import type { GuardianId, StudentId } from '../contract/common.ts'
import type { BlockReason } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { guardian, schoolClass, stream, student, studentGuardian } from '../db/schema.ts'
import { byClassAndName, fullClassName, fullName } from '../school/student-names.repo.ts'

/** A guardian's address, or null. */
export function emailOf(tx: Tx, id: GuardianId): string | null {
  return tx.select({ email: guardian.email }).from(guardian).where(eq(guardian.id, id)).get()?.email ?? null
}

export type BlockedLine = {
  readonly guardianId: GuardianId
  readonly fullName: string
  readonly phone: string
  readonly reason: BlockReason
  readonly since: number
  readonly student: { readonly studentId: StudentId; readonly fullName: string; readonly className: string }
}

/** Guardians who cannot be reached, once for each of their active students, by class. */
export function blockedLines(tx: Tx): BlockedLine[] {
  return tx
    .select({
      guardianId: guardian.id,
      guardianName: guardian.fullName,
      phone: guardian.phone,
      reason: guardian.blocked,
      since: guardian.blockedAt,
      studentId: student.id,
      studentName: fullName,
      className: fullClassName,
    })
    .from(guardian)
    .innerJoin(studentGuardian, eq(studentGuardian.guardianId, guardian.id))
    .innerJoin(student, eq(student.id, studentGuardian.studentId))
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(
      and(isNotNull(guardian.blocked), isNull(guardian.deletedAt), eq(student.active, true), isNull(student.deletedAt)),
    )
    .orderBy(...byClassAndName)
    .all()
    .flatMap(({ guardianName, reason, since, studentId, studentName, className, ...rest }) =>
      reason === null
        ? []
        : [
            {
              ...rest,
              fullName: guardianName,
              reason,
              since: since ?? 0,
              student: { studentId, fullName: studentName, className },
            },
          ],
    )
}

/** Who gets the messages about a student when one guardian cannot be reached: the next who wants them and can. */
export function nextReachable(tx: Tx, studentId: StudentId, except: GuardianId): string | null {
  const found = tx
    .select({ fullName: guardian.fullName })
    .from(studentGuardian)
    .innerJoin(guardian, eq(guardian.id, studentGuardian.guardianId))
    .where(
      and(
        eq(studentGuardian.studentId, studentId),
        eq(studentGuardian.receivesMessages, true),
        ne(guardian.id, except),
        isNull(guardian.blocked),
        isNull(guardian.deletedAt),
      ),
    )
    .orderBy(asc(studentGuardian.position), asc(guardian.id))
    .limit(1)
    .get()
  return found?.fullName ?? null
}

/** Writes to a guardian again. False: there is no such guardian, or nothing was blocked. */
export function unblock(tx: Tx, id: GuardianId): boolean {
  return (
    tx
      .update(guardian)
      .set({ blocked: null, blockedAt: null })
      .where(and(eq(guardian.id, id), isNotNull(guardian.blocked)))
      .run().changes > 0
  )
}
