import { and, eq, sql } from 'drizzle-orm'
import type { AttendanceRecordId, Day, MessageId, StudentId } from '../contract/common.ts'
import type { NewsKind, MessageState } from '../contract/messages.ts'
import { recordChanges } from '../cloud/changes.repo.ts'
import { clockText } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { message } from '../db/schema.ts'
import { newId } from '../ids.ts'
import type { Clock } from '../ports.ts'
import type { Settings } from '../settings/settings.ts'
import { createZone } from '../zone.ts'
import type { Zone } from '../zone.ts'
import { compose } from './compose.ts'
import { smsSize } from './gsm.ts'
import { receiversOf } from './messages.repo.ts'

export type MessageCause = {
  readonly kind: NewsKind
  readonly studentId: StudentId
  readonly attendanceRecordId: AttendanceRecordId
  /** When it happened, epoch ms. */
  readonly at: number
  readonly day: Day
}

const minuteMs = 60_000
/** An earlier punch came to light and the cause fell away. */
const takenBack = 'earlier_punch'

/**
 * Writes the messages that these attendance records cause, in the caller's transaction: one per cause and phone,
 * however often the cause is seen. A cause that is too old or outside the hours for messages still makes a row, in
 * state `expired`, so that nobody wonders where the message went. Returns how many rows are new.
 */
export function queueMessages(
  tx: Tx,
  { clock }: { readonly clock: Clock },
  settings: Settings,
  causes: readonly MessageCause[],
): number {
  const wanted = causes.filter(cause => settings.messages[cause.kind])
  if (wanted.length === 0) return 0
  const now = clock.now()
  const zone = createZone(settings.zone)
  let added = 0
  for (const cause of wanted) {
    const refusal = whyNot(settings, zone, now, cause.at)
    for (const receiver of receiversOf(tx, cause.studentId)) {
      const body = compose(cause.kind, receiver.language, {
        sender: settings.messages.senderName,
        studentName: receiver.studentName,
        className: receiver.className,
        time: clockText(zone.minuteOf(cause.at)),
        date: `${cause.day.slice(8, 10)}/${cause.day.slice(5, 7)}`,
      })
      const state: MessageState = refusal === null ? 'queued' : 'expired'
      const facts = { attendanceRecordId: cause.attendanceRecordId, body, state, note: refusal, updatedAt: now }
      const [written] = tx
        .insert(message)
        .values({
          ...facts,
          id: newId<MessageId>(),
          dedupeKey: dedupeKey(cause, receiver.phone, zone),
          kind: cause.kind,
          studentId: cause.studentId,
          guardianId: receiver.guardianId,
          day: cause.day,
          phone: receiver.phone,
          segments: smsSize(body).segments,
          expiresAt: cause.at + settings.messages.staleAfterMinutes * minuteMs,
          createdAt: now,
        })
        // A cause that had fallen away and is back: its message never left, so it may go now.
        .onConflictDoUpdate({
          target: message.dedupeKey,
          set: facts,
          setWhere: sql`${message.state} = 'cancelled' and ${message.note} = ${takenBack}`,
        })
        .returning({ id: message.id })
        .all()
      if (written === undefined) continue
      added += 1
      // The cloud hears that there is a message and of whom, never the phone or the text.
      const payload = { kind: cause.kind, studentId: cause.studentId, day: cause.day, state }
      recordChanges(tx, [{ entity: 'message', entityId: written.id, op: 'put', payload, at: now }])
    }
  }
  return added
}

/** Takes back messages of a cause that has fallen away. Only what has not left yet can be taken back. */
export function cancelQueued(
  tx: Tx,
  cause: {
    readonly kind: NewsKind
    readonly studentId: StudentId
    readonly day: Day
    /** Given: only the message of this record (a child can leave several times a day). */
    readonly attendanceRecordId?: AttendanceRecordId
  },
  now: number,
): number {
  const state: MessageState = 'cancelled'
  return tx
    .update(message)
    .set({ state, note: takenBack, updatedAt: now })
    .where(
      and(
        eq(message.studentId, cause.studentId),
        eq(message.day, cause.day),
        eq(message.kind, cause.kind),
        cause.attendanceRecordId && eq(message.attendanceRecordId, cause.attendanceRecordId),
        eq(message.state, 'queued'),
      ),
    )
    .run().changes
}

function whyNot(settings: Settings, zone: Zone, now: number, at: number): string | null {
  const { staleAfterMinutes, quietFrom, quietUntil } = settings.messages
  if (now - at > staleAfterMinutes * minuteMs) return 'late_not_sent'
  const minute = zone.minuteOf(now)
  return minute >= quietFrom || minute < quietUntil ? 'quiet_hours' : null
}

/** A child can leave twice on one day (lunch, evening); it arrives, or comes late, once. */
function dedupeKey(cause: MessageCause, phone: string, zone: Zone): string {
  const slot = cause.kind === 'departure' ? `:${clockText(zone.minuteOf(cause.at))}` : ''
  return `${cause.kind}:${cause.studentId}:${phone}:${cause.day}${slot}`
}
