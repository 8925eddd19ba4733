import { among } from '../attendance/attendance.repo.ts'
import type { Day, StreamId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { student } from '../db/schema.ts'
import { endStays, moveStays, resumeStays } from './stays.repo.ts'

/** Puts these students into a stream from a day on; registers of the days before still show the old one. */
export function moveStudents(tx: Tx, studentIds: readonly StudentId[], streamId: StreamId, day: Day): void {
  tx.update(student).set({ streamId }).where(among(student.id, studentIds)).run()
  moveStays(tx, studentIds, streamId, day)
}

/** These students leave; `leftOn` is their last day. Nothing of them is deleted. */
export function deactivateStudents(
  tx: Tx,
  studentIds: readonly StudentId[],
  leaving: { readonly leftOn: Day; readonly why: string | null },
): void {
  tx.update(student)
    .set({ active: false, leftOn: leaving.leftOn, leftWhy: leaving.why })
    .where(among(student.id, studentIds))
    .run()
  endStays(tx, studentIds, leaving.leftOn)
}

/** These students, who had left, are back from a day on, each in the stream he or she was last in. */
export function restoreStudents(tx: Tx, studentIds: readonly StudentId[], day: Day): void {
  const back = tx
    .update(student)
    .set({ active: true, leftOn: null, leftWhy: null })
    .where(among(student.id, studentIds))
    .returning({ id: student.id, streamId: student.streamId })
    .all()
  for (const [streamId, ids] of groupByStream(back)) resumeStays(tx, ids, streamId, day)
}

function groupByStream(
  rows: readonly { readonly id: StudentId; readonly streamId: StreamId }[],
): Map<StreamId, StudentId[]> {
  const groups = new Map<StreamId, StudentId[]>()
  for (const { id, streamId } of rows) groups.set(streamId, [...(groups.get(streamId) ?? []), id])
  return groups
}
