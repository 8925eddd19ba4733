import { and, eq, inArray } from 'drizzle-orm'
import type { Day, GuardianId, StudentId } from '../contract/common.ts'
import type { CallOutcome } from '../contract/calls.ts'
import type { Tx } from '../db/open.ts'
import { callLog, studentGuardian } from '../db/schema.ts'
import { newId } from '../ids.ts'

export type NewCall = {
  readonly studentId: StudentId
  readonly guardianId: GuardianId | null
  readonly day: Day
  readonly outcome: CallOutcome
  readonly note: string
  readonly at: number
  readonly by: string
}

/** Adds calls that do not stand yet; `confirmCalls` makes them. So taking one back keeps the row. Returns their ids. */
export function addCalls(tx: Tx, calls: readonly NewCall[]): string[] {
  const rows = calls.map(call => ({ ...call, id: newId<string>(), withdrawnAt: call.at }))
  tx.insert(callLog).values(rows).run()
  return rows.map(({ id }) => id)
}

export function confirmCalls(tx: Tx, ids: readonly string[]): void {
  tx.update(callLog)
    .set({ withdrawnAt: null })
    .where(inArray(callLog.id, [...ids]))
    .run()
}

/** Those of the students who have this guardian. */
export function studentsOfGuardian(
  tx: Tx,
  guardianId: GuardianId,
  studentIds: readonly StudentId[],
): ReadonlySet<StudentId> {
  const rows = tx
    .select({ studentId: studentGuardian.studentId })
    .from(studentGuardian)
    .where(and(eq(studentGuardian.guardianId, guardianId), inArray(studentGuardian.studentId, [...studentIds])))
    .all()
  return new Set(rows.map(({ studentId }) => studentId))
}
