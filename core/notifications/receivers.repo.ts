import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { GuardianId, StudentId } from '../contract/common.ts'
import type { BlockReason, Language } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { guardian, schoolClass, stream, student, studentGuardian } from '../db/schema.ts'
import { fullClassName, fullName } from '../school/student-names.repo.ts'

export type Receiver = {
  readonly guardianId: GuardianId
  /** E.164. */
  readonly phone: string
  readonly email: string | null
  readonly language: Language
  /** Set: nothing is sent to this phone. */
  readonly blocked: BlockReason | null
  /** Has other active children here, so that their news may share a text. */
  readonly hasSiblings: boolean
}

/** Guardians of a student who want messages, who is called first at the beginning. */
export function receiversOf(tx: Tx, studentId: StudentId): Receiver[] {
  return tx
    .select({
      guardianId: guardian.id,
      phone: guardian.phone,
      email: guardian.email,
      language: guardian.language,
      blocked: guardian.blocked,
      hasSiblings: sql`exists (select 1 from ${studentGuardian} other join ${student} s on s.id = other.student_id
        where other.guardian_id = ${guardian.id} and other.student_id <> ${studentId} and other.receives_messages = 1
        and s.active = 1 and s.deleted_at is null)`.mapWith(Boolean),
    })
    .from(studentGuardian)
    .innerJoin(guardian, eq(guardian.id, studentGuardian.guardianId))
    .where(
      and(
        eq(studentGuardian.studentId, studentId),
        eq(studentGuardian.receivesMessages, true),
        isNull(guardian.deletedAt),
      ),
    )
    .orderBy(asc(studentGuardian.position), asc(guardian.id))
    .all()
}

/** The same for many students at once. Those of whom nobody wants messages are not in the answer. */
export function receiversOfAll(tx: Tx, studentIds: readonly StudentId[]): Map<StudentId, Receiver[]> {
  const rows = tx.all<Omit<Receiver, 'hasSiblings'> & { studentId: StudentId; siblings: number }>(sql`
    select asked.value as "studentId", ${guardian.id} as "guardianId", ${guardian.phone} as phone,
      ${guardian.email} as email, ${guardian.language} as language, ${guardian.blocked} as blocked,
      exists (select 1 from ${studentGuardian} other join ${student} s on s.id = other.student_id
        where other.guardian_id = ${guardian.id} and other.student_id <> asked.value and other.receives_messages = 1
        and s.active = 1 and s.deleted_at is null) as siblings
    from (select value from json_each(${JSON.stringify(studentIds)})) as asked
    cross join ${studentGuardian} on ${studentGuardian.studentId} = asked.value
    cross join ${guardian} on ${guardian.id} = ${studentGuardian.guardianId}
    where ${studentGuardian.receivesMessages} = 1 and ${guardian.deletedAt} is null
    order by ${studentGuardian.position}, ${guardian.id}`)
  const receivers = new Map<StudentId, Receiver[]>()
  for (const { studentId, siblings, ...receiver } of rows) {
    const own = receivers.get(studentId) ?? []
    own.push({ ...receiver, hasSiblings: siblings === 1 })
    receivers.set(studentId, own)
  }
  return receivers
}

export type NamedChild = { readonly name: string; readonly className: string }

/** How a text names a student; null when there is no such student. */
export function childNamed(tx: Tx, studentId: StudentId): NamedChild | null {
  const found = tx
    .select({ name: fullName, className: fullClassName })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(eq(student.id, studentId))
    .get()
  return found ?? null
}
