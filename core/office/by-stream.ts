import type { StreamId } from '../contract/common.ts'

type Placed<S> = { readonly streamId: StreamId; readonly className: string; readonly student: S }
type StreamOf<S> = { streamId: StreamId; className: string; students: S[] }

/** Students under their streams; both keep the order they come in. */
export function byStream<S>(rows: readonly Placed<S>[]): StreamOf<S>[] {
  const streams = new Map<StreamId, StreamOf<S>>()
  for (const { streamId, className, student } of rows) {
    const group = streams.get(streamId) ?? { streamId, className, students: [] }
    streams.set(streamId, group)
    group.students.push(student)
  }
  return [...streams.values()]
}
