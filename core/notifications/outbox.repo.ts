import { and, asc, desc, eq, gte, inArray, isNull, sql } from 'drizzle-orm'
import { recordChanges } from '../cloud/changes.repo.ts'
import type { AttendanceRecordId, BatchId, Day, GuardianId, MessageId, StudentId } from '../contract/common.ts'
import type { Language, MessageKind, MessageState } from '../contract/messages.ts'
import { messageKinds } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { message, messageCause } from '../db/schema.ts'
import { newId } from '../ids.ts'

/** Taken back, and free to go again when its cause is back. */
export type TakenBack = 'earlier_punch' | 'not_expected'

/**
 * Queued, and not to leave before the terminals at which the child may have been are read: it is due when it expires,
 * which is never, and this says why.
 */
export const waitingForTerminal = 'waiting_for_terminal'

/** It waited for a terminal until its time had passed. */
export const terminalNotRead = 'terminal_not_read'

export type NewMessage = {
  readonly kind: MessageKind
  readonly channel: 'sms' | 'email'
  readonly studentId: StudentId | null
  readonly guardianId: GuardianId | null
  readonly batchId: BatchId | null
  readonly correctsId: MessageId | null
  readonly day: Day
  /** E.164, or an address for an email; empty where nobody can be reached. */
  readonly phone: string
  readonly language: Language
  readonly body: string
  readonly segments: number
  readonly state: MessageState
  readonly note: string | null
  readonly notBefore: number | null
  readonly expiresAt: number
  readonly at: number
}

/** Writes a message. Without a cause nothing keeps it from being written twice: see `addCause`. */
export function addMessage(tx: Tx, facts: NewMessage): MessageId {
  const id = newId<MessageId>()
  const { kind, channel, studentId, guardianId, batchId, correctsId, day, phone, language, body } = facts
  const { segments, state, note, notBefore, expiresAt, at } = facts
  // By name: what is given may be another message, with more to it than a new one has.
  const row = { kind, channel, studentId, guardianId, batchId, correctsId, day, phone, language, body, segments }
  const priority = messageKinds.indexOf(kind)
  tx.insert(message)
    .values({ ...row, id, state, note, notBefore, expiresAt, priority, createdAt: at, updatedAt: at })
    .run()
  // The cloud hears that there is a message and of whom, never the phone or the text.
  recordChanges(tx, [{ entity: 'message', entityId: id, op: 'put', payload: { kind, studentId, day, state }, at }])
  return id
}

export type Cause = {
  readonly dedupeKey: string
  readonly messageId: MessageId
  readonly studentId: StudentId | null
  readonly attendanceRecordId: AttendanceRecordId | null
  readonly at: number
}

/** Ties a message to its cause. False, and nothing is written: the cause has a message already. */
export function addCause(tx: Tx, cause: Cause): boolean {
  return tx.insert(messageCause).values(cause).onConflictDoNothing().run().changes > 0
}

/** The message of a cause, if it has one. */
export function messageOfCause(tx: Tx, dedupeKey: string) {
  return tx
    .select({ id: message.id, state: message.state, note: message.note })
    .from(messageCause)
    .innerJoin(message, eq(message.id, messageCause.messageId))
    .where(eq(messageCause.dedupeKey, dedupeKey))
    .get()
}

/**
 * A message of this kind to this guardian that waits for more children, made since a moment. One that waits for a
 * terminal is joined by those that wait too, so that no child waits for the terminal of another.
 */
export function openForSiblings(
  tx: Tx,
  to: Pick<NewMessage, 'kind' | 'channel' | 'guardianId' | 'phone' | 'day' | 'batchId' | 'note'>,
  since: number,
): MessageId | null {
  const waits = to.note === waitingForTerminal
  const found = tx
    .select({ id: message.id })
    .from(message)
    .where(
      and(
        eq(message.phone, to.phone),
        eq(message.state, 'queued'),
        eq(message.kind, to.kind),
        eq(message.channel, to.channel),
        eq(message.day, to.day),
        eq(message.attempts, 0),
        // What answers an alert is joined by what answers it for another child.
        to.kind === 'arrived_after' ? undefined : isNull(message.correctsId),
        waits ? eq(message.note, waitingForTerminal) : sql`${message.note} is not ${waitingForTerminal}`,
        to.batchId === null ? isNull(message.batchId) : eq(message.batchId, to.batchId),
        to.guardianId === null ? isNull(message.guardianId) : eq(message.guardianId, to.guardianId),
        gte(message.createdAt, since),
      ),
    )
    .orderBy(desc(message.createdAt), desc(message.id))
    .limit(1)
    .get()
  return found?.id ?? null
}

