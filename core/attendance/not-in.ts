import type { NotInStream, NotInStudent } from '../contract/attendance.ts'
import type { Day, SessionName, StreamId, StudentId } from '../contract/common.ts'
import { isHandled, wordsSought } from '../contract/missing.ts'
import type { Tx } from '../db/open.ts'
import { lastCalls } from '../morning/not-in-facts.repo.ts'
import { notInFacts } from '../morning/not-in-facts.ts'
import { lastSeenDays } from './attendance-queries.repo.ts'
import { streamsWithClasses } from './month-streams.repo.ts'
import { reasonsFor, sessionMissing, withNames } from './session-register.ts'
import type { StandingEntry } from './session-register.ts'
import { termInForce } from './term.ts'
import type { Timetable } from './timetable.ts'

/**
 * So many children are named, and whole classes: before school thousands are missing, whom nobody works through, and to
 * look all of them up would hold the presses up that make them come.
 */
const mostNamed = 700

type Asked = {
  readonly timetable: Timetable
  readonly now: number
  readonly day: Day
  readonly session: SessionName
  /** Words of class, name or admission number. Means something only where not all can be named. */
  readonly search: string
}

/**
 * Who is missing of a session, by class.
 * @param room so many are named, or one class where that is larger
 */
export function notIn(tx: Tx, { timetable, now, day, session, search }: Asked, room = mostNamed): NotInStream[] {
  const missing = sessionMissing(tx, timetable, now, day, session)
  const named = missing.length <= room ? everybody(missing) : chosen(tx, missing, search, room)
  const rows = withNames(tx, named.entries)
  const ids = rows.map(({ id }) => id)
  const lastSeen = lastSeenDays(tx, day, ids)
  const factsOf = notInFacts(tx, { day, session, term: termInForce(timetable.settings.terms, day) }, ids)
  const streams = streamsOf(tx, missing, named, { day, session })
  for (const { id, fullName, admissionNumber, mark, gender, manual, child } of rows) {
    const { boarding, exempt } = child
    const person = { studentId: id, fullName, admissionNumber, mark, gender, boarding, manual, exempt }
    streams.get(child.streamId)?.students.push({ ...person, ...factsOf(id), lastSeenDay: lastSeen.get(id) ?? null })
  }
  return [...streams.values()]
}

type Named = {
  readonly entries: readonly StandingEntry[]
  /** Those of the others who hold the words sought. */
  readonly matching: ReadonlySet<StudentId>
}

function everybody(entries: readonly StandingEntry[]): Named {
  return { entries, matching: new Set() }
}

/** Of those who hold the words sought the first classes, as many as there is room for and one at least. */
function chosen(tx: Tx, missing: readonly StandingEntry[], search: string, room: number): Named {
  const sought = search === '' ? missing : matchingOf(tx, missing, search)
  const byStream = groupByStream(sought)
  const entries: StandingEntry[] = []
  const matching = new Set<StudentId>()
  let isFull = false
  for (const id of streamsWithClasses(tx).keys()) {
    const own = byStream.get(id) ?? []
    isFull ||= entries.length > 0 && entries.length + own.length > room
    if (isFull) for (const { child } of own) matching.add(child.id)
    else entries.push(...own)
  }
  return { entries, matching }
}

function matchingOf(tx: Tx, missing: readonly StandingEntry[], search: string): StandingEntry[] {
  const holds = wordsSought(search)
  return withNames(tx, missing).filter(row => holds(row.className, row))
}

/** The classes of the missing in the order of lists, without names. */
function streamsOf(
  tx: Tx,
  missing: readonly StandingEntry[],
  { entries, matching }: Named,
  asked: { readonly day: Day; readonly session: SessionName },
): Map<StreamId, NotInStream> {
  const named = new Set(entries.map(({ child }) => child.id))
  const isDone = entries.length < missing.length ? handledOf(tx, asked) : () => false
  const byStream = groupByStream(missing)
  const streams = new Map<StreamId, NotInStream>()
  for (const [streamId, { className }] of streamsWithClasses(tx)) {
    const own = byStream.get(streamId)
    if (own === undefined) continue
    const others = own.filter(({ child }) => !named.has(child.id))
    const unnamed = {
      students: others.length,
      handled: others.filter(isDone).length,
      matching: others.filter(({ child }) => matching.has(child.id)).length,
    }
    streams.set(streamId, { streamId, className, students: [], unnamed })
  }
  return streams
}

function handledOf(
  tx: Tx,
  { day, session }: { readonly day: Day; readonly session: SessionName },
): (entry: StandingEntry) => boolean {
  const reasons = reasonsFor(tx, day, session)
  const calls: ReadonlyMap<StudentId, NotInStudent['lastCall']> = lastCalls(tx, day)
  return ({ child, manual }) =>
    isHandled({ reason: reasons.get(child.id) ?? null, manual, lastCall: calls.get(child.id) ?? null })
}

function groupByStream(entries: readonly StandingEntry[]): Map<StreamId, StandingEntry[]> {
  const groups = new Map<StreamId, StandingEntry[]>()
  for (const entry of entries) {
    const own = groups.get(entry.child.streamId)
    if (own === undefined) groups.set(entry.child.streamId, [entry])
    else own.push(entry)
  }
  return groups
}
