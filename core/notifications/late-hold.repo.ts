import { and, asc, count, eq, gte, sql } from 'drizzle-orm'
import type { Day, GuardianId, MessageId, StudentId } from '../contract/common.ts'
import type { MessageState } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { message, messageCause } from '../db/schema.ts'
import { terminalNotRead } from './outbox.repo.ts'

export type WaitingMessage = {
  readonly id: MessageId
  readonly day: Day
  readonly guardianId: GuardianId | null
  readonly createdAt: number
  /** All of whom it speaks. */
  readonly studentIds: readonly StudentId[]
}

/** Messages about lateness that stay back until terminals are read, oldest first. */
export function waitingMessages(tx: Tx): WaitingMessage[] {
  const rows = tx
    .select({
      id: message.id,
      day: message.day,
      guardianId: message.guardianId,
      createdAt: message.createdAt,
      studentId: sql<StudentId>`${messageCause.studentId}`,
    })
    .from(message)
    .innerJoin(messageCause, eq(messageCause.messageId, message.id))
    .where(isWaiting())
    .orderBy(asc(message.createdAt), asc(message.id))
    .all()
  const found = new Map<MessageId, WaitingMessage>()
  for (const { studentId, ...row } of rows) {
    const known = found.get(row.id)
    found.set(row.id, { ...row, studentIds: [...(known?.studentIds ?? []), studentId] })
  }
  return [...found.values()]
}

/** Lets such a message go at a moment; null: at once. */
export function endWaiting(tx: Tx, id: MessageId, notBefore: number | null, at: number): void {
  tx.update(message)
    .set({ note: null, notBefore, updatedAt: at })
    .where(and(eq(message.id, id), isWaiting()))
    .run()
}

/** How many of a day were never sent because a terminal was not read in time. */
export function notSentUnread(tx: Tx, day: Day): number {
  const expired: MessageState = 'expired'
  const found = tx
    .select({ n: count() })
    .from(message)
    .where(and(eq(message.day, day), eq(message.state, expired), eq(message.note, terminalNotRead)))
    .get()
  return found?.n ?? 0
}

function isWaiting() {
  const queued: MessageState = 'queued'
  return and(eq(message.state, queued), eq(message.kind, 'late'), gte(message.notBefore, message.expiresAt))
}
