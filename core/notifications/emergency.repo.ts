import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { ClassId, GuardianId, StreamId } from '../contract/common.ts'
import type { BlockReason, Language } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { guardian, stream, student, studentGuardian } from '../db/schema.ts'

export type Scope =
  | { readonly kind: 'school' }
  | { readonly kind: 'classes'; readonly classIds: readonly ClassId[] }
  | { readonly kind: 'streams'; readonly streamIds: readonly StreamId[] }

export type EmergencyReceiver = {
  readonly guardianId: GuardianId
  readonly phone: string
  readonly language: Language
  readonly blocked: BlockReason | null
}

/** Guardians who want messages of all active students of a scope; each once, and each phone once. */
export function receiversIn(tx: Tx, scope: Scope): EmergencyReceiver[] {
  const rows = tx
    .selectDistinct({
      guardianId: guardian.id,
      phone: guardian.phone,
      language: guardian.language,
      blocked: guardian.blocked,
    })
    .from(studentGuardian)
    .innerJoin(guardian, eq(guardian.id, studentGuardian.guardianId))
    .innerJoin(student, eq(student.id, studentGuardian.studentId))
    .innerJoin(stream, eq(stream.id, student.streamId))
    .where(
      and(
        eq(studentGuardian.receivesMessages, true),
        isNull(guardian.deletedAt),
        eq(student.active, true),
        isNull(student.deletedAt),
        scope.kind === 'classes' ? inArray(stream.classId, [...scope.classIds]) : undefined,
        scope.kind === 'streams' ? inArray(stream.id, [...scope.streamIds]) : undefined,
      ),
    )
    .orderBy(asc(guardian.id))
    .all()
  return [...new Map(rows.map(row => [row.phone, row])).values()]
}
