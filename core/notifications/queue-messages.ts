import type { AttendanceRecordId, BatchId, Day, StudentId } from '../contract/common.ts'
import type { TemplateKind } from '../contract/messages.ts'
import { clockText } from '../day.ts'
import type { Tx } from '../db/open.ts'
import type { Clock } from '../ports.ts'
import type { Settings } from '../settings/settings.ts'
import type { Zone } from '../zone.ts'
import { fitsOnePart } from './compose.ts'
import {
  addCause,
  addMessage,
  causesOfMessage,
  letGo,
  messageOfCause,
  openForSiblings,
  rewriteMessage,
  waitingForTerminal,
} from './outbox.repo.ts'
import { channelsFor, isWanted, timesOf } from './queue-rules.ts'
import { receiversOf } from './receivers.repo.ts'
import type { Receiver } from './receivers.repo.ts'
import { bodyOf, sized, writingOf } from './writing.ts'
import type { Told, Writing } from './writing.ts'

/** Why parents are to be told something. What answers an alert is written by `queueAnswer`. */
export type MessageCause = {
  readonly kind: Exclude<TemplateKind, 'correction' | 'arrived_after'>
  readonly studentId: StudentId
  readonly attendanceRecordId: AttendanceRecordId | null
  /** When it happened, or by when it had not: the time in the text. Epoch ms. */
  readonly at: number
  readonly day: Day
  /** The held alerts that it belongs to. */
  readonly batchId?: BatchId
  /** Phones and addresses that hear of it in another way. */
  readonly exceptTo?: ReadonlySet<string>
  /** It stays back until the terminals at which the child may have been are read. */
  readonly waits?: boolean
}

/**
 * Writes the messages that these causes have, in the caller's transaction: one per cause and phone, however often the
 * cause is seen. Children of one guardian whose news come within the time for it share a text while that still
 * costs one part. A cause that is too old, outside the hours for messages or without anybody who can be reached still
 * makes a row that says so. Returns how many messages are new or speak of one child more.
 */
export function queueMessages(
  tx: Tx,
  { clock }: { readonly clock: Clock },
  settings: Settings,
  causes: readonly MessageCause[],
): number {
  const wanted = causes.filter(({ kind }) => isWanted(settings.messages, kind))
  if (wanted.length === 0) return 0
  const writing = writingOf(tx, settings)
  const now = clock.now()
  let added = 0
  for (const cause of wanted) {
    const receivers = receiversOf(tx, cause.studentId)
    const ways = receivers.flatMap(receiver =>
      channelsFor(receiver, settings.emailAccount).map(channel => ({ receiver, channel })),
    )
    if (ways.length === 0) added += writeUnreachable(tx, writing, now, cause, receivers)
    for (const { receiver, channel } of ways) added += writeOne(tx, writing, now, cause, receiver, channel)
  }
  return added
}

function writeOne(
  tx: Tx,
  writing: Writing,
  now: number,
  cause: MessageCause,
  receiver: Receiver,
  channel: 'sms' | 'email',
): number {
  const { settings, zone } = writing
  const phone = channel === 'email' ? (receiver.email ?? '') : receiver.phone
  if (cause.exceptTo?.has(phone)) return 0
  const key = dedupeKey(cause, phone, zone)
  const known = messageOfCause(tx, key)
  const when = whenToSend(writing, now, cause)
  const text = (told: readonly Told[]) => bodyOf(tx, writing, cause.kind, receiver.language, cause.day, told)
  if (known !== undefined) {
    // A cause that had fallen away and is back: its message never left, so it may go now.
    const { batchId } = cause
    const back =
      known.state === 'cancelled' &&
      (known.note === 'earlier_punch' || (known.note === 'not_expected' && batchId !== undefined))
    const fresh = { ...sized(text([cause]), channel), ...when, ...(batchId !== undefined && { batchId }) }
    return back && letGo(tx, known.id, fresh, now) ? 1 : 0
  }
  const own = { dedupeKey: key, studentId: cause.studentId, attendanceRecordId: cause.attendanceRecordId, at: cause.at }
  const to = {
    kind: cause.kind,
    channel,
    guardianId: receiver.guardianId,
    phone,
    day: cause.day,
    batchId: cause.batchId ?? null,
    note: when.note,
  }
  const mayShare = receiver.hasSiblings && when.state === 'queued'
  const mergeMs = settings.messages.mergeSeconds * 1000
  // Alerts of one batch come all at once: they share a text whatever the school allows for, and nothing is waited for.
  const inBatch = cause.batchId !== undefined
  const open = mayShare && (mergeMs > 0 || inBatch) ? openForSiblings(tx, to, now - mergeMs) : null
  if (open !== null) {
    const body = text([...causesOfMessage(tx, open), own])
    if (channel === 'email' || fitsOnePart(body)) {
      rewriteMessage(tx, open, sized(body, channel), now)
      return addCause(tx, { ...own, messageId: open }) ? 1 : 0
    }
  }
  const messageId = addMessage(tx, {
    ...to,
    ...when,
    ...sized(text([cause]), channel),
    notBefore: when.notBefore ?? (mayShare && mergeMs > 0 && !inBatch ? now + mergeMs : null),
    studentId: cause.studentId,
    correctsId: null,
    language: receiver.language,
    at: now,
  })
  addCause(tx, { ...own, messageId })
  return 1
}

/**
 * Nobody of those who want messages can be reached: a row shows it. A child whose guardians want none makes a row only
 * where somebody must know, for an absence.
 */
function writeUnreachable(
  tx: Tx,
  writing: Writing,
  now: number,
  cause: MessageCause,
  receivers: readonly Receiver[],
): number {
  if (receivers.length === 0 && cause.kind !== 'absent') return 0
  const key = dedupeKey(cause, '', writing.zone)
  if (messageOfCause(tx, key) !== undefined) return 0
  const [first] = receivers
  const language = first?.language ?? 'en'
  const messageId = addMessage(tx, {
    kind: cause.kind,
    channel: 'sms',
    studentId: cause.studentId,
    guardianId: first?.guardianId ?? null,
    batchId: cause.batchId ?? null,
    correctsId: null,
    day: cause.day,
    phone: '',
    language,
    ...sized(bodyOf(tx, writing, cause.kind, language, cause.day, [cause]), 'sms'),
    state: 'rejected',
    note: 'no_reachable_guardian',
    notBefore: null,
    expiresAt: now,
    at: now,
  })
  const { studentId, attendanceRecordId, at } = cause
  addCause(tx, { dedupeKey: key, messageId, studentId, attendanceRecordId, at })
  return 1
}

function whenToSend({ settings, zone }: Writing, now: number, cause: MessageCause) {
  const times = timesOf(settings.messages, cause, now, zone.minuteOf(now))
  const waits = cause.waits === true && times.state === 'queued'
  return waits ? { ...times, note: waitingForTerminal, notBefore: times.expiresAt } : { ...times, notBefore: null }
}

/** A child can leave twice on one day (lunch, evening); it arrives, comes late or is absent once. */
function dedupeKey({ kind, studentId, day, at }: MessageCause, phone: string, zone: Zone): string {
  const slot = kind === 'departure' || kind === 'left_early' ? `:${clockText(zone.minuteOf(at))}` : ''
  return `${kind}:${studentId}:${phone}:${day}${slot}`
}
