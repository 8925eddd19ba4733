import { recordsOf } from '../attendance/attendance.repo.ts'
import { dayRecordsOn, reasonsOn } from '../attendance/day-facts.repo.ts'
import type { DayChild } from '../attendance/day-facts.repo.ts'
import { streamsWithClasses } from '../attendance/month-streams.repo.ts'
import { namesOf } from '../attendance/names.repo.ts'
import { identification } from '../attendance/register.ts'
import type { SessionTimes } from '../attendance/rules.ts'
import { sessionStanding } from '../attendance/session-register.ts'
import type { SessionStanding, StandingEntry } from '../attendance/session-register.ts'
import type { Timetable } from '../attendance/timetable.ts'
import type { Day, DeviceId, SessionName, StreamId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { openPasses } from '../office/passes.ts'
import type { AbsentShare, InterlockFacts, TerminalFacts } from './interlock.ts'
import { groupsOfStreams, terminalsHolding } from './interlock-facts.repo.ts'
import { causesOfDay } from './outbox.repo.ts'

/** A terminal in use, as its line knows it now. */
export type TerminalNow = TerminalFacts & { readonly id: DeviceId }

export type AlertWork = {
  readonly tx: Tx
  readonly timetable: Timetable
  /** Epoch ms. */
  readonly now: number
  readonly terminals: readonly TerminalNow[]
  /** Read once for all plans of the session. */
  readonly standing: (day: Day, session: SessionName) => SessionStanding
}

/** Work for one moment: while it is used, no mark changes. */
export function alertWork(facts: Omit<AlertWork, 'standing'>): AlertWork {
  const { tx, timetable, now } = facts
  const known = new Map<string, SessionStanding>()
  return {
    ...facts,
    standing(day, session) {
      const key = `${day} ${session}`
      const found = known.get(key) ?? sessionStanding(tx, timetable, now, day, session)
      known.set(key, found)
      return found
    },
  }
}

/** A session for those of one plan. */
export type AlertSession = { readonly day: Day; readonly session: SessionName; readonly plan: string }

/** A child whose guardians are to be told. */
export type AbsentChild = { readonly studentId: StudentId; readonly fullName: string; readonly className: string }

export type AlertFacts = {
  /** The session's times for the plan as it is now; null: it has none any more. */
  readonly times: SessionTimes | null
  readonly interlock: InterlockFacts
  /**
   * Whom to tell of, by class and name: those who are absent, or would be if every terminal were read and had nothing
   * to say; without those whom somebody has explained, and those whose guardians know already.
   */
  readonly children: readonly AbsentChild[]
  /** The marks of the session are all there; otherwise they are being worked out, and nothing can go. */
  readonly complete: boolean
}

/** What decides whether the absence alerts of a session may go, and of whom they speak, as things stand now. */
export function alertFacts(work: AlertWork, { day, session, plan: planId }: AlertSession): AlertFacts {
  const { tx, timetable, now } = work
  const plan = timetable.plansOn(day).find(({ id }) => id === planId) ?? null
  const times = plan === null ? null : timetable.sessionTimes(day, session, plan)
  const { messages, recalculation } = timetable.settings
  const standing = work.standing(day, session)
  const entries = [...standing.entries.values()].filter(({ child }) => timetable.planFor(day, child)?.id === planId)
  const [waiting] = recalculation
  const complete = waiting === undefined || day < waiting.from || waiting.to < day
  const missing = missingOf(work, day, entries)
  const concerned = concernedTerminals(
    work,
    (complete ? missing : entries).map(({ child }) => child),
  )
  const closesAt = times?.closesAt ?? now
  const unread = concerned.terminals.some(({ coveredUntil }) => coveredUntil === null || coveredUntil < closesAt)
  // A share says something once all is known that can be: of an unread gate it would only say that it is unread.
  const known = complete && !unread
  const ids = new Set(missing.map(({ child }) => child.id))
  return {
    times,
    complete,
    children: namesOf(
      tx,
      toTell(work, { day, session }, missing).map(({ child }) => child),
    ).map(({ id, fullName, className }) => ({ studentId: id, fullName, className })),
    interlock: {
      day,
      today: timetable.dayOf(now),
      closesAt,
      alertsOn: messages.absent && messages.alertsFrom !== null && messages.alertsFrom <= day,
      isSchoolDay: times !== null && timetable.isHeld(day, session) && entries.length > 0,
      ...concerned,
      school: known ? shareOf(recorded(standing.entries.values(), ids), ids) : { expected: 0, absent: 0 },
      classes: known ? sharesOfClasses(tx, recorded(entries, ids), ids) : [],
      limits: messages,
    },
  }
}

/** Absent, or not recorded only because some terminal has not been read yet. */
function missingOf({ tx, timetable }: AlertWork, day: Day, entries: readonly StandingEntry[]): StandingEntry[] {
  const unknown = entries.filter(({ mark }) => mark === 'not_recorded').map(({ child }) => child)
  const ids = unknown.map(({ id }) => id)
  const canBeRecorded = identification(tx, timetable, day, unknown, dayRecordsOn(tx, day, ids))
  return entries.filter(
    ({ child, mark, reason }) =>
      mark === 'absent' || (mark === 'not_recorded' && (reason !== null || canBeRecorded(child))),
  )
}

function toTell(
  { tx, timetable, now }: AlertWork,
  { day, session }: Pick<AlertSession, 'day' | 'session'>,
  missing: readonly StandingEntry[],
): StandingEntry[] {
  if (missing.length === 0) return []
  const known = new Set([
    ...openPasses(tx, timetable, now, day).map(({ studentId }) => studentId),
    ...toldAlready(tx, day),
    ...leftEarly(tx, day),
    ...reasonsOn(tx, day)
      .filter(reason => !reason.alertsParent && (reason.session === null || reason.session === session))
      .map(({ studentId }) => studentId),
  ])
  return missing.filter(({ child }) => !child.exempt && !known.has(child.id))
}

/** Those of whose absence on a day something was written. What fell away because the child came is as if it had not been. */
function toldAlready(tx: Tx, day: Day): StudentId[] {
  return causesOfDay(tx, 'absent', day)
    .filter(({ state, note }) => state !== 'cancelled' || (note !== 'earlier_punch' && note !== 'not_expected'))
    .map(({ studentId }) => studentId)
}

/** Those who left early, as their guardians were told, and have not come back. */
function leftEarly(tx: Tx, day: Day): StudentId[] {
  const told = causesOfDay(tx, 'left_early', day).filter(({ state }) => state !== 'cancelled')
  const records = recordsOf(
    tx,
    day,
    told.map(({ studentId }) => studentId),
  )
  return told
    .filter(({ studentId, attendanceRecordId }) => records.get(studentId)?.at(-1)?.id === attendanceRecordId)
    .map(({ studentId }) => studentId)
}

/**
 * The terminals at which these children may have been: those of the groups that their streams belong on, all where a
 * stream belongs on none, and any other that holds one of them.
 */
export function concernedTerminals(
  { tx, terminals }: Pick<AlertWork, 'tx' | 'terminals'>,
  children: readonly Pick<DayChild, 'id' | 'streamId'>[],
): Pick<InterlockFacts, 'terminals' | 'groupsWithoutTerminal'> {
  if (children.length === 0) return { terminals: [], groupsWithoutTerminal: [] }
  const streams = new Set(children.map(({ streamId }) => streamId))
  const groups = groupsOfStreams(tx).filter(({ streamId }) => streams.has(streamId))
  const ids = terminalsHolding(
    tx,
    children.map(({ id }) => id),
  )
  const withoutTerminal = new Set<string>()
  for (const streamId of streams) {
    const own = groups.filter(group => group.streamId === streamId)
    if (own.length === 0) return { terminals, groupsWithoutTerminal: [] }
    const found = own.flatMap(({ deviceId }) => deviceId ?? [])
    if (found.length === 0) for (const { groupName } of own) withoutTerminal.add(groupName)
    for (const id of found) ids.add(id)
  }
  const lines = new Map(terminals.map(one => [one.id, one]))
  // One whose line nobody knows was not read.
  const concerned = [...ids].map(id => lines.get(id) ?? { name: id, coveredUntil: null, driftMs: null })
  return { terminals: concerned, groupsWithoutTerminal: [...withoutTerminal] }
}

/** Those of whom it is known whether they are there. */
function recorded(entries: Iterable<StandingEntry>, missing: ReadonlySet<StudentId>): StandingEntry[] {
  return [...entries].filter(
    ({ child, mark }) => missing.has(child.id) || (mark !== 'not_recorded' && mark !== 'not_yet_in'),
  )
}

function shareOf(entries: readonly StandingEntry[], missing: ReadonlySet<StudentId>): AbsentShare {
  const absent = entries.filter(({ child, mark }) => mark === 'absent' || missing.has(child.id))
  return { expected: entries.length, absent: absent.length }
}

function sharesOfClasses(
  tx: Tx,
  entries: readonly StandingEntry[],
  missing: ReadonlySet<StudentId>,
): InterlockFacts['classes'] {
  const names = streamsWithClasses(tx)
  const byStream = new Map<StreamId, StandingEntry[]>()
  for (const entry of entries) {
    const own = byStream.get(entry.child.streamId)
    if (own === undefined) byStream.set(entry.child.streamId, [entry])
    else own.push(entry)
  }
  return [...byStream].map(([streamId, own]) => ({
    className: names.get(streamId)?.className ?? '',
    ...shareOf(own, missing),
  }))
}
