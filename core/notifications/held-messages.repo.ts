import { and, eq, or, sql } from 'drizzle-orm'
import type { Day, MessageId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { message } from '../db/schema.ts'

/** A person's word made the message wrong before it left: it may still be taken back. */
const notExpected = 'not_expected'

const held = and(eq(message.state, 'cancelled'), eq(message.note, notExpected))

/** The messages about lateness on a day that have not left yet, and those that are held back. */
export function lateMessagesOf(tx: Tx, day: Day): { id: MessageId; studentId: StudentId; held: boolean }[] {
  return tx
    .select({
      id: message.id,
      studentId: sql<StudentId>`${message.studentId}`,
      held: sql`${message.state} = 'cancelled'`.mapWith(Boolean),
    })
    .from(message)
    .where(and(eq(message.day, day), eq(message.kind, 'late'), or(eq(message.state, 'queued'), held)))
    .all()
}

/** Holds these messages back, as far as they have not left yet. */
export function holdMessages(tx: Tx, ids: readonly MessageId[], now: number): void {
  for (const id of ids) {
    tx.update(message)
      .set({ state: 'cancelled', note: notExpected, updatedAt: now })
      .where(and(eq(message.id, id), eq(message.state, 'queued')))
      .run()
  }
}

/** Lets go what was held back; what is too old by now expires as any other message does. */
export function releaseMessages(tx: Tx, ids: readonly MessageId[], now: number): void {
  for (const id of ids) {
    tx.update(message)
      .set({ state: 'queued', note: null, updatedAt: now })
      .where(and(eq(message.id, id), held))
      .run()
  }
}
