import { and, asc, eq, inArray, isNull, max, ne } from 'drizzle-orm'
import type { GuardianId, SchoolId, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { guardian, schoolClass, stream, student, studentGuardian } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { fullClassName, fullName } from './student-names.repo.ts'

export type GuardianDraft = {
  readonly schoolId: SchoolId
  readonly fullName: string
  /** E.164, such as `+254712345678`. */
  readonly phone: string
  readonly email?: string | null
  readonly language?: 'en' | 'sw'
  readonly at: number
}

/**
 * Adds a guardian.
 * @throws AppError `invalid_input` when the phone is not in E.164
 */
export function addGuardian(tx: Tx, { at, ...draft }: GuardianDraft): GuardianId {
  if (!/^\+[1-9]\d{7,14}$/.test(draft.phone)) throw new AppError('invalid_input', { field: 'phone' })
  const id = newId<GuardianId>()
  tx.insert(guardian)
    .values({ ...draft, id, createdAt: at })
    .run()
  return id
}

/** Makes someone the guardian of a student, the last to be called; siblings share one. Returns the id of the tie. */
export function linkGuardian(
  tx: Tx,
  link: {
    readonly studentId: StudentId
    readonly guardianId: GuardianId
    /** As the school says it: `mother`, `uncle`. */
    readonly relation?: string
    readonly receivesMessages?: boolean
  },
): string {
  const id = newId()
  const last = tx
    .select({ position: max(studentGuardian.position) })
    .from(studentGuardian)
    .where(eq(studentGuardian.studentId, link.studentId))
    .get()
  tx.insert(studentGuardian)
    .values({ ...link, id, position: (last?.position ?? -1) + 1 })
    .run()
  return id
}

export type StoredGuardian = {
  readonly id: GuardianId
  readonly fullName: string
  readonly relation: string
  /** E.164, in clear. */
  readonly phone: string
  readonly email: string | null
  readonly language: 'en' | 'sw'
  readonly receivesMessages: boolean
}

/** A student's guardians, who is called first at the beginning. */
export function guardiansOf(tx: Tx, studentId: StudentId): StoredGuardian[] {
  return tx
    .select({
      id: guardian.id,
      fullName: guardian.fullName,
      relation: studentGuardian.relation,
      phone: guardian.phone,
      email: guardian.email,
      language: guardian.language,
      receivesMessages: studentGuardian.receivesMessages,
    })
    .from(studentGuardian)
    .innerJoin(guardian, eq(guardian.id, studentGuardian.guardianId))
    .where(and(eq(studentGuardian.studentId, studentId), isNull(guardian.deletedAt)))
    .orderBy(asc(studentGuardian.position), asc(guardian.fullName), asc(guardian.id))
    .all()
}

export type Sibling = {
  readonly guardianId: GuardianId
  readonly studentId: StudentId
  readonly fullName: string
  /** `Grade 7 East`. */
  readonly className: string
}

/** The other active students of these guardians. */
export function otherStudentsOf(tx: Tx, guardianIds: readonly GuardianId[], except: StudentId): Sibling[] {
  return tx
    .select({ guardianId: studentGuardian.guardianId, studentId: student.id, fullName, className: fullClassName })
    .from(studentGuardian)
    .innerJoin(student, eq(student.id, studentGuardian.studentId))
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(
      and(
        inArray(studentGuardian.guardianId, [...guardianIds]),
        ne(student.id, except),
        eq(student.active, true),
        isNull(student.deletedAt),
      ),
    )
    .orderBy(asc(schoolClass.level), asc(stream.name), asc(student.firstName))
    .all()
}
