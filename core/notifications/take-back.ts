import type { AttendanceRecordId, Day, MessageId, StudentId } from '../contract/common.ts'
import type { TemplateKind } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { readSettings } from '../settings/settings.repo.ts'
import {
  addMessage,
  causesOfDay,
  causesOfMessage,
  letGo,
  messageById,
  messageOfCause,
  moveCause,
  rewriteMessage,
  takeBack,
} from './outbox.repo.ts'
import type { Cause, TakenBack } from './outbox.repo.ts'
import { bodyOf, sized, writingOf } from './writing.ts'

/**
 * Takes back messages of a cause that has fallen away. Only what has not left yet can be taken back; other children of
 * the same text stay in it. Returns how many.
 */
export function cancelQueued(
  tx: Tx,
  cause: {
    readonly kind: TemplateKind
    readonly studentId: StudentId
    readonly day: Day
    /** Given: only the message of this record (a child can leave several times a day). */
    readonly attendanceRecordId?: AttendanceRecordId
  },
  now: number,
): number {
  const found = causesOfDay(tx, cause.kind, cause.day, cause.studentId).filter(
    ({ state, attendanceRecordId }) =>
      state === 'queued' && (cause.attendanceRecordId === undefined || cause.attendanceRecordId === attendanceRecordId),
  )
  return found.filter(({ dedupeKey }) => holdCause(tx, dedupeKey, 'earlier_punch', now)).length
}

/** Takes back what is said of one child, as far as it has not left yet. False: it has. */
export function holdCause(tx: Tx, dedupeKey: string, note: TakenBack | 'recalled', now: number): boolean {
  const found = messageOfCause(tx, dedupeKey)
  if (found?.state !== 'queued') return false
  return takeBack(tx, alone(tx, found.id, dedupeKey, now), note, now)
}

/** Lets go what was held back; what is too old by now expires as any other message does. */
export function releaseCause(tx: Tx, dedupeKey: string, now: number): boolean {
  const found = messageOfCause(tx, dedupeKey)
  return found !== undefined && letGo(tx, found.id, {}, now)
}

/** The message that speaks of this cause only: a child that shares a text with others gets one of its own. */
function alone(tx: Tx, id: MessageId, dedupeKey: string, now: number): MessageId {
  const causes = causesOfMessage(tx, id)
  const own = causes.find(cause => cause.dedupeKey === dedupeKey)
  const shared = messageById(tx, id)
  if (own === undefined || shared === null || causes.length === 1) return id
  const writing = writingOf(tx, readSettings(tx))
  const kind = shared.kind as TemplateKind
  const textFor = (some: readonly Cause[]) => bodyOf(tx, writing, kind, shared.language, shared.day, some)
  const rest = causes.filter(cause => cause !== own)
  rewriteMessage(tx, id, { ...sized(textFor(rest), shared.channel), studentId: rest[0]?.studentId ?? null }, now)
  const separate = addMessage(tx, {
    ...shared,
    ...sized(textFor([own]), shared.channel),
    studentId: own.studentId,
    // The one that is left goes on being the answer to it.
    correctsId: null,
    at: shared.createdAt,
  })
  moveCause(tx, dedupeKey, separate)
  return separate
}
