import { and, asc, count, desc, eq, inArray, like, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { BatchId, Day, MessageId } from '../contract/common.ts'
import { messageStates } from '../contract/messages.ts'
import type { MessageCounts, MessageKind, MessageState } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { guardian, message, messageCause, schoolClass, stream, student } from '../db/schema.ts'
import { fullClassName, fullName } from '../school/student-names.repo.ts'
import { isAnswered } from './corrections.repo.ts'

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
  /** Of all children that it speaks of. */
  readonly studentName: string
  readonly className: string
  readonly guardianName: string
  readonly corrected: boolean
}

export type MessageFilter = {
  readonly state?: MessageState | undefined
  readonly kind?: MessageKind | undefined
  readonly day?: Day | undefined
  readonly batchId?: BatchId | undefined
  readonly search: string
}

/** The queue, newest first. `search` looks in the names of students and guardians. */
export function listMessages(tx: Tx, filter: MessageFilter, limit: number, offset: number): StoredMessage[] {
  return withNames(tx, matching(filter), limit, offset)
}

/** One message, or null. */
export function findMessage(tx: Tx, id: MessageId): StoredMessage | null {
  return withNames(tx, eq(message.id, id), 1, 0)[0] ?? null
}

function withNames(tx: Tx, where: SQL | undefined, limit: number, offset: number): StoredMessage[] {
  const rows = tx
    .select({
      row: message,
      studentName: sql<string>`coalesce(${fullName}, '')`,
      className: sql<string>`coalesce(${fullClassName}, '')`,
      guardianName: sql<string>`coalesce(${guardian.fullName}, '')`,
      corrected: isAnswered('message').mapWith(Boolean),
    })
    .from(message)
    // A test is about nobody.
    .leftJoin(student, eq(student.id, message.studentId))
    .leftJoin(stream, eq(stream.id, student.streamId))
    .leftJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .leftJoin(guardian, eq(guardian.id, message.guardianId))
    .where(where)
    .orderBy(desc(message.createdAt), desc(message.id))
    .limit(limit)
    .offset(offset)
    .all()
  const shared = childrenOf(
    tx,
    rows.map(({ row }) => row.id),
  )
  return rows.map(({ row, ...names }) => ({ ...row, ...names, ...shared.get(row.id) }))
}

/** Names and classes of the messages that speak of several children. */
function childrenOf(tx: Tx, ids: readonly MessageId[]): Map<MessageId, { studentName: string; className: string }> {
  const children = tx
    .select({ messageId: messageCause.messageId, name: fullName, className: fullClassName })
    .from(messageCause)
    .innerJoin(student, eq(student.id, messageCause.studentId))
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(inArray(messageCause.messageId, [...ids]))
    .orderBy(asc(sql`${messageCause}.rowid`))
    .all()
  const lists = new Map<MessageId, { names: string[]; classes: string[] }>()
  for (const { messageId, name, className } of children) {
    const list = lists.get(messageId) ?? { names: [], classes: [] }
    lists.set(messageId, { names: [...list.names, name], classes: [...list.classes, className] })
  }
  return new Map(
    [...lists]
      .filter(([, { names }]) => names.length > 1)
      .map(([id, { names, classes }]) => [
        id,
        { studentName: names.join(', '), className: [...new Set(classes)].join(', ') },
      ]),
  )
}

/** How many messages a filter finds. */
export function countMessages(tx: Tx, filter: MessageFilter): number {
  const found = tx
    .select({ n: count() })
    .from(message)
    .leftJoin(guardian, eq(guardian.id, message.guardianId))
    .where(matching(filter))
    .get()
  return found?.n ?? 0
}

function matching({ state, kind, day, batchId, search }: MessageFilter): SQL | undefined {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return and(
    state === undefined ? undefined : eq(message.state, state),
    kind === undefined ? undefined : eq(message.kind, kind),
    day === undefined ? undefined : eq(message.day, day),
    batchId === undefined ? undefined : eq(message.batchId, batchId),
    search === ''
      ? undefined
      : or(
          like(guardian.fullName, sql`${pattern} escape '\\'`),
          sql`exists (select 1 from ${messageCause} c join ${student} s on s.id = c.student_id
            where c.message_id = ${message.id} and s.first_name || ' ' || s.last_name like ${pattern} escape '\\')`,
        ),
  )
}

/** Gives a message in this state another one. False: it is in another. */
export function changeState(
  tx: Tx,
  id: MessageId,
  from: MessageState,
  to: {
    readonly state: MessageState
    readonly note: string | null
    readonly sentAt?: number | null
    readonly notBefore?: number | null
    readonly expiresAt?: number
    readonly providerId?: string | null
  },
  at: number,
): boolean {
  return (
    tx
      .update(message)
      .set({ ...to, updatedAt: at })
      .where(and(eq(message.id, id), eq(message.state, from)))
      .run().changes > 0
  )
}
