import { sql } from 'drizzle-orm'
import type { Day, SessionName, StreamId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { sessionMark, student } from '../db/schema.ts'
import { onRoll } from './day-facts.repo.ts'
import type { StoredMark } from './marks.repo.ts'

type Place = { readonly streamId: StreamId; readonly boarding: boolean }

export type PlaceCounts = Place & { readonly children: number; readonly withoutMark: number }

/** How many children of a day's roll there are, and how many have no mark of a session, by their present stream. */
export function countsByPlace(tx: Tx, day: Day, session: SessionName, without: readonly StudentId[]): PlaceCounts[] {
  const marked = sql`exists (select 1 from ${sessionMark} where ${sessionMark.day} = ${day}
    and ${sessionMark.session} = ${session} and ${sessionMark.studentId} = ${student.id})`
  // By its index of streams SQLite would look up each student on its own, which takes twice as long.
  const rows = tx.values<[StreamId, number, number, number]>(sql`
    select ${student.streamId}, ${student.boarding}, count(*), sum(not ${marked})
    from ${student} not indexed
    where ${onRoll(day)} ${except(without)}
    group by ${student.streamId}, ${student.boarding}`)
  return rows.map(([streamId, boarding, children, withoutMark]) => ({
    streamId,
    boarding: boarding === 1,
    children,
    withoutMark,
  }))
}

export type MarkCount = Place & Pick<StoredMark, 'mark' | 'reason' | 'manual'> & { readonly children: number }

/** The same children by their marks, without those whom a terminal made present: that is what the rest are. */
export function marksByPlace(tx: Tx, day: Day, session: SessionName, without: readonly StudentId[]): MarkCount[] {
  const rows = tx.values<[StreamId, number, StoredMark['mark'], string | null, number, number]>(sql`
    select ${student.streamId}, ${student.boarding}, ${sessionMark.mark}, ${sessionMark.reason},
      ${sessionMark.manual}, count(*)
    from ${sessionMark} cross join ${student} on ${student.id} = ${sessionMark.studentId}
    where ${sessionMark.day} = ${day} and ${sessionMark.session} = ${session}
      and (${sessionMark.mark} <> 'present' or ${sessionMark.manual} = 1)
      and ${onRoll(day)} ${except(without)}
    group by 1, 2, 3, 4, 5`)
  return rows.map(([streamId, boarding, mark, reason, manual, children]) => ({
    streamId,
    boarding: boarding === 1,
    mark,
    reason,
    manual: manual === 1,
    children,
  }))
}

function except(students: readonly StudentId[]) {
  return students.length === 0
    ? sql``
    : sql`and ${student.id} not in (select value from json_each(${JSON.stringify(students)}))`
}
