import { readCalendar } from '../calendar/closures.repo.ts'
import type { Recalculated } from '../contract/calendar.ts'
import type { Day, StudentId } from '../contract/common.ts'
import { addDays, daysBetween } from '../day.ts'
import type { Tx } from '../db/open.ts'
import type { Clock } from '../ports.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import { anyRecordBefore } from './attendance.repo.ts'
import { countStudents } from './day-facts.repo.ts'
import { lockedDays } from './locks.repo.ts'
import { closesOn, daysWithMarks, settledUntil, writeClose } from './marks.repo.ts'
import { isSettled, updateMarks } from './register.ts'
import { reviseMessages } from './revise-messages.ts'
import { sessionStateAt } from './rules.ts'
import type { Timetable } from './timetable.ts'
import { createTimetables, sessionNames } from './timetable.ts'

export type Scope = {
  readonly from: Day
  readonly to: Day
  /** Left out: all. */
  readonly studentIds?: readonly StudentId[]
  /** Left out: all days from `from` to `to`. */
  readonly only?: ReadonlySet<Day>
}

/** The scope of single days, given in order; one of no day when there are none. */
export function scopeOfDays(days: readonly Day[], studentIds?: readonly StudentId[]): Scope {
  const [from = '9999-01-01'] = days
  return { from, to: days.at(-1) ?? '0000-01-01', only: new Set(days), ...(studentIds && { studentIds }) }
}

type Work = { readonly clock: Clock }

/**
 * Makes the marks of these days and students anew from presses, calendar, closures, reasons and marks by hand. Only
 * rows that differ are written. Days ahead have no marks and are passed over; a locked day stays as it was signed.
 * Returns what changed. A day of the whole school takes some tens of milliseconds with 5,000 students: for more than a
 * few use `recalculateSoon`.
 */
export function recalculate(tx: Tx, { clock }: Work, scope: Scope): Recalculated {
  const timetable = createTimetables()(readCalendar(tx))
  const now = clock.now()
  return recalculateDays(tx, { clock, timetable, now }, daysToDo(tx, timetable, now, scope), scope.studentIds)
}

/** What a call may cost, in students; to look at a day at all costs as much as so many. */
const atOnce = 2500
const dayItself = 25

/**
 * As `recalculate`, for changes of any width: the newest days at once, as many as do not keep everything else waiting,
 * and the rest is left to the job, which goes on with it after a crash too. Days that are left count as changed. What
 * was to be told to parents is looked at in any case.
 */
export function recalculateSoon(tx: Tx, { clock }: Work, scope: Scope): Recalculated {
  const timetable = createTimetables()(readCalendar(tx))
  const now = clock.now()
  const days = daysToDo(tx, timetable, now, scope)
  if (days.length === 0) return { days: 0, marks: 0 }
  const cost = dayItself + (scope.studentIds?.length ?? countStudents(tx))
  const left = Math.max(0, days.length - Math.floor(atOnce / cost))
  const done = recalculateDays(tx, { clock, timetable, now }, days.slice(left), scope.studentIds)
  const today = timetable.dayOf(now)
  const later = days.slice(0, left)
  if (later.includes(today)) reviseMessages({ tx, clock, timetable }, today)
  leaveForLater(tx, later, now)
  return { days: done.days + later.length, marks: done.marks }
}

/** Has the job make these days anew, given in order, with those it still has to do. */
export function leaveForLater(tx: Tx, days: readonly Day[], now: number): void {
  const [from] = days
  const to = days.at(-1)
  if (from === undefined || to === undefined) return
  const [known = { from, to, version: 0 }] = readSettings(tx).recalculation
  const all = { from: from < known.from ? from : known.from, to: to > known.to ? to : known.to }
  writeSetting(tx, 'recalculation', [{ ...all, version: known.version + 1 }], now)
}

/**
 * The days of a scope, oldest first, that have marks or can have some and are not locked: school days up to tomorrow,
 * which a terminal may think it is.
 */
export function daysToDo(tx: Tx, timetable: Timetable, now: number, { from, to, only }: Scope): Day[] {
  if (from > to) return []
  const tomorrow = addDays(timetable.dayOf(now), 1)
  const last = to < tomorrow ? to : tomorrow
  const all = Array.from({ length: Math.max(0, daysBetween(from, last) + 1) }, (_, i) => addDays(from, i))
  const wanted = only === undefined ? all : all.filter(day => only.has(day))
  const marked = daysWithMarks(tx, wanted)
  const locked = new Set(lockedDays(tx))
  return wanted.filter(day => (marked.has(day) || timetable.isSchoolDay(day)) && !locked.has(day))
}

type DayWork = Work & { readonly timetable: Timetable; readonly now: number }

function recalculateDays(
  tx: Tx,
  work: DayWork,
  days: readonly Day[],
  studentIds: readonly StudentId[] | undefined,
): Recalculated {
  const changes = days.map(day => recalculateDay(tx, work, day, studentIds)).filter(changed => changed > 0)
  return { days: changes.length, marks: changes.reduce((sum, changed) => sum + changed, 0) }
}

/** One day, of these students (left out: all). Returns how many marks are different. */
export function recalculateDay(tx: Tx, work: DayWork, day: Day, studentIds?: readonly StudentId[]): number {
  const { timetable, now } = work
  carryCloses(tx, timetable, now, day)
  const { changed } = updateMarks({ tx, timetable, now }, day, studentIds === undefined ? {} : { studentIds })
  reviseMessages({ tx, ...work }, day)
  return changed
}

/**
 * Closes what the calendar or the plans as they are now have made a session that is over, as far as the terminals are
 * known to have been read: what is known of the presses does not depend on the plans. The rest is for the job.
 */
function carryCloses(tx: Tx, timetable: Timetable, now: number, day: Day): void {
  const closes = closesOn(tx, day)
  for (const session of sessionNames.filter(name => timetable.isHeld(day, name))) {
    for (const plan of timetable.plansOn(day)) {
      const times = timetable.sessionTimes(day, session, plan)
      if (times === null || sessionStateAt(times, now) !== 'closed') continue
      const close = closes.of(session, plan.id)
      if (close?.closedAt === times.closesAt || isSettled(close, times)) continue
      if (close === null && !anyRecordBefore(tx, day, times.endsAt)) continue
      const { closesAt } = times
      writeClose(tx, { day, session, plan: plan.id, closedAt: closesAt, settled: closesAt <= settledUntil(tx) })
    }
  }
}
