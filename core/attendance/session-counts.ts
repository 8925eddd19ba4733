import type { SessionMark } from '../contract/attendance.ts'
import type { Day, SessionName, StreamId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { childrenOn, streamsThen } from './day-facts.repo.ts'
import { marksOn } from './marks.repo.ts'
import { streamsWithClasses } from './month-streams.repo.ts'
import { countsByPlace, marksByPlace } from './session-counts.repo.ts'
import { sessionFrame } from './session-frame.ts'
import type { PlansStanding } from './session-frame.ts'
import { markWithoutRow, reasonsFor } from './session-register.ts'
import type { Timetable } from './timetable.ts'

export type SessionCounts = PlansStanding & {
  /** Of those who are expected. Their sum is the roll of the session. */
  readonly marks: Readonly<Record<SessionMark, number>>
  /** Why children are away, of those who are, by code. */
  readonly reasons: Readonly<Record<string, number>>
  /** Marks that a person set. */
  readonly manual: number
  /** On the roll, and not expected. */
  readonly notExpected: number
}

/**
 * What `sessionStanding` comes to in numbers. Where a child stands depends on its stream and on whether it boards, so
 * the database counts; looked at one by one are only those who were in another stream then, or of whom something is
 * known that may not be in their mark yet.
 */
export function sessionCounts(
  tx: Tx,
  timetable: Timetable,
  now: number,
  day: Day,
  session: SessionName,
): SessionCounts {
  const frame = sessionFrame(tx, timetable, now, day, session)
  const given = reasonsFor(tx, day, session)
  const single = [...new Set<StudentId>([...streamsThen(tx, day).keys(), ...given.keys()])]
  const places = streamsWithClasses(tx)
  const marks = { present: 0, late: 0, absent: 0, not_recorded: 0, not_yet_in: 0 }
  const reasons: Record<string, number> = {}
  let manual = 0
  let notExpected = 0

  function planAt({ streamId, boarding }: { readonly streamId: StreamId; readonly boarding: boolean }) {
    const place = places.get(streamId)
    return place && frame.planOf({ ...place, streamId, boarding })
  }

  function add(mark: SessionMark, reason: string | null, byHand: boolean, children: number): void {
    marks[mark] += children
    if (byHand) manual += children
    const isThere = mark === 'present' || mark === 'late'
    if (reason !== null && !isThere) reasons[reason] = (reasons[reason] ?? 0) + children
  }

  for (const { children, withoutMark, ...at } of countsByPlace(tx, day, session, single)) {
    const plan = planAt(at)
    if (plan === undefined) {
      if (places.has(at.streamId)) notExpected += children
      continue
    }
    plan.roll += children
    add(markWithoutRow(plan), null, false, withoutMark)
    add('present', null, false, children - withoutMark)
  }
  for (const { mark, reason, manual: byHand, children, ...at } of marksByPlace(tx, day, session, single)) {
    if (planAt(at) === undefined) continue
    marks.present -= children
    add(mark, reason, byHand, children)
  }

  const stored = new Map(marksOn(tx, day, single, session).map(row => [row.studentId, row]))
  for (const child of childrenOn(tx, day, single).values()) {
    const plan = frame.planOf(child)
    if (plan === undefined) {
      notExpected += 1
      continue
    }
    plan.roll += 1
    const row = stored.get(child.id)
    if (row === undefined) add(markWithoutRow(plan), given.get(child.id)?.code ?? null, false, 1)
    else add(row.mark, row.reason, row.manual, 1)
  }
  return { ...frame.standing(), marks, reasons, manual, notExpected }
}
