import type { StreamId } from '../../../core/contract/common.ts'
import type { ClassNode, StreamNode } from '../../../core/contract/school.ts'
import { t } from '../../strings/t.ts'

/** `Grade 7 East`; a stream without a name is the whole class. */
export function classText(className: string, streamName: string): string {
  return streamName === '' || className.endsWith(` ${streamName}`) ? className : `${className} ${streamName}`
}

export type StreamChoice = { value: StreamId; label: string }

/** Every stream for a choice, in the order of the classes; a full one says so. */
export function streamChoices(classes: readonly ClassNode[]): StreamChoice[] {
  return classes.flatMap(node =>
    node.streams.map(stream => ({
      value: stream.id,
      label: isFull(stream)
        ? t.students.fullStream(classText(node.name, stream.name), stream.students)
        : classText(node.name, stream.name),
    })),
  )
}

/** Whether a stream has as many students as it has room for. */
export function isFull({ students, capacity }: StreamNode): boolean {
  return capacity !== null && students >= capacity
}
