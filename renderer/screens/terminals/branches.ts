import type { ClassId, StreamId } from '../../../core/contract/common.ts'
import type { ClassNode } from '../../../core/contract/school.ts'
import type { DeviceGroupRow } from '../../../core/contract/sync.ts'

/** A class with its streams, or one stream of it. */
export type SchoolBranch = {
  readonly key: string
  readonly name: string
  readonly students: number
  readonly streamIds: readonly StreamId[]
  readonly ref: { classId: ClassId } | { streamId: StreamId }
  /** A stream below its class. */
  readonly part: boolean
}

/** Each class, and below it its streams where it has more than one. */
export function branchesOf(classes: readonly ClassNode[]): SchoolBranch[] {
  return classes.flatMap(({ id, name, students, streams }) => [
    { key: id, name, students, streamIds: streams.map(stream => stream.id), ref: { classId: id }, part: false },
    ...(streams.length < 2
      ? []
      : streams.map(stream => ({
          key: stream.id,
          name: `${name} ${stream.name}`,
          students: stream.students,
          streamIds: [stream.id],
          ref: { streamId: stream.id },
          part: true,
        }))),
  ])
}

/** How much of a class is on a group. */
export function holds(group: Pick<DeviceGroupRow, 'streams'>, { streamIds }: SchoolBranch): 'all' | 'some' | 'none' {
  const there = new Set(group.streams.map(({ id }) => id))
  const n = streamIds.filter(id => there.has(id)).length
  if (n === 0) return 'none'
  return n === streamIds.length ? 'all' : 'some'
}
