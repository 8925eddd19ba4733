import { readCalendar } from '../calendar/closures.repo.ts'
import { AppError } from '../contract/errors.ts'
import type { WarningLimits } from '../contract/morning.ts'
import { transact } from '../db/transact.ts'
import { studentFacts } from '../school/student-facts.repo.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import type { Deps, UseCases } from '../use-case.ts'
import { classMonth } from './class-month.ts'
import { addWarningNote } from './early-warning.repo.ts'
import { earlyWarning, tiers } from './early-warning.ts'
import { schoolMonth } from './school-month.ts'
import { createTimetables } from './timetable.ts'

/** Months, and those who miss too much. */
export function ratesUseCases({ db, clock }: Pick<Deps, 'db' | 'clock'>) {
  const timetables = createTimetables()
  const ask = () => ({ now: clock.now(), timetable: timetables(readCalendar(db)) })

  return {
    'attendance.month': ({ streamId, month }) => {
      const { now, timetable } = ask()
      return classMonth(db, timetable, now, streamId, month)
    },

    'attendance.schoolMonth': ({ month, classId }) => {
      const { now, timetable } = ask()
      return schoolMonth(db, timetable, now, month, classId)
    },

    'attendance.earlyWarning': ({ limit, offset, ...filter }) => {
      const { now, timetable } = ask()
      return earlyWarning(db, timetable, now, filter, { limit, offset })
    },

    'attendance.warningLimits': () => readSettings(db).warningLimits,

    'attendance.saveWarningLimits': (limits, caller) => {
      requireRising(limits)
      transact(db, tx => {
        writeSetting(tx, 'warningLimits', limits, clock.now())
        caller.audit(tx)
      })
      return null
    },

    'attendance.warningNote': ({ studentId, text }, caller) => {
      transact(db, tx => {
        studentFacts(tx, studentId)
        addWarningNote(tx, { studentId, text, at: clock.now(), by: caller.user?.fullName ?? '' })
        caller.audit(tx)
      })
      return null
    },
  } satisfies Partial<UseCases>
}

/** Each limit is above the one before, or nobody could be in the milder tier. */
function requireRising(limits: WarningLimits): void {
  const wrong = tiers.find((tier, i) => i > 0 && limits[tier] <= limits[tiers[i - 1] ?? 'watch'])
  if (wrong !== undefined) throw new AppError('invalid_input', { field: wrong })
  const [a = 0, b = 0, c = 0] = limits.inARow
  if (!(a < b && b < c)) throw new AppError('invalid_input', { field: 'inARow' })
}
