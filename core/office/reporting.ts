import { termInForce } from '../attendance/term.ts'
import type { Timetable } from '../attendance/timetable.ts'
import type { Day } from '../contract/common.ts'
import type { ReportingDay } from '../contract/morning.ts'
import type { Tx } from '../db/open.ts'
import { boarders, firstSeenSince } from './boarders.repo.ts'
import { byStream } from './by-stream.ts'

/** From this minute on the list of those who have not reported is what counts. */
const countsFromMinute = 17 * 60

/** Which boarders have come since a day (left out: the first of the term) and when; the whole list, by class. */
export function reportingDay(tx: Tx, timetable: Timetable, now: number, asked: Day | undefined): ReportingDay {
  const today = timetable.dayOf(now)
  const day = asked ?? termInForce(timetable.settings.terms, today)?.from ?? today
  // Whoever was taken in since is expected too.
  const people = boarders(tx, day > today ? day : today)
  const seen = firstSeenSince(
    tx,
    people.map(({ studentId }) => studentId),
    day,
  )
  const rows = people.map(({ streamId, className, studentId, fullName, admissionNumber }) => ({
    streamId,
    className,
    student: { studentId, fullName, admissionNumber, reportedAt: seen.get(studentId) ?? null },
  }))
  const countsFrom = timetable.zone.atOf(day, countsFromMinute)
  return { day, expected: people.length, reported: seen.size, countsFrom, streams: byStream(rows) }
}
