import { and, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import type { Day, StudentId } from '../contract/common.ts'
import { insertMany } from '../db/insert-many.ts'
import type { Tx } from '../db/open.ts'
import { schoolClass, standing, stream, student } from '../db/schema.ts'

/** The standing of these students (left out: of all) is to be worked out anew. In the transaction that changes the marks. */
export function markStale(tx: Tx, studentIds?: readonly StudentId[]): void {
  const ids =
    studentIds && sql`and ${standing.studentId} in (select value from json_each(${JSON.stringify(studentIds)}))`
  tx.run(sql`update ${standing} set stale = 1 where ${standing.stale} = 0 ${ids ?? sql``}`)
}

export type StaleStudent = { readonly id: StudentId; readonly level: number; readonly boarding: boolean }

/** Students of the school whose standing of a term is not there or no longer right. */
export function staleStudents(tx: Tx, termFrom: Day): StaleStudent[] {
  return tx
    .select({ id: student.id, level: schoolClass.level, boarding: student.boarding })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .leftJoin(standing, eq(standing.studentId, student.id))
    .where(
      and(
        isNull(student.deletedAt),
        eq(student.active, true),
        or(isNull(standing.studentId), eq(standing.stale, true), ne(standing.termFrom, termFrom)),
      ),
    )
    .all()
}

export type StoredStanding = Omit<typeof standing.$inferInsert, 'stale'>

/** Writes standings that are right as of now. */
export function writeStandings(tx: Tx, rows: readonly StoredStanding[]): void {
  insertMany(
    tx,
    standing,
    rows.map(row => ({ ...row, stale: false })),
    sql`on conflict (student_id) do update set
      term_from = excluded.term_from, possible = excluded.possible, attended = excluded.attended,
      late = excluded.late, absent = excluded.absent, days_in_a_row = excluded.days_in_a_row,
      missed_half_days = excluded.missed_half_days, enrolled_days = excluded.enrolled_days,
      missed_rate = excluded.missed_rate, main_reason = excluded.main_reason, stale = excluded.stale`,
  )
}

/** How these students stand in a term, as of the last working out; those of whom nothing is known are not in the answer. */
export function standingsOf(
  tx: Tx,
  termFrom: Day,
  studentIds: readonly StudentId[],
): Map<StudentId, { readonly missedDays: number; readonly daysInARow: number }> {
  const rows = tx
    .select({ id: standing.studentId, halves: standing.missedHalfDays, daysInARow: standing.daysInARow })
    .from(standing)
    .where(
      and(
        eq(standing.termFrom, termFrom),
        inArray(standing.studentId, sql`(select value from json_each(${JSON.stringify(studentIds)}))`),
      ),
    )
    .all()
  return new Map(rows.map(({ id, halves, daysInARow }) => [id, { missedDays: halves / 2, daysInARow }]))
}
