import { and, asc, eq, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { BatchId, Day, MessageId, SessionName, StudentId } from '../contract/common.ts'
import type { MessageState } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { message, messageBatch, messageCause } from '../db/schema.ts'

/** An absence alert as far as it speaks of one child. */
export type AlertOfChild = {
  readonly dedupeKey: string
  readonly messageId: MessageId
  readonly studentId: StudentId
  readonly phone: string
  readonly state: MessageState
  readonly note: string | null
  /** Of which session it says that the child was missing, and by when. */
  readonly session: SessionName
  readonly at: number
  /** The guardian was told, or is being told, that the child is there after all. */
  readonly answered: boolean
}

/** What left or may have left: whoever has it may have read it. */
export const outStates: readonly MessageState[] = ['sending', 'submitted', 'delivered', 'uncertain', 'held_provider']

/** What never reached the guardian answers nothing. A correction is written once, whatever became of it. */
const lost = sql.raw(`('cancelled', 'expired', 'rejected', 'undelivered')`)

/** Whether the message `m` has been answered for the child of its cause `c`, both named as in the query around it. */
function answeredFor(m: string, c: string): SQL {
  const [alert, cause] = [sql.raw(m), sql.raw(c)]
  const key = (kind: 'correction' | 'arrived_after') =>
    sql`${kind} || ':' || ${cause}.student_id || ':' || ${alert}.phone || ':' || ${alert}.day || ':' || ${alert}.id`
  return sql`exists (select 1 from ${messageCause} answer_cause
    join ${message} answer on answer.id = answer_cause.message_id
    where answer_cause.dedupe_key in (${key('correction')}, ${key('arrived_after')})
      and (answer.kind = 'correction' or answer.state not in ${lost}))`
}

/**
 * Whether an absence alert has been answered for every child that it speaks of; another message, whether it is
 * corrected by any. `m` is its name in the query around it.
 */
export function isAnswered(m: string): SQL<boolean> {
  const alert = sql.raw(m)
  return sql<boolean>`iif(${alert}.kind = 'absent',
    exists (select 1 from ${messageCause} own where own.message_id = ${alert}.id and own.student_id is not null)
    and not exists (select 1 from ${messageCause} own where own.message_id = ${alert}.id
      and own.student_id is not null and not ${answeredFor(m, 'own')}),
    exists (select 1 from ${message} corrections where corrections.corrects_id = ${alert}.id))`
}

/** The absence alerts of a day that speak of these students, one for each child and phone, oldest first. */
export function alertsOn(tx: Tx, day: Day, studentIds: readonly StudentId[]): AlertOfChild[] {
  // The students first: of a day's messages only a few are theirs.
  const asked = sql`(select value from json_each(${JSON.stringify(studentIds)}))`
  return alerts(tx, and(eq(message.day, day), sql`${messageCause.studentId} in ${asked}`))
}

/** All absence alerts of a day. */
export function allAlertsOn(tx: Tx, day: Day): AlertOfChild[] {
  return alerts(tx, eq(message.day, day))
}

/** The absence alerts of a batch. */
export function alertsOfBatch(tx: Tx, id: BatchId): AlertOfChild[] {
  return alerts(tx, eq(message.batchId, id))
}

function alerts(tx: Tx, where: SQL | undefined): AlertOfChild[] {
  return tx
    .select({
      dedupeKey: messageCause.dedupeKey,
      messageId: messageCause.messageId,
      studentId: sql<StudentId>`${messageCause.studentId}`,
      phone: message.phone,
      state: message.state,
      note: message.note,
      session: sql<SessionName>`coalesce(${messageBatch.session}, 'AM')`,
      at: messageCause.at,
      answered: answeredFor('message', 'message_cause').mapWith(Boolean),
    })
    .from(messageCause)
    .innerJoin(message, eq(message.id, messageCause.messageId))
    .leftJoin(messageBatch, eq(messageBatch.id, message.batchId))
    .where(and(where, eq(message.kind, 'absent'), sql`${messageCause.studentId} is not null`))
    .orderBy(asc(sql`${messageCause}.rowid`))
    .all()
}

/** Whether a message answers this one already. */
export function hasAnswer(tx: Tx, id: MessageId): boolean {
  return tx.select({ id: message.id }).from(message).where(eq(message.correctsId, id)).get() !== undefined
}

/** What a batch wrote and has not sent never goes: not when it would be right again either. */
export function closeTakenBack(tx: Tx, id: BatchId, note: string, at: number): void {
  const cancelled: MessageState = 'cancelled'
  tx.update(message)
    .set({ note, updatedAt: at })
    .where(and(eq(message.batchId, id), eq(message.kind, 'absent'), eq(message.state, cancelled)))
    .run()
}
