import type { StreamId, StudentId } from '../../../core/contract/common.ts'
import type { NightRoll, NightRollStudent } from '../../../core/contract/morning.ts'

export type NightRow = NightRollStudent & { className: string; streamId: StreamId }

/** The boarders of one class (null: all), in their order. */
export function nightRows({ streams }: NightRoll, streamId: StreamId | null): NightRow[] {
  return streams
    .filter(stream => streamId === null || stream.streamId === streamId)
    .flatMap(stream =>
      stream.students.map(student => ({ ...student, className: stream.className, streamId: stream.streamId })),
    )
}

/** Of how many in each class nobody has said where they are. */
export function openByClass({ streams }: NightRoll) {
  return streams.map(({ streamId, className, students }) => ({
    streamId,
    className,
    open: students.filter(({ state }) => state === null).length,
  }))
}

/** The next row after `from` of whom nothing is said, round to the beginning; -1 when there is none. */
export function nextOpen(rows: readonly Pick<NightRow, 'state'>[], from: number): number {
  const after = rows.findIndex(({ state }, index) => index > from && state === null)
  return after >= 0 ? after : rows.findIndex(({ state }) => state === null)
}

/** A roll in which these are marked already, until the answer of the core is there. */
export function withMarks(
  roll: NightRoll,
  marks: ReadonlyMap<StudentId, { state: 'in' | 'away' | null; note: string }>,
): NightRoll {
  if (marks.size === 0) return roll
  const streams = roll.streams.map(stream => ({
    ...stream,
    students: stream.students.map(student => ({ ...student, ...marks.get(student.studentId) })),
  }))
  const missing = streams.flatMap(({ students }) => students).filter(({ state }) => state === null).length
  return { ...roll, streams, missing }
}
