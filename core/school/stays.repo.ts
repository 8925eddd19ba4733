import { and, eq, gt, gte, isNull, lt, ne, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { among } from '../attendance/attendance.repo.ts'
import type { Day, StreamId, StudentId } from '../contract/common.ts'
import { insertMany } from '../db/insert-many.ts'
import type { Tx } from '../db/open.ts'
import { streamStay, student } from '../db/schema.ts'
import { newId } from '../ids.ts'

// Which stream a student was in, and when. The days of one student never overlap; an open stay is the present one.

/** First day of the stay of a student whose admission nobody wrote down. */
export const alwaysFrom: Day = '1900-01-01'

/** A student is in a stream from a day on. */
export function beginStay(
  tx: Tx,
  stay: { readonly studentId: StudentId; readonly streamId: StreamId; readonly fromDay: Day },
): void {
  tx.insert(streamStay)
    .values({ ...stay, id: newId() })
    .run()
}

/** The stays of these students, by id. */
export function stayIdsOf(tx: Tx, studentIds: readonly string[]): string[] {
  return tx
    .select({ id: streamStay.id })
    .from(streamStay)
    .where(among(streamStay.studentId, studentIds))
    .all()
    .map(({ id }) => id)
}

/**
 * A query: those for whom the present stream says nothing about a day, with the stream they were in then, or null for
 * those who came, or came back, only later.
 */
export function otherStays(day: Day): SQL {
  return sql`
    select ${streamStay.studentId}, max(case when ${streamStay.fromDay} <= ${day} then ${streamStay.streamId} end) as stream_id
    from ${streamStay}
    where ${streamStay.toDay} >= ${day} or ${streamStay.fromDay} > ${day}
    group by ${streamStay.studentId}`
}

/** These students are in another stream from a day on; those who have left stay as they are. */
export function moveStays(tx: Tx, studentIds: readonly StudentId[], streamId: StreamId, day: Day): void {
  const open = and(among(streamStay.studentId, studentIds), isNull(streamStay.toDay), ne(streamStay.streamId, streamId))
  tx.update(streamStay)
    .set({ streamId })
    .where(and(open, gte(streamStay.fromDay, day)))
    .run()
  const ended = tx
    .update(streamStay)
    .set({ toDay: dayBefore(day) })
    .where(and(open, lt(streamStay.fromDay, day)))
    .returning({ studentId: streamStay.studentId })
    .all()
  insertStays(tx, ended, streamId, day)
}

/** These students were at the school until a day, and not after it. */
export function endStays(tx: Tx, studentIds: readonly StudentId[], lastDay: Day): void {
  const own = among(streamStay.studentId, studentIds)
  tx.delete(streamStay)
    .where(and(own, gt(streamStay.fromDay, lastDay)))
    .run()
  tx.update(streamStay)
    .set({ toDay: lastDay })
    .where(and(own, or(isNull(streamStay.toDay), gt(streamStay.toDay, lastDay), isLast)))
    .run()
}

/** These students, who had left, are in this stream from a day on. One who left only the day before never left. */
export function resumeStays(tx: Tx, studentIds: readonly StudentId[], streamId: StreamId, day: Day): void {
  tx.update(streamStay)
    .set({ toDay: null })
    .where(and(among(streamStay.studentId, studentIds), sql`${streamStay.toDay} >= ${dayBefore(day)}`, isLast))
    .run()
  const away = tx
    .select({ studentId: student.id })
    .from(student)
    .where(
      and(
        among(student.id, studentIds),
        sql`not exists (select 1 from ${streamStay} where ${streamStay.studentId} = ${student.id} and ${streamStay.toDay} is null)`,
      ),
    )
    .all()
  insertStays(tx, away, streamId, day)
  moveStays(tx, studentIds, streamId, day)
}

/** A student's first stay begins on another day: the one of the admission. */
export function moveAdmission(tx: Tx, studentId: StudentId, fromDay: Day): void {
  const own = eq(streamStay.studentId, studentId)
  tx.delete(streamStay)
    .where(and(own, sql`${streamStay.toDay} < ${fromDay}`))
    .run()
  tx.update(streamStay)
    .set({ fromDay })
    .where(
      and(
        own,
        sql`${streamStay.fromDay} = (select min(first.from_day) from stream_stay first where first.student_id = ${studentId})`,
      ),
    )
    .run()
}

const isLast = sql`not exists (
  select 1 from stream_stay later
  where later.student_id = ${streamStay.studentId} and later.from_day > ${streamStay.fromDay})`

function dayBefore(day: Day) {
  return sql<Day>`date(${day}, '-1 day')`
}

function insertStays(
  tx: Tx,
  students: readonly { readonly studentId: StudentId }[],
  streamId: StreamId,
  fromDay: Day,
): void {
  insertMany(
    tx,
    streamStay,
    students.map(({ studentId }) => ({ id: newId(), studentId, streamId, fromDay })),
  )
}
