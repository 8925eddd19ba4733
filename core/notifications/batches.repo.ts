import { and, asc, count, desc, eq, gte, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import type { BatchId, Day, GuardianId, SessionName, StudentId } from '../contract/common.ts'
import type { BatchState, HoldReason, MessageState } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { guardian, message, messageBatch, messageCause } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { isAnswered, outStates } from './corrections.repo.ts'

/** The absence alerts of one session, for those of one plan. */
export type StoredBatch = {
  readonly id: BatchId
  readonly day: Day
  readonly session: SessionName
  /** Id of the session plan. */
  readonly plan: string
  readonly state: BatchState
  readonly reasons: readonly HoldReason[]
  /** When the register closed, epoch ms. */
  readonly closedAt: number
  readonly decidedAt: number | null
  /** Who decided; null: nobody, it came by itself. */
  readonly decidedBy: string | null
  readonly why: string | null
}

/** Null: there is none. */
export function batchById(tx: Tx, id: BatchId): StoredBatch | null {
  return tx.select().from(messageBatch).where(eq(messageBatch.id, id)).get() ?? null
}

/**
 * Takes a batch from one state to another.
 * @param decision `by` null: nobody decided it, it came by itself
 * @returns false, and nothing is written: it is no longer in the state `from`
 */
export function decideBatch(
  tx: Tx,
  id: BatchId,
  decision: {
    readonly from: BatchState
    readonly state: BatchState
    readonly by: string | null
    /** Epoch ms. */
    readonly at: number
    readonly why?: string
  },
): boolean {
  const { from, state, by, at, why } = decision
  return (
    tx
      .update(messageBatch)
      .set({ state, decidedBy: by, decidedAt: at, ...(why !== undefined && { why }) })
      .where(and(eq(messageBatch.id, id), eq(messageBatch.state, from)))
      .run().changes > 0
  )
}

/** Writes a batch; null: the session has one for this plan already. */
export function addBatch(tx: Tx, facts: Omit<StoredBatch, 'id' | 'decidedBy' | 'why'>): BatchId | null {
  const id = newId<BatchId>()
  const added = tx
    .insert(messageBatch)
    .values({ ...facts, id })
    .onConflictDoNothing()
    .run()
  return added.changes > 0 ? id : null
}

/** The batch of a session for those of a plan; null: there is none. */
export function batchOf(tx: Tx, day: Day, session: SessionName, plan: string): StoredBatch | null {
  const own = and(eq(messageBatch.day, day), eq(messageBatch.session, session), eq(messageBatch.plan, plan))
  return tx.select().from(messageBatch).where(own).get() ?? null
}

/** Says why a batch is held now. */
export function saveReasons(tx: Tx, id: BatchId, reasons: readonly HoldReason[]): void {
  tx.update(messageBatch).set({ reasons }).where(eq(messageBatch.id, id)).run()
}

/** Removes a batch of which nothing was ever sent. */
export function removeBatch(tx: Tx, id: BatchId): void {
  tx.delete(messageBatch).where(eq(messageBatch.id, id)).run()
}

/** The batches from a day on, the newest first. */
export function batchesSince(tx: Tx, day: Day): StoredBatch[] {
  return tx
    .select()
    .from(messageBatch)
    .where(gte(messageBatch.day, day))
    .orderBy(desc(messageBatch.day), desc(messageBatch.closedAt), asc(messageBatch.plan))
    .all()
}

/**
 * The batches from a day on that go on by themselves: the held ones, and those that expired without a person. Oldest
 * first.
 */
export function openBatchesSince(tx: Tx, day: Day): StoredBatch[] {
  const held: BatchState = 'held'
  const expired: BatchState = 'expired'
  const { state, decidedBy } = messageBatch
  return tx
    .select()
    .from(messageBatch)
    .where(and(gte(messageBatch.day, day), or(eq(state, held), and(eq(state, expired), isNull(decidedBy)))))
    .orderBy(asc(messageBatch.closedAt), asc(messageBatch.plan))
    .all()
}

export type Queued = { readonly messages: number; readonly parts: number }

/** What of a batch waits to be sent. */
export function queuedOfBatch(tx: Tx, id: BatchId): Queued {
  const queued: MessageState = 'queued'
  const found = tx
    .select({ messages: count(), parts: sql<number>`coalesce(sum(${message.segments}), 0)` })
    .from(message)
    .where(and(eq(message.batchId, id), eq(message.state, queued)))
    .get()
  return found ?? { messages: 0, parts: 0 }
}

/** What was written for a batch. Those who could not be reached are not in it. */
export type BatchMessages = {
  readonly students: number
  readonly messages: number
  /** Parts of which the provider has not said what it charged. */
  readonly partsWithoutCost: number
  readonly costMinor: number
  /** Absence alerts that are out and have no correction. */
  readonly recallable: number
}

export function messagesOfBatch(tx: Tx, id: BatchId): BatchMessages {
  const recallable = and(
    eq(message.kind, 'absent'),
    inArray(message.state, [...outStates]),
    sql`not ${isAnswered('message')}`,
  )
  const found = tx
    .select({
      messages: sql<number>`count(*)`,
      partsWithoutCost: sql<number>`coalesce(sum(iif(${message.costMinor} is null, ${message.segments}, 0)), 0)`,
      costMinor: sql<number>`coalesce(sum(${message.costMinor}), 0)`,
      recallable: sql<number>`coalesce(sum(${recallable}), 0)`,
    })
    .from(message)
    .where(and(eq(message.batchId, id), eq(message.kind, 'absent'), ne(message.phone, '')))
    .get()
  const students = tx
    .select({ n: sql<number>`count(distinct ${messageCause.studentId})` })
    .from(message)
    .innerJoin(messageCause, eq(messageCause.messageId, message.id))
    .where(and(eq(message.batchId, id), eq(message.kind, 'absent')))
    .get()
  return {
    students: students?.n ?? 0,
    ...(found ?? { messages: 0, partsWithoutCost: 0, costMinor: 0, recallable: 0 }),
  }
}

export type StudentOfBatch = {
  readonly studentId: StudentId
  readonly guardianName: string | null
  /** Nobody could be reached. */
  readonly unreachable: boolean
}

/** The children whose absence a batch has told, each once, with the guardian who was told first. */
export function studentsOfBatch(tx: Tx, id: BatchId): StudentOfBatch[] {
  const rows = tx
    .select({
      studentId: sql<StudentId>`${messageCause.studentId}`,
      guardianName: guardian.fullName,
      unreachable: sql`${message.phone} = ''`.mapWith(Boolean),
    })
    .from(message)
    .innerJoin(messageCause, eq(messageCause.messageId, message.id))
    .leftJoin(guardian, eq(guardian.id, message.guardianId))
    .where(and(eq(message.batchId, id), eq(message.kind, 'absent')))
    .orderBy(desc(sql`${messageCause}.rowid`))
    .all()
  // The first comes last, and stays.
  return [...new Map(rows.map(row => [row.studentId, row])).values()].reverse()
}

export function guardianName(tx: Tx, id: GuardianId): string | null {
  return tx.select({ name: guardian.fullName }).from(guardian).where(eq(guardian.id, id)).get()?.name ?? null
}
