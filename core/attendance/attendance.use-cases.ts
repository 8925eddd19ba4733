import type {
  ArrivalsChart,
  DaySummary,
  NotInStream,
  SessionMark,
  StudentDay,
  UnmatchedPunch,
} from '../contract/attendance.ts'
import type { Day, SessionName, StreamId } from '../contract/common.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { deviceNames } from '../devices/devices.repo.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { arrivalsChart } from './arrivals.ts'
import { countInside, countUnmatched, feedOf, lastSeenDays, unmatchedOf } from './attendance-queries.repo.ts'
import type { DaySpan } from './attendance-queries.repo.ts'
import { closeOf } from './marks.repo.ts'
import type { Coverage } from './register.ts'
import { sessionRegister } from './session-register.ts'
import { studentHistory } from './student-history.ts'
import type { Timetable } from './timetable.ts'
import { createTimetables } from './timetable.ts'

/** What the window may ask about attendance. `coveredUntil` tells which terminals hold a session back. */
export function attendanceUseCases({ db, clock }: Pick<Deps, 'db' | 'clock'>, coveredUntil: () => Coverage) {
  const timetables = createTimetables()

  function ask(input: { readonly day?: Day | undefined; readonly session?: SessionName | undefined }) {
    const now = clock.now()
    const timetable = timetables(readSettings(db))
    const day = input.day ?? timetable.dayOf(now)
    const session = input.session ?? (now < timetable.sessionTimes(day, 'PM').opensAt ? 'AM' : 'PM')
    return { now, timetable, day, session }
  }

  return {
    'attendance.summary': (input): DaySummary => {
      const { now, timetable, day, session } = ask(input)
      const { times, state, entries } = sessionRegister(db, timetable, now, day, session)
      const { onTimeUntil, closes } = timetable.settings.sessions[session]
      const settled = closeOf(db, day, session)?.settled === true
      return {
        day,
        session,
        schoolDay: timetable.isSchoolDay(day),
        sessionState: state,
        onTimeUntil: clockText(onTimeUntil),
        closesAt: clockText(closes),
        counts: countMarks(entries.map(({ mark }) => mark)),
        waitingFor: state === 'closed' && !settled ? notCovered(db, coveredUntil(), times.closesAt) : [],
        insideNow: countInside(db, day),
        unmatchedPunches: countUnmatched(db, spanOf(timetable, day)),
      }
    },

    'attendance.feed': ({ limit, ...input }) => feedOf(db, ask(input).day, limit),

    'attendance.notIn': (input): NotInStream[] => {
      const { now, timetable, day, session } = ask(input)
      const { entries } = sessionRegister(db, timetable, now, day, session)
      const missing = entries.filter(({ mark }) => mark !== 'present' && mark !== 'late')
      const lastSeen = lastSeenDays(
        db,
        day,
        missing.map(({ id }) => id),
      )
      const streams = new Map<StreamId, NotInStream>()
      for (const { id, streamId, className, fullName, admissionNumber, mark } of missing) {
        const group = streams.get(streamId) ?? { streamId, className, students: [] }
        streams.set(streamId, group)
        group.students.push({ studentId: id, fullName, admissionNumber, mark, lastSeenDay: lastSeen.get(id) ?? null })
      }
      return [...streams.values()]
    },

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
  } satisfies UseCasesFor<'attendance'>
}

function countMarks(marks: readonly SessionMark[]): DaySummary['counts'] {
  const counts = { roll: marks.length, present: 0, late: 0, absent: 0, notYetIn: 0, notRecorded: 0 }
  for (const mark of marks) counts[countOf[mark]] += 1
  return counts
}

const countOf = {
  present: 'present',
  late: 'late',
  absent: 'absent',
  not_yet_in: 'notYetIn',
  not_recorded: 'notRecorded',
} as const

function notCovered(tx: Tx, coverage: Coverage, closesAt: number): string[] {
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

function clockText(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
