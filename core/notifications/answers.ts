import type { AttendanceRecordId, MessageId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import type { Settings } from '../settings/settings.ts'
import { fitsOnePart } from './compose.ts'
import { hasAnswer } from './corrections.repo.ts'
import {
  addCause,
  addMessage,
  causesOfMessage,
  letGo,
  messageById,
  messageOfCause,
  openForSiblings,
  rewriteMessage,
} from './outbox.repo.ts'
import { timesOf } from './queue-rules.ts'
import { bodyOf, sized, writingOf } from './writing.ts'
import type { Told } from './writing.ts'

/** What tells those who got an absence alert that a child of it is there. */
export type Answer = {
  /** It was wrong, or the child has come since. */
  readonly kind: 'correction' | 'arrived_after'
  readonly alert: MessageId
  readonly children: readonly {
    readonly studentId: StudentId
    readonly attendanceRecordId: AttendanceRecordId | null
    /** The time in the text, epoch ms. */
    readonly at: number
  }[]
}

/**
 * Writes an answer to an absence alert, in the caller's transaction: to the phone and in the language of the alert,
 * whatever the ties between people are by now, and once for each child and alert. Returns whether anything is new.
 */
export function queueAnswer(tx: Tx, now: number, settings: Settings, { kind, alert: id, children }: Answer): boolean {
  const alert = messageById(tx, id)
  if (alert === null) return false
  const { day, phone, language, channel, guardianId, batchId } = alert
  const writing = writingOf(tx, settings)
  const text = (told: readonly Told[]) => sized(bodyOf(tx, writing, kind, language, day, told), channel)
  const causes = children.map(child => ({ ...child, dedupeKey: `${kind}:${child.studentId}:${phone}:${day}:${id}` }))
  const times = (at: number) => timesOf(settings.messages, { kind, at }, now, writing.zone.minuteOf(now))

  const fresh = causes.filter(({ dedupeKey }) => messageOfCause(tx, dedupeKey) === undefined)
  // One that was taken back because the press was not the child's, and is right again.
  const back = causes.filter(cause => {
    const known = fresh.includes(cause) ? undefined : messageOfCause(tx, cause.dedupeKey)
    return (
      known?.note === 'earlier_punch' &&
      letGo(tx, known.id, { ...text([cause]), ...times(cause.at), notBefore: null }, now)
    )
  })
  const [first] = fresh
  if (first === undefined) return back.length > 0

  const when = times(first.at)
  const to = { kind, channel, guardianId, phone, day, batchId, note: when.note }
  // Brothers and sisters who were missing in one text come through the gate together.
  const mergeMs =
    kind === 'arrived_after' && causesOfMessage(tx, id).length > 1 ? settings.messages.mergeSeconds * 1000 : 0
  const open = mergeMs > 0 && when.state === 'queued' ? openForSiblings(tx, to, now - mergeMs) : null
  const joined = open === null ? null : text([...causesOfMessage(tx, open), ...fresh])
  if (open !== null && joined !== null && (channel === 'email' || fitsOnePart(joined.body))) {
    rewriteMessage(tx, open, joined, now)
    for (const cause of fresh) addCause(tx, { ...cause, messageId: open })
    return true
  }
  const messageId = addMessage(tx, {
    ...to,
    ...when,
    ...text(fresh),
    notBefore: mergeMs > 0 && when.state === 'queued' ? now + mergeMs : null,
    studentId: first.studentId,
    // A text for several children can be answered for one after the other: only the first answer can be its own.
    correctsId: hasAnswer(tx, id) ? null : id,
    language,
    at: now,
  })
  for (const cause of fresh) addCause(tx, { ...cause, messageId })
  return true
}