/** The causes of a message in the order in which they came. */
export function causesOfMessage(tx: Tx, id: MessageId): Cause[] {
  return tx
    .select()
    .from(messageCause)
    .where(eq(messageCause.messageId, id))
    .orderBy(asc(sql`${messageCause}.rowid`))
    .all()
}

/** What a message has beside its text. */
export function messageById(tx: Tx, id: MessageId) {
  return tx.select().from(message).where(eq(message.id, id)).get() ?? null
}

/** Gives a message that is still queued another text. */
export function rewriteMessage(
  tx: Tx,
  id: MessageId,
  text: { readonly body: string; readonly segments: number; readonly studentId?: StudentId | null },
  at: number,
): void {
  tx.update(message)
    .set({ ...text, updatedAt: at })
    .where(and(eq(message.id, id), eq(message.state, 'queued')))
    .run()
}

/** Gives a cause to another message. */
export function moveCause(tx: Tx, dedupeKey: string, to: MessageId): void {
  tx.update(messageCause).set({ messageId: to }).where(eq(messageCause.dedupeKey, dedupeKey)).run()
}

/** Takes a message back that has not left yet. False: it is not queued. */
export function takeBack(tx: Tx, id: MessageId, note: string, at: number): boolean {
  const state: MessageState = 'cancelled'
  return (
    tx
      .update(message)
      .set({ state, note, updatedAt: at })
      .where(and(eq(message.id, id), eq(message.state, 'queued')))
      .run().changes > 0
  )
}

/**
 * A message that was taken back may go after all; what is too old by now expires as any other, and what waited for a
 * terminal goes on waiting.
 */
export function letGo(
  tx: Tx,
  id: MessageId,
  fresh: Partial<Pick<NewMessage, 'batchId' | 'body' | 'segments' | 'state' | 'note' | 'notBefore' | 'expiresAt'>>,
  at: number,
): boolean {
  const takenBack: readonly TakenBack[] = ['earlier_punch', 'not_expected']
  const queued: MessageState = 'queued'
  const [gone] = tx
    .update(message)
    .set({
      state: queued,
      note: sql`iif(${message.notBefore} >= ${message.expiresAt}, ${waitingForTerminal}, null)`,
      ...fresh,
      updatedAt: at,
    })
    .where(and(eq(message.id, id), eq(message.state, 'cancelled'), inArray(message.note, [...takenBack])))
    .returning({ kind: message.kind, studentId: message.studentId, day: message.day, state: message.state })
    .all()
  if (gone === undefined) return false
  recordChanges(tx, [{ entity: 'message', entityId: id, op: 'put', payload: gone, at }])
  return true
}

export type CauseOfDay = {
  readonly dedupeKey: string
  readonly messageId: MessageId
  readonly studentId: StudentId
  readonly attendanceRecordId: AttendanceRecordId | null
  readonly state: MessageState
  readonly note: string | null
}

/** Causes of a kind and day with the state of their messages; of one student, or of all. */
export function causesOfDay(tx: Tx, kind: MessageKind, day: Day, studentId?: StudentId): CauseOfDay[] {
  return tx
    .select({
      dedupeKey: messageCause.dedupeKey,
      messageId: messageCause.messageId,
      studentId: sql<StudentId>`${messageCause.studentId}`,
      attendanceRecordId: messageCause.attendanceRecordId,
      state: message.state,
      note: message.note,
    })
    .from(messageCause)
    .innerJoin(message, eq(message.id, messageCause.messageId))
    .where(
      and(
        eq(message.day, day),
        eq(message.kind, kind),
        studentId === undefined ? sql`${messageCause.studentId} is not null` : eq(messageCause.studentId, studentId),
      ),
    )
    .all()
}
