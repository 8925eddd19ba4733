import type { SessionMark } from '../contract/attendance.ts'
import type { Day, SessionName, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import type { RollEntry } from '../school/students.repo.ts'
import { roll } from '../school/students.repo.ts'
import { marksOf } from './marks.repo.ts'
import { sessionStateAt } from './rules.ts'
import type { SessionState, SessionTimes } from './rules.ts'
import type { Timetable } from './timetable.ts'

export type SessionRegister = {
  readonly times: SessionTimes
  readonly state: SessionState
  /** Everybody on the roll of the day, each with a mark. By class, stream and name. */
  readonly entries: readonly (RollEntry & { readonly mark: SessionMark })[]
}

/**
 * The register of one session as it stands now. Every student on the roll has exactly one mark, so the counts of
 * any split of it add up to the roll.
 */
export function sessionRegister(
  tx: Tx,
  timetable: Timetable,
  now: number,
  day: Day,
  session: SessionName,
): SessionRegister {
  const times = timetable.sessionTimes(day, session)
  const state = sessionStateAt(times, now)
  const marks = marksOf(tx, day, session)
  const withoutRow: SessionMark = state === 'closed' ? 'not_recorded' : 'not_yet_in'
  const markOf = (id: StudentId) => marks.get(id)?.mark ?? withoutRow
  return { times, state, entries: roll(tx, day).map(entry => ({ ...entry, mark: markOf(entry.id) })) }
}
