import type { ClassId, ClosureId, Day, SessionName, StreamId } from '../contract/common.ts'

/** Days, or halves of them, without school for everybody, a class or a stream; both days included. */
export type StandingClosure = {
  readonly id: ClosureId
  readonly fromDay: Day
  readonly toDay: Day
  /** Null: the whole day. */
  readonly session: SessionName | null
  readonly scope: 'school' | 'class' | 'stream'
  /** Of the class or the stream. */
  readonly scopeId: string | null
  readonly reason: string
}

export type Place = { readonly classId: ClassId; readonly streamId: StreamId }

/** Whether a closure takes a session of a day from those in this place. */
export function closes(closure: StandingClosure, day: Day, session: SessionName, place: Place): boolean {
  return takes(closure, day, session) && reaches(closure, place)
}

/** Whether it takes that session from anybody. */
export function takes({ fromDay, toDay, session: half }: StandingClosure, day: Day, session: SessionName): boolean {
  return fromDay <= day && day <= toDay && (half === null || half === session)
}

function reaches({ scope, scopeId }: StandingClosure, { classId, streamId }: Place): boolean {
  return scope === 'school' || scopeId === (scope === 'class' ? classId : streamId)
}
