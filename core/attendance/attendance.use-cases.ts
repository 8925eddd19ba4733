import { readCalendar } from '../calendar/closures.repo.ts'
import type { ArrivalsChart, DaySummary, StudentDay, UnmatchedPunch } from '../contract/attendance.ts'
import type { Day, SessionName } from '../contract/common.ts'
import { addDays, clockText } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { deviceNames } from '../devices/devices.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { arrivalsChart } from './arrivals.ts'
import { countInside, countUnmatched, feedOf, unmatchedOf } from './attendance-queries.repo.ts'
import type { DaySpan } from './attendance-queries.repo.ts'
import { lockOf } from './locks.repo.ts'
import { notIn } from './not-in.ts'
import type { Coverage } from './register.ts'
import { sessionCounts } from './session-counts.ts'
import type { SessionCounts } from './session-counts.ts'
import type { PlanSession } from './session-frame.ts'
import { studentHistory } from './student-history.ts'
import type { Timetable } from './timetable.ts'
import { createTimetables } from './timetable.ts'

/** What the window may ask about attendance. `coveredUntil` tells which terminals hold a session back. */
export function attendanceUseCases({ db, clock }: Pick<Deps, 'db' | 'clock'>, coveredUntil: () => Coverage) {
  const timetables = createTimetables()

  function ask(input: { readonly day?: Day | undefined; readonly session?: SessionName | undefined }) {
    const now = clock.now()
    const timetable = timetables(readCalendar(db))
    const day = input.day ?? timetable.dayOf(now)
    return { now, timetable, day, session: input.session ?? sessionNow(timetable, day, now) }
  }

  return {
    'attendance.summary': (input): DaySummary => {
      const { now, timetable, day, session } = ask(input)
      const { state, plans, main, marks, ...counted } = sessionCounts(db, timetable, now, day, session)
      return {
        day,
        session,
        schoolDay: timetable.isSchoolDay(day),
        sessionState: state,
        onTimeUntil: main === null ? '' : clockText(main.plan[session]?.onTimeUntil ?? 0),
        closesAt: main === null ? '' : clockText(main.plan[session]?.closes ?? 0),
        counts: shownCounts(marks),
        ...counted,
        locked: lockOf(db, day) !== null,
        plans: plans.map(one => planLine(one, session)),
        waitingFor: notCovered(db, coveredUntil(), unsettledCloses(plans)),
        insideNow: countInside(db, day),
        unmatchedPunches: countUnmatched(db, spanOf(timetable, day)),
      }
    },

    'attendance.feed': ({ limit, ...input }) => feedOf(db, ask(input).day, limit),

    'attendance.notIn': ({ search, ...input }) => notIn(db, { ...ask(input), search }),

    'attendance.unmatched': ({ limit, offset, ...input }): UnmatchedPunch[] => {
      const { timetable, day } = ask(input)
      return unmatchedOf(db, spanOf(timetable, day), limit, offset).map(row => ({
        ...row,
        reason: row.at === null ? 'impossible_time' : 'unknown_pin',
      }))
    },

    'attendance.arrivals': (input): ArrivalsChart => {
      const { timetable, day, session } = ask(input)
      return arrivalsChart(db, timetable, day, session)
    },

    'attendance.student': ({ studentId, fromDay, toDay }): StudentDay[] => {
      const { now, timetable } = ask({})
      return studentHistory(db, timetable, now, studentId, fromDay, toDay)
    },
  } satisfies Partial<UseCasesFor<'attendance'>>
}

function shownCounts(marks: SessionCounts['marks']): DaySummary['counts'] {
  const { present, late, absent, not_yet_in: notYetIn, not_recorded: notRecorded } = marks
  return { roll: present + late + absent + notYetIn + notRecorded, present, late, absent, notYetIn, notRecorded }
}

function planLine({ plan, state, roll }: PlanSession, session: SessionName): DaySummary['plans'][number] {
  const { onTimeUntil, closes } = plan[session] ?? { onTimeUntil: 0, closes: 0 }
  const { id, name } = plan
  return { id, name, onTimeUntil: clockText(onTimeUntil), closesAt: clockText(closes), state, roll }
}

/** The morning until the first afternoon opens. */
function sessionNow(timetable: Timetable, day: Day, now: number): SessionName {
  if (!timetable.isHeld(day, 'PM')) return 'AM'
  if (!timetable.isHeld(day, 'AM')) return 'PM'
  const openings = timetable.plansOn(day).flatMap(plan => timetable.sessionTimes(day, 'PM', plan)?.opensAt ?? [])
  return now < Math.min(...openings) ? 'AM' : 'PM'
}

/** When the last session closed that still waits for terminals; null: none does. */
function unsettledCloses(plans: readonly PlanSession[]): number | null {
  const waiting = plans.filter(({ state, settled, roll }) => roll > 0 && state === 'closed' && !settled)
  return waiting.length === 0 ? null : Math.max(...waiting.map(({ times }) => times.closesAt))
}

function notCovered(tx: Tx, coverage: Coverage, closesAt: number | null): string[] {
  if (closesAt === null) return []
  const names = deviceNames(tx)
  return [...coverage]
    .filter(([, until]) => until === null || until < closesAt)
    .map(([id]) => names.get(id) ?? '')
    .sort()
}

function spanOf(timetable: Timetable, day: Day): DaySpan {
  const startOf = (of: Day) => timetable.zone.atOf(of, timetable.settings.dayStartsAtMinute)
  return { day, from: startOf(day), to: startOf(addDays(day, 1)) }
}
