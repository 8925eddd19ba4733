import type { SessionMark } from '../contract/attendance.ts'
import type { SessionPlan } from '../contract/calendar.ts'
import type { Day, SessionName, StreamId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import type { RollEntry } from '../school/students.repo.ts'
import { roll } from '../school/students.repo.ts'
import { childrenOn, reasonsOn } from './day-facts.repo.ts'
import type { DayChild, ReasonOnDay } from './day-facts.repo.ts'
import { closesOn, marksOn } from './marks.repo.ts'
import { namesOf } from './names.repo.ts'
import type { NamedChild } from './names.repo.ts'
import { isSettled } from './register.ts'
import { sessionStateAt } from './rules.ts'
import type { SessionState, SessionTimes } from './rules.ts'
import type { Timetable } from './timetable.ts'

/** A session of a day for those of one plan. */
export type PlanSession = {
  readonly plan: SessionPlan
  readonly times: SessionTimes
  readonly state: SessionState
  /** Closed, and every terminal was read since. */
  readonly settled: boolean
  /** How many children are expected. */
  readonly roll: number
}

export type StandingEntry = {
  readonly child: DayChild
  readonly mark: SessionMark
  /** Code; of a child who has not come yet the reason that is known already. */
  readonly reason: string | null
  readonly manual: boolean
  readonly arrivedAt: number | null
}

export type SessionStanding = {
  /** Where all plans stand: open as long as one is. */
  readonly state: SessionState
  /** Those with the session, in the order of the school's plans; first the ones that children fall under. */
  readonly plans: readonly PlanSession[]
  /** The plan of most children; null when no plan has the session. */
  readonly main: PlanSession | null
  /** Everybody who is expected, each with a mark. */
  readonly entries: ReadonlyMap<StudentId, StandingEntry>
  /** On the roll, and not expected. */
  readonly notExpected: readonly DayChild[]
}

/**
 * One session as it stands now. Every student who is expected has exactly one mark, so the counts of any split of it
 * add up to the roll of the session.
 */
export function sessionStanding(
  tx: Tx,
  timetable: Timetable,
  now: number,
  day: Day,
  session: SessionName,
): SessionStanding {
  const closes = closesOn(tx, day)
  const plans = new Map<string, PlanSession & { roll: number }>()
  for (const plan of timetable.plansOn(day)) {
    const times = timetable.sessionTimes(day, session, plan)
    if (times === null) continue
    const settled = isSettled(closes.of(session, plan.id), times)
    plans.set(plan.id, { plan, times, state: sessionStateAt(times, now), settled, roll: 0 })
  }

  const stored = new Map(marksOn(tx, day, undefined, session).map(row => [row.studentId, row]))
  const reasons = reasonsOf(tx, day, session)
  const entries = new Map<StudentId, StandingEntry>()
  const notExpected: DayChild[] = []
  const planOf = rememberedByPlace(child =>
    timetable.expects(day, session, child) ? plans.get(timetable.planFor(day, child)?.id ?? '') : undefined,
  )
  for (const child of childrenOn(tx, day).values()) {
    const own = planOf(child)
    if (own === undefined) {
      notExpected.push(child)
      continue
    }
    own.roll += 1
    const row = stored.get(child.id)
    const withoutRow: SessionMark = own.state === 'closed' ? 'not_recorded' : 'not_yet_in'
    entries.set(child.id, {
      child,
      mark: row?.mark ?? withoutRow,
      reason: row === undefined ? (reasons.get(child.id)?.code ?? null) : row.reason,
      manual: row?.manual ?? false,
      arrivedAt: row?.arrivedAt ?? null,
    })
  }
  const list = [...plans.values()]
  const used = list.filter(one => one.roll > 0)
  const relevant = used.length > 0 ? used : list
  const [main = null] = [...relevant].sort((a, b) => b.roll - a.roll)
  return { state: stateOf(relevant), plans: relevant, main, entries, notExpected }
}

/** What is asked of every child and is the same for all day children, and all boarders, of a stream. */
function rememberedByPlace<T>(find: (child: DayChild) => T): (child: DayChild) => T {
  const known = { day: new Map<StreamId, T>(), boarding: new Map<StreamId, T>() }
  return child => {
    const found = known[child.boarding ? 'boarding' : 'day']
    const { streamId } = child
    if (!found.has(streamId)) found.set(streamId, find(child))
    return found.get(streamId) as T
  }
}

export type RegisterEntry = RollEntry & Omit<StandingEntry, 'child'>
export type SessionRegister = Omit<SessionStanding, 'entries' | 'notExpected'> & {
  /** Everybody who is expected, each with a mark. By class, stream and name. */
  readonly entries: readonly RegisterEntry[]
  /** On the roll, and not expected. In the same order. */
  readonly notExpected: readonly RollEntry[]
}

/** Some entries with the names of their children. By class, stream and name. */
export function withNames(tx: Tx, entries: readonly StandingEntry[]): (StandingEntry & NamedChild)[] {
  const byId = new Map(entries.map(entry => [entry.child.id, entry]))
  return namesOf(
    tx,
    entries.map(({ child }) => child),
  ).flatMap(named => {
    const entry = byId.get(named.id)
    return entry === undefined ? [] : [{ ...entry, ...named }]
  })
}

/** The register of one session as it stands now, with names. */
export function sessionRegister(
  tx: Tx,
  timetable: Timetable,
  now: number,
  day: Day,
  session: SessionName,
): SessionRegister {
  const { entries, ...standing } = sessionStanding(tx, timetable, now, day, session)
  const people = roll(tx, day)
  return {
    ...standing,
    entries: people.flatMap((person): RegisterEntry[] => {
      const entry = entries.get(person.id)
      if (entry === undefined) return []
      const { mark, reason, manual, arrivedAt } = entry
      return [{ ...person, mark, reason, manual, arrivedAt }]
    }),
    notExpected: people.filter(({ id }) => !entries.has(id)),
  }
}

function reasonsOf(tx: Tx, day: Day, session: SessionName): Map<StudentId, ReasonOnDay> {
  const rows = reasonsOn(tx, day).filter(row => row.session === null || row.session === session)
  return new Map(rows.map(row => [row.studentId, row]))
}

function stateOf(plans: readonly PlanSession[]): SessionState {
  if (plans.length > 0 && plans.every(({ state }) => state === 'closed')) return 'closed'
  return plans.every(({ state }) => state === 'before') ? 'before' : 'open'
}
