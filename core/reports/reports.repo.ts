import { and, asc, between, count, desc, eq, inArray, lt } from 'drizzle-orm'
import type { Day, SessionName } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { sessionClose, sessionMark } from '../db/schema.ts'

export type Tally = { readonly here: number; readonly absent: number }

/** Present (late included) and absent marks of a session, all students, over the days from `from` to `to`. */
export function tallyOf(tx: Tx, session: SessionName, from: Day, to: Day): Tally {
  const rows = tx
    .select({ mark: sessionMark.mark, n: count() })
    .from(sessionMark)
    .where(
      and(
        eq(sessionMark.session, session),
        inArray(
          sessionMark.day,
          tx
            .select({ day: sessionClose.day })
            .from(sessionClose)
            .where(and(eq(sessionClose.session, session), between(sessionClose.day, from, to))),
        ),
      ),
    )
    .groupBy(sessionMark.mark)
    .all()
  const n = (mark: (typeof rows)[number]['mark']) => rows.find(row => row.mark === mark)?.n ?? 0
  return { here: n('present') + n('late'), absent: n('absent') }
}

/** The last `n` closed days of a session before a day, newest first. */
export function closedDaysBefore(tx: Tx, session: SessionName, day: Day, n: number): Day[] {
  return tx
    .selectDistinct({ day: sessionClose.day })
    .from(sessionClose)
    .where(and(eq(sessionClose.session, session), lt(sessionClose.day, day)))
    .orderBy(desc(sessionClose.day))
    .limit(n)
    .all()
    .map(row => row.day)
}

/** How many students were absent from a session on every one of these days. */
export function absentOnAll(tx: Tx, session: SessionName, days: readonly Day[]): number {
  const counts = tx
    .select({ n: count() })
    .from(sessionMark)
    .where(and(eq(sessionMark.session, session), inArray(sessionMark.day, [...days]), eq(sessionMark.mark, 'absent')))
    .groupBy(sessionMark.studentId)
    .all()
  return counts.filter(({ n }) => n === days.length).length
}

export type RecordedSession = { readonly day: Day; readonly session: SessionName }

/** Sessions that are closed, at least for the children of one plan; newest day first. */
export function closedSessions(tx: Tx, limit: number): RecordedSession[] {
  return tx
    .selectDistinct({ day: sessionClose.day, session: sessionClose.session })
    .from(sessionClose)
    .orderBy(desc(sessionClose.day), asc(sessionClose.session))
    .limit(limit)
    .all()
}
