import { readCalendar } from '../calendar/closures.repo.ts'
import type { SessionName } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import { inPortions } from '../portions.ts'
import type { Deps } from '../use-case.ts'
import { marksBetween } from './month.repo.ts'
import type { StudentMark } from './month.repo.ts'
import { termStanding } from './rates.ts'
import { sessionStateAt } from './rules.ts'
import { staleStudents, writeStandings } from './standing.repo.ts'
import type { StaleStudent } from './standing.repo.ts'
import { termInForce } from './term.ts'
import type { Term } from './term.ts'
import type { Timetable } from './timetable.ts'
import { createTimetables } from './timetable.ts'

/** Students at once. */
const atOnce = { least: 16, most: 200 }

/**
 * Keeps every student's standing of the running term (between terms: of the last one) as the marks have it. Whoever
 * writes marks only says whose; to work it out for a child takes a fraction of a millisecond, for a school a second.
 */
export function createStandingJob({ db, clock }: Pick<Deps, 'db' | 'clock'>): Job {
  const timetables = createTimetables()
  return {
    name: 'standing',
    everyMs: 5000,
    async run(signal) {
      const now = clock.now()
      const timetable = timetables(readCalendar(db))
      const term = termInForce(timetable.settings.terms, timetable.dayOf(now))
      if (term === null) return
      const stale = staleStudents(db, term.from)
      await inPortions(stale, { ...atOnce, signal }, students => {
        transact(db, tx => renewStandings(tx, timetable, now, term, students))
      })
    },
  }
}

/** Works out these students' standing from their marks. */
export function renewStandings(
  tx: Tx,
  timetable: Timetable,
  now: number,
  term: Term,
  students: readonly StaleStudent[],
): void {
  const today = timetable.dayOf(now)
  const lastDay = term.to < today ? term.to : today
  const marks = new Map(students.map(({ id }) => [id, new Array<StudentMark>()]))
  for (const mark of marksBetween(tx, [...marks.keys()], term.from, lastDay)) marks.get(mark.studentId)?.push(mark)
  writeStandings(
    tx,
    students.map(student => {
      const own = marks.get(student.id) ?? []
      const closed = own.filter(({ day, session }) => day < today || isClosed(timetable, now, session, student))
      return { studentId: student.id, termFrom: term.from, ...termStanding(closed) }
    }),
  )
}

/** Whether a session of today is over for a child, so that it counts. */
function isClosed(timetable: Timetable, now: number, session: SessionName, who: StaleStudent): boolean {
  const today = timetable.dayOf(now)
  const plan = timetable.planFor(today, who)
  const times = plan && timetable.sessionTimes(today, session, plan)
  return times !== null && sessionStateAt(times, now) === 'closed'
}
