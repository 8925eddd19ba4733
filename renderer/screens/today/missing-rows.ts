import type { NotInStream, NotInStudent } from '../../../core/contract/attendance.ts'
import type { StreamId, StudentId } from '../../../core/contract/common.ts'
import { isHandled, wordsSought } from '../../../core/contract/missing.ts'

/** A line of the list: the heading of a class, or a child. */
export type Item =
  | {
      readonly kind: 'class'
      readonly streamId: StreamId
      readonly className: string
      readonly n: number
      /** Of them so many are not named: there are too many. */
      readonly unnamed: number
    }
  | { readonly kind: 'student'; readonly student: NotInStudent; readonly className: string }

/** The lines of those whose class, name or admission number holds every word of the filter. */
export function itemsOf(streams: readonly NotInStream[], filter: string): Item[] {
  const holds = wordsSought(filter)
  return streams.flatMap((stream): Item[] => {
    const { streamId, className, students } = stream
    const found = students.filter(student => holds(className, student))
    const unnamed = filter.trim() === '' ? stream.unnamed.students : stream.unnamed.matching
    if (found.length + unnamed === 0) return []
    return [
      { kind: 'class', streamId, className, n: found.length + unnamed, unnamed },
      ...found.map((student): Item => ({ kind: 'student', student, className })),
    ]
  })
}

export function keyOf(item: Item | undefined): string {
  if (item === undefined) return ''
  return item.kind === 'class' ? `class-${item.streamId}` : item.student.studentId
}

export function progressOf(streams: readonly NotInStream[]): { handled: number; total: number } {
  const sum = (of: (stream: NotInStream) => number) => streams.reduce((total, stream) => total + of(stream), 0)
  return {
    handled: sum(({ students, unnamed }) => students.filter(isHandled).length + unnamed.handled),
    total: sum(({ students, unnamed }) => students.length + unnamed.students),
  }
}

export function studentsOf(items: readonly Item[]): NotInStudent[] {
  return items.flatMap(item => (item.kind === 'student' ? [item.student] : []))
}

/**
 * Where one is in the list. It keeps who stood before and after, so that a child who comes in and leaves the list by
 * itself does not put anybody else under the next key.
 */
export type Place = {
  readonly student: NotInStudent
  readonly before: readonly StudentId[]
  readonly after: readonly StudentId[]
}

/** The place of a child; null when it is not in the list. */
export function placeOf(students: readonly NotInStudent[], id: StudentId | undefined): Place | null {
  const at = students.findIndex(({ studentId }) => studentId === id)
  const student = students[at]
  if (student === undefined) return null
  const ids = students.map(({ studentId }) => studentId)
  return { student, before: ids.slice(0, at), after: ids.slice(at + 1) }
}

/** Where `by` rows from a place lead; from no place at all to the first row. Stops at both ends. */
export function stepFrom(students: readonly NotInStudent[], place: Place | null, by: number): StudentId | undefined {
  if (place === null) return students[0]?.studentId
  const here = new Set(students.map(({ studentId }) => studentId))
  const gone = !here.has(place.student.studentId)
  const ahead = (by > 0 ? [...place.after] : [...place.before].reverse()).filter(id => here.has(id))
  const back = (by > 0 ? [...place.before].reverse() : [...place.after]).filter(id => here.has(id))
  const target = ahead[Math.min(Math.abs(by), ahead.length) - 1]
  return target ?? (gone ? back[0] : place.student.studentId)
}

/** The next child after a place about whom something is to be done, round the end; undefined when nobody is left. */
export function nextToDo(
  students: readonly NotInStudent[],
  place: Place,
  done: ReadonlySet<StudentId>,
): StudentId | undefined {
  const open = new Set(
    students.filter(student => !isHandled(student) && !done.has(student.studentId)).map(({ studentId }) => studentId),
  )
  return [...place.after, ...place.before].find(id => open.has(id))
}

/** All from one row to another, whichever is first. */
export function runOf(students: readonly NotInStudent[], from: StudentId, to: StudentId): StudentId[] {
  const ids = students.map(({ studentId }) => studentId)
  const ends = [ids.indexOf(from), ids.indexOf(to)]
  if (ends.includes(-1)) return [to]
  return ids.slice(Math.min(...ends), Math.max(...ends) + 1)
}

/** What was set in this window and is on its way into the list. */
export type Ahead = ReadonlyMap<StudentId, Pick<NotInStudent, 'reason'> | Pick<NotInStudent, 'lastCall'>>

/** The list as it will be when it has heard of what was just set. */
export function withAhead(streams: readonly NotInStream[], ahead: Ahead): readonly NotInStream[] {
  if (ahead.size === 0) return streams
  return streams.map(stream => ({
    ...stream,
    students: stream.students.map(student => ({ ...student, ...ahead.get(student.studentId) })),
  }))
}
