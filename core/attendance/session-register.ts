import type { SessionMark } from '../contract/attendance.ts'
import type { Day, SessionName, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import type { RollEntry } from '../school/students.repo.ts'
import { roll } from '../school/students.repo.ts'
import { childrenNotThere, childrenOn, reasonsOn } from './day-facts.repo.ts'
import type { DayChild, ReasonOnDay } from './day-facts.repo.ts'
import { marksNotThere, marksOn } from './marks.repo.ts'
import type { StoredMark } from './marks.repo.ts'
import { namesOf } from './names.repo.ts'
import type { NamedChild } from './names.repo.ts'
import { sessionFrame } from './session-frame.ts'
import type { PlanSession, PlansStanding } from './session-frame.ts'
import type { Timetable } from './timetable.ts'

export type StandingEntry = {
  readonly child: DayChild
  readonly mark: SessionMark
  /** Code; of a child who has not come yet the reason that is known already. */
  readonly reason: string | null
  readonly manual: boolean
  readonly arrivedAt: number | null
}

export type SessionStanding = PlansStanding & {
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
  const frame = sessionFrame(tx, timetable, now, day, session)
  const stored = byStudent(marksOn(tx, day, undefined, session))
  const reasons = reasonsFor(tx, day, session)
  const entries = new Map<StudentId, StandingEntry>()
  const notExpected: DayChild[] = []
  for (const child of childrenOn(tx, day).values()) {
    const plan = frame.planOf(child)
    if (plan === undefined) {
      notExpected.push(child)
      continue
    }
    plan.roll += 1
    entries.set(child.id, entryOf(child, plan, stored.get(child.id), reasons.get(child.id)))
  }
  return { ...frame.standing(), entries, notExpected }
}

/** Of the same those who are not there: neither present nor late. In no order. */
export function sessionMissing(
  tx: Tx,
  timetable: Timetable,
  now: number,
  day: Day,
  session: SessionName,
): StandingEntry[] {
  const frame = sessionFrame(tx, timetable, now, day, session)
  const stored = byStudent(marksNotThere(tx, day, session))
  const reasons = reasonsFor(tx, day, session)
  return [...childrenNotThere(tx, day, session).values()].flatMap(child => {
    const plan = frame.planOf(child)
    return plan === undefined ? [] : [entryOf(child, plan, stored.get(child.id), reasons.get(child.id))]
  })
}

function entryOf(
  child: DayChild,
  plan: PlanSession,
  row: StoredMark | undefined,
  reason: ReasonOnDay | undefined,
): StandingEntry {
  if (row === undefined) {
    return { child, mark: markWithoutRow(plan), reason: reason?.code ?? null, manual: false, arrivedAt: null }
  }
  const { mark, manual, arrivedAt } = row
  return { child, mark, reason: row.reason, manual, arrivedAt }
}

/** What those are who are expected and have no mark. */
export function markWithoutRow({ state }: PlanSession): SessionMark {
  return state === 'closed' ? 'not_recorded' : 'not_yet_in'
}

function byStudent(rows: readonly StoredMark[]): Map<StudentId, StoredMark> {
  return new Map(rows.map(row => [row.studentId, row]))
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

/** The reasons that are given for a session or its whole day. Of several for a child the newest. */
export function reasonsFor(tx: Tx, day: Day, session: SessionName): Map<StudentId, ReasonOnDay> {
  const rows = reasonsOn(tx, day).filter(row => row.session === null || row.session === session)
  return new Map(rows.map(row => [row.studentId, row]))
}
