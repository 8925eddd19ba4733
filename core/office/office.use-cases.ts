import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { insideNow } from './inside.ts'
import { rollCheck } from './roll-check.ts'

/** Who is inside, and whether the roll is true. */
export function officeUseCases({ db, clock }: Pick<Deps, 'db' | 'clock'>) {
  const timetables = createTimetables()
  return {
    'attendance.inside': () => insideNow(db, timetables(readCalendar(db)), clock.now()),
    'attendance.rollCheck': () => rollCheck(db, timetables(readCalendar(db)), clock.now()),
  } satisfies Partial<UseCasesFor<'attendance'>>
}
