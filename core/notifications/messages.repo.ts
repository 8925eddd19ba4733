import { and, asc, count, desc, eq, isNull, like, lte, or, sql } from 'drizzle-orm'
import type { Day, GuardianId, MessageId, StudentId } from '../contract/common.ts'
import { messageStates } from '../contract/messages.ts'
import type { MessageCounts, MessageState } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { guardian, message, messageAttempt, schoolClass, stream, student, studentGuardian } from '../db/schema.ts'
import { newId } from '../ids.ts'
import type { SmsOutcome } from '../ports.ts'

export type Receiver = {
  readonly guardianId: GuardianId
  readonly phone: string
  readonly language: 'en' | 'sw'
  readonly studentName: string
  readonly className: string
}

/** Guardians of a student who want messages, with what a text needs to say. */
export function receiversOf(tx: Tx, studentId: StudentId): Receiver[] {
  return tx
    .select({
      guardianId: guardian.id,
      phone: guardian.phone,
      language: guardian.language,
      studentName: sql<string>`${student.firstName} || ' ' || ${student.lastName}`,
      className: sql<string>`trim(${schoolClass.name} || ' ' || ${stream.name})`,
    })
    .from(studentGuardian)
    .innerJoin(guardian, eq(guardian.id, studentGuardian.guardianId))
    .innerJoin(student, eq(student.id, studentGuardian.studentId))
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(
      and(
        eq(studentGuardian.studentId, studentId),
        eq(studentGuardian.receivesMessages, true),
        isNull(guardian.deletedAt),
      ),
    )
    .orderBy(asc(guardian.id))
    .all()
}

export type ClaimedMessage = {
  readonly id: MessageId
  readonly phone: string
  readonly body: string
  readonly attempt: number
}

/**
 * Takes the oldest messages that are due, marks them `sending` and opens their attempts. Must be durable before a
 * socket is opened: after a crash the rows say that the messages may have gone out.
 */
export function claimDue(tx: Tx, now: number, limit: number): ClaimedMessage[] {
  if (limit <= 0) return []
  const due = tx
    .select({ id: message.id })
    .from(message)
    .where(and(eq(message.state, 'queued'), or(isNull(message.notBefore), lte(message.notBefore, now))))
    .orderBy(asc(message.createdAt), asc(message.id))
    .limit(limit)
    .all()
  return due.map(({ id }) => claim(tx, id, now))
}

function claim(tx: Tx, id: MessageId, now: number): ClaimedMessage {
  const claimed = tx
    .update(message)
    .set({ state: 'sending', attempts: sql`${message.attempts} + 1`, claimedAt: now, updatedAt: now, note: null })
    .where(eq(message.id, id))
    .returning({ id: message.id, phone: message.phone, body: message.body, attempt: message.attempts })
    .get()
  tx.insert(messageAttempt)
    .values({ id: newId(), messageId: claimed.id, attempt: claimed.attempt, startedAt: now })
    .run()
  return claimed
}

export type Settlement = {
  readonly state: MessageState
  readonly note: string | null
  readonly notBefore: number | null
  readonly providerId: string | null
}

/** Writes what became of an attempt. */
export function settleAttempt(
  tx: Tx,
  claimed: ClaimedMessage,
  outcome: SmsOutcome,
  settlement: Settlement,
  now: number,
): void {
  tx.update(message)
    .set({ ...settlement, sentAt: settlement.state === 'submitted' ? now : null, updatedAt: now })
    .where(eq(message.id, claimed.id))
    .run()
  tx.update(messageAttempt)
    .set({ endedAt: now, outcome: outcome.kind, reason: 'reason' in outcome ? outcome.reason : null })
    .where(and(eq(messageAttempt.messageId, claimed.id), eq(messageAttempt.attempt, claimed.attempt)))
    .run()
}

/** Messages whose time has passed are not sent any more. */
export function expireOverdue(tx: Tx, now: number): number {
  return tx
    .update(message)
    .set({ state: 'expired', note: 'late_not_sent', updatedAt: now })
    .where(and(eq(message.state, 'queued'), lte(message.expiresAt, now)))
    .run().changes
}

/** After a crash: what was being sent may have gone out, and is never sent again without a person's word. */
export function recoverInterrupted(tx: Tx, now: number): number {
  return tx
    .update(message)
    .set({ state: 'uncertain', note: 'interrupted', updatedAt: now })
    .where(eq(message.state, 'sending'))
    .run().changes
}

/** How many messages are in each state. */
export function messageCounts(tx: Tx): MessageCounts {
  const counts = Object.fromEntries(messageStates.map(state => [state, 0])) as MessageCounts
  const rows = tx.select({ state: message.state, n: count() }).from(message).groupBy(message.state).all()
  for (const row of rows) counts[row.state] = row.n
  return counts
}

/** How many messages speak of a day, by state. */
export function messageCountsOfDay(tx: Tx, day: Day): Partial<MessageCounts> {
  const rows = tx
    .select({ state: message.state, n: count() })
    .from(message)
    .where(eq(message.day, day))
    .groupBy(message.state)
    .all()
  return Object.fromEntries(rows.map(row => [row.state, row.n]))
}

export type StoredMessage = typeof message.$inferSelect & {
  readonly studentName: string
  readonly className: string
  readonly guardianName: string
}

type Filter = { readonly state?: MessageState | undefined; readonly search: string }

/** The queue, newest first. `search` looks in the student's and guardian's names. */
export function listMessages(tx: Tx, filter: Filter, limit: number, offset: number): StoredMessage[] {
  return (
    tx
      .select({
        row: message,
        studentName: sql<string>`coalesce(${student.firstName} || ' ' || ${student.lastName}, '')`,
        className: sql<string>`coalesce(trim(${schoolClass.name} || ' ' || ${stream.name}), '')`,
        guardianName: sql<string>`coalesce(${guardian.fullName}, '')`,
      })
      .from(message)
      // A test is about nobody.
      .leftJoin(student, eq(student.id, message.studentId))
      .leftJoin(stream, eq(stream.id, student.streamId))
      .leftJoin(schoolClass, eq(schoolClass.id, stream.classId))
      .leftJoin(guardian, eq(guardian.id, message.guardianId))
      .where(matching(filter))
      .orderBy(desc(message.createdAt), desc(message.id))
      .limit(limit)
      .offset(offset)
      .all()
      .map(({ row, ...names }) => ({ ...row, ...names }))
  )
}

/** How many messages a filter finds. */
export function countMessages(tx: Tx, filter: Filter): number {
  const found = tx
    .select({ n: count() })
    .from(message)
    .leftJoin(student, eq(student.id, message.studentId))
    .leftJoin(guardian, eq(guardian.id, message.guardianId))
    .where(matching(filter))
    .get()
  return found?.n ?? 0
}

function matching({ state, search }: Filter) {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return and(
    state === undefined ? undefined : eq(message.state, state),
    search === ''
      ? undefined
      : or(
          like(sql`${student.firstName} || ' ' || ${student.lastName}`, sql`${pattern} escape '\\'`),
          like(guardian.fullName, sql`${pattern} escape '\\'`),
        ),
  )
}
