import type { SessionPlan } from '../contract/calendar.ts'
import type { Day, DeviceId, SessionName, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { knownToTerminals } from '../devices/known-students.repo.ts'
import { childrenOn, dayRecordsOn, handMarksOn, reasonsOn, seenSpans } from './day-facts.repo.ts'
import type { DayChild } from './day-facts.repo.ts'
import { closesOn, marksOn, writeMarks } from './marks.repo.ts'
import type { Closes, KeptMark, StoredClose, StoredMark } from './marks.repo.ts'
import { couldBeRecorded, sessionStateAt, standingMark } from './rules.ts'
import type { DayRecord, GivenReason, HandMark, Mark, MarkContext, SessionTimes } from './rules.ts'
import type { Timetable } from './timetable.ts'
import { sessionNames } from './timetable.ts'

/** Up to when each terminal's presses are all known, epoch ms; null: never read. One entry for each in use. */
export type Coverage = ReadonlyMap<DeviceId, number | null>

export type MarksNow = { readonly tx: Tx; readonly timetable: Timetable; readonly now: number }

/** Which marks of a day are looked at; what is left out is not limited. */
export type MarksScope = {
  readonly studentIds?: readonly StudentId[]
  /** Ids of session plans. */
  readonly plan?: string
  readonly session?: SessionName
  /** Of these students that day, in order of time, where they are known already. */
  readonly records?: ReadonlyMap<StudentId, readonly DayRecord[]>
}

export type MarksUpdate = {
  /** Marks that are expected, by session; those not expected have none. */
  readonly marks: ReadonlyMap<SessionName, ReadonlyMap<StudentId, Mark>>
  readonly changed: number
}

/**
 * Works out the marks of a day from presses, calendar, closures, reasons and marks by hand as they are now, and writes
 * those that differ from what is stored. A child of whom a session is not expected has no row for it.
 */
export function updateMarks({ tx, timetable, now }: MarksNow, day: Day, scope: MarksScope = {}): MarksUpdate {
  const facts = factsOf(tx, timetable, day, scope)
  const contextOf = contexts(timetable, now, day, closesOn(tx, day))
  const stored = new Map(
    marksOn(tx, day, scope.studentIds, scope.session).map(row => [`${row.session} ${row.studentId}`, row]),
  )
  const marks = new Map(sessionNames.map(session => [session, new Map<StudentId, Mark>()]))
  const put: StoredMark[] = []
  const removed: StoredMark[] = []

  const studentIds = scope.studentIds ?? [...facts.children.keys(), ...leftBehind(stored.values(), facts.children)]
  for (const id of studentIds) {
    const child = facts.children.get(id)
    const plan = child === undefined ? null : timetable.planFor(day, child)
    if (scope.plan !== undefined && plan?.id !== scope.plan) continue
    for (const session of scope.session === undefined ? sessionNames : [scope.session]) {
      const before = stored.get(`${session} ${id}`)
      const expected = child !== undefined && plan !== null && timetable.expects(day, session, child)
      const context = expected ? contextOf(session, plan) : null
      if (child === undefined || context === null) {
        if (before !== undefined) removed.push(before)
        continue
      }
      const mark = standingMark(session, context.times, facts.records.get(id) ?? [], facts.said(id, session), {
        ...context,
        canBeRecorded: facts.canBeRecorded(child),
      })
      marks.get(session)?.set(id, mark)
      if (mark.mark === 'not_yet_in') {
        if (before !== undefined) removed.push(before)
      } else if (before === undefined || differs(before, mark)) {
        const kept: KeptMark = mark.mark
        put.push({ ...mark, mark: kept, studentId: id, session })
      }
    }
  }
  if (put.length + removed.length > 0) writeMarks(tx, day, { put, removed }, now)
  return { marks, changed: put.length + removed.length }
}

function differs(stored: StoredMark, mark: Mark): boolean {
  return (
    stored.mark !== mark.mark ||
    stored.arrivedAt !== mark.arrivedAt ||
    stored.reason !== mark.reason ||
    stored.manual !== mark.manual
  )
}

/** Those with marks of a day on whose roll they no longer are. */
function leftBehind(stored: Iterable<StoredMark>, children: ReadonlyMap<StudentId, DayChild>): Set<StudentId> {
  return new Set([...stored].map(({ studentId }) => studentId).filter(id => !children.has(id)))
}

type SessionNow = Pick<MarkContext, 'sessionState' | 'settled'> & { readonly times: SessionTimes }

/** How a session of a day stands for those of a plan; null: the plan has none. Asked for each child, found once. */
function contexts(timetable: Timetable, now: number, day: Day, closes: Closes) {
  const known = new Map<string, SessionNow | null>()
  return (session: SessionName, plan: SessionPlan): SessionNow | null => {
    const key = `${session} ${plan.id}`
    let found = known.get(key)
    if (found === undefined) {
      found = sessionNow(timetable, now, day, session, plan, closes)
      known.set(key, found)
    }
    return found
  }
}

function sessionNow(
  timetable: Timetable,
  now: number,
  day: Day,
  session: SessionName,
  plan: SessionPlan,
  closes: Closes,
): SessionNow | null {
  const times = timetable.sessionTimes(day, session, plan)
  if (times === null) return null
  const state = sessionStateAt(times, now)
  const close = closes.of(session, plan.id)
  // What is said of those who were not seen is for the job that closes the session.
  const sessionState = state === 'closed' && close === null ? 'open' : state
  return { times, sessionState, settled: isSettled(close, times) }
}

/** Whether the presses of every terminal were known up to the close, which may have been moved since. */
export function isSettled(close: StoredClose | null, { closesAt }: SessionTimes): boolean {
  return close !== null && close.settled && close.closedAt >= closesAt
}

type Facts = {
  readonly children: ReadonlyMap<StudentId, DayChild>
  readonly records: ReadonlyMap<StudentId, readonly DayRecord[]>
  said(id: StudentId, session: SessionName): { readonly byHand: HandMark | null; readonly reason: GivenReason | null }
  canBeRecorded(child: DayChild): boolean
}

function factsOf(tx: Tx, timetable: Timetable, day: Day, { studentIds, records: given, plan }: MarksScope): Facts {
  const everybody = childrenOn(tx, day, studentIds)
  const ofPlan = [...everybody].filter(([, child]) => timetable.planFor(day, child)?.id === plan)
  const children = plan === undefined ? everybody : new Map(ofPlan)
  const records = given ?? dayRecordsOn(tx, day, studentIds)
  // The newest comes last and stays.
  const byHand = new Map(handMarksOn(tx, day, studentIds).map(row => [`${row.session} ${row.studentId}`, row]))
  const reasons = new Map(
    reasonsOn(tx, day, studentIds).flatMap(row =>
      (row.session === null ? sessionNames : [row.session]).map(
        session => [`${session} ${row.studentId}`, row] as const,
      ),
    ),
  )
  return {
    children,
    records,
    said: (id, session) => ({
      byHand: byHand.get(`${session} ${id}`) ?? null,
      reason: reasons.get(`${session} ${id}`) ?? null,
    }),
    canBeRecorded: identification(tx, timetable, day, [...children.values()], records),
  }
}

/** Who could be recorded on a day: who was, and of the others those whom the terminals knew. */
export function identification(
  tx: Tx,
  timetable: Timetable,
  day: Day,
  children: readonly DayChild[],
  records: ReadonlyMap<StudentId, readonly DayRecord[]>,
): (child: DayChild) => boolean {
  const unseen = children.filter(({ id, exempt }) => !exempt && !records.has(id)).map(({ id }) => id)
  if (unseen.length === 0) return ({ exempt }) => !exempt
  const spans = seenSpans(tx, unseen)
  const known = knownToTerminals(tx, unseen)
  return ({ id, exempt, left }) => {
    const span = spans.get(id)
    if (exempt || span === undefined) return !exempt
    const { firstRecord, lastRecord, firstEnrolledAt } = span
    const firstEnrolled = firstEnrolledAt === null ? null : timetable.dayOf(firstEnrolledAt)
    return couldBeRecorded({ onTerminal: known.has(id), left, firstRecord, lastRecord, firstEnrolled }, day)
  }
}
