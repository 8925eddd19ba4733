import { createPauses } from '../breathe.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { SessionPlan } from '../contract/calendar.ts'
import type { Day, SessionName } from '../contract/common.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import type { Deps } from '../use-case.ts'
import { anyRecordBefore, daysWithRecords } from './attendance.repo.ts'
import { countStudents } from './day-facts.repo.ts'
import { lockOf } from './locks.repo.ts'
import { closesOn, writeClose } from './marks.repo.ts'
import type { Closes, StoredClose } from './marks.repo.ts'
import { leaveForLater } from './recalculate.ts'
import type { Coverage } from './register.ts'
import { isSettled, updateMarks } from './register.ts'
import type { SessionState, SessionTimes } from './rules.ts'
import { sessionStateAt } from './rules.ts'
import type { Timetable } from './timetable.ts'
import { createTimetables, sessionNames } from './timetable.ts'

/**
 * Up to so many students the marks are written with the close. More would keep punches waiting: there the close alone is
 * written (until they have a mark those not seen are "not recorded"), and the job `recalculate` does the rest in portions.
 */
const studentsAtOnce = 1500

/** Days that are asked for records at once: at the start five years are looked through. */
const daysAtOnce = 100

/** What else happens when a session has closed for those of a plan. */
export type OnClosed = {
  /** In the transaction of the close: when it is written first, and when the last terminal has been read. */
  closed(tx: Tx, session: { readonly day: Day; readonly session: SessionName; readonly plan: string }): void
  /** After the commit. */
  wake(): void
}

/** A session of a day for those of one plan. */
type Moment = {
  readonly day: Day
  readonly session: SessionName
  readonly plan: SessionPlan
  readonly times: SessionTimes
  readonly state: SessionState
}

/**
 * Opens and closes the sessions of school days, for each plan at its own times. When a session closes every student of
 * the plan gets a mark: who was not seen is "not recorded" until every terminal has been read up to the close, and
 * absent from then on. Days that closed while the app was off, or whose terminals are read later, are caught up. A
 * session in which nobody at all was recorded stays open for ever: nobody knows about it, which is not the same as
 * everyone being absent.
 */
export function createSettleSessions(
  deps: Pick<Deps, 'db' | 'clock' | 'emit'>,
  coveredUntil: () => Coverage,
  wakeRecalculation: () => void = () => undefined,
  onClosed: OnClosed = { closed: () => undefined, wake: () => undefined },
): Job {
  const timetables = createTimetables()
  const opened = new Set<string>()
  const openDays = createOpenDays()

  /** Does what the moment asks for; false when there was nothing to do. */
  function update(moment: Moment, closes: Closes, timetable: Timetable, coverage: Coverage, now: number): boolean {
    const { day, session, plan, state } = moment
    const key = `${day} ${session} ${plan.id} ${moment.times.opensAt}`
    if (state === 'before' || (state === 'open' && opened.has(key))) return false
    const close = state === 'closed' ? closeOf(deps.db, moment, closes, coverage) : null
    if (state === 'closed' && close === null) return false
    const large = countStudents(deps.db) > studentsAtOnce && lockOf(deps.db, day) === null
    const changed = transact(deps.db, tx => {
      if (close !== null) writeClose(tx, { ...close, day, session, plan: plan.id })
      if (large) leaveForLater(tx, [day], now)
      const marks = large ? 0 : updateMarks({ tx, timetable, now }, day, { plan: plan.id, session }).changed
      if (close !== null) onClosed.closed(tx, { day, session, plan: plan.id })
      return marks
    })
    if (large) wakeRecalculation()
    if (close !== null) onClosed.wake()
    if (state === 'open') opened.add(key)
    if (close !== null || changed > 0) deps.emit({ name: 'attendance.changed', payload: { day } })
    return true
  }

  return {
    name: 'settle-sessions',
    everyMs: 1000,
    async run(signal) {
      const now = deps.clock.now()
      const timetable = timetables(readCalendar(deps.db))
      const coverage = coveredUntil()
      const today = timetable.dayOf(now)
      // At the start five years are looked through, after a holiday a term is caught up: punches get their turn.
      const pause = createPauses()
      const { days, settled } = openDays(timetable, today)
      for (let from = 0; from < days.length; from += daysAtOnce) {
        await pause()
        for (const day of daysWithRecords(deps.db, days.slice(from, from + daysAtOnce))) {
          const moments = momentsOf(timetable, day, now)
          const closes = closesOn(deps.db, day)
          for (const moment of moments) {
            if (signal.aborted) return
            if (update(moment, closes, timetable, coverage, now)) await pause()
          }
          if (day < today && allSettled(closes, moments)) settled(day)
          await pause()
        }
      }
    },
  }
}

/** Remembers the school days of which nothing is left to settle, as long as calendar and plans stay the same. */
function createOpenDays() {
  let calendar = ''
  let until = ''
  let all: readonly Day[] = []
  let settled = new Set<Day>()

  return (
    timetable: Timetable,
    today: Day,
  ): { readonly days: readonly Day[]; readonly settled: (day: Day) => void } => {
    const { sessionPlans, earlierPlans, terms, halfTerms, holidays, schoolWeekdays } = timetable.settings
    const decisive = [sessionPlans, earlierPlans, terms, halfTerms, holidays, schoolWeekdays, timetable.closures]
    const current = JSON.stringify(decisive)
    if (current !== calendar) settled = new Set()
    if (current !== calendar || until !== today) all = schoolDaysUntil(timetable, today)
    calendar = current
    until = today
    const known = settled
    return { days: all.filter(day => !known.has(day)), settled: day => void known.add(day) }
  }
}

function schoolDaysUntil(timetable: Timetable, today: Day): Day[] {
  const days: Day[] = []
  for (const { from, to } of timetable.settings.terms) {
    for (let day = from; day <= to && day <= today; day = addDays(day, 1)) {
      if (timetable.isSchoolDay(day)) days.push(day)
    }
  }
  return days
}

function momentsOf(timetable: Timetable, day: Day, now: number): Moment[] {
  return sessionNames
    .filter(session => timetable.isHeld(day, session))
    .flatMap(session =>
      timetable.plansOn(day).flatMap((plan): Moment[] => {
        const times = timetable.sessionTimes(day, session, plan)
        return times === null ? [] : [{ day, session, plan, times, state: sessionStateAt(times, now) }]
      }),
    )
}

function allSettled(closes: Closes, moments: readonly Moment[]): boolean {
  return moments.every(({ session, plan, times }) => isSettled(closes.of(session, plan.id), times))
}

/** How a session that is over is to be closed; null when that is done already, or when nobody was recorded. */
function closeOf(
  tx: Tx,
  { day, session, plan, times }: Moment,
  closes: Closes,
  coverage: Coverage,
): StoredClose | null {
  const { closesAt, endsAt } = times
  const close = closes.of(session, plan.id)
  const settled = [...coverage.values()].every(until => until !== null && until >= closesAt)
  // What was settled once stays so: a terminal that is added later was not there to be pressed.
  if (isSettled(close, times) || (close?.closedAt === closesAt && !settled)) return null
  return close === null && !anyRecordBefore(tx, day, endsAt) ? null : { closedAt: closesAt, settled }
}
