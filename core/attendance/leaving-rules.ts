import type { SessionName } from '../contract/common.ts'
import { passState } from '../office/pass-rules.ts'
import type { PassTimes } from '../office/pass-rules.ts'
import type { DayRecord, SessionTimes } from './rules.ts'

// Whether a child left before it was to leave. Values in, values out.

/** What lets a child go, or keeps it, on one day. Moments in epoch ms. */
export type Leaving = {
  /** From then on children go home; null: there is no such hour. */
  readonly leavesFrom: number | null
  /** Those in which the child is expected. */
  readonly sessions: readonly ({ readonly session: SessionName } & Pick<SessionTimes, 'lateFrom' | 'endsAt'>)[]
  /** For which a reason holds that parents are not told of; null: all day. */
  readonly excused: readonly (SessionName | null)[]
  /** Of that day, the cancelled ones not among them. */
  readonly passes: readonly PassTimes[]
}

/**
 * Whether an OUT takes a child away from lessons though nobody has let it go. Not in the break between two sessions, and
 * not while a session's register is still being filled: a second press before the late bell is read as an OUT, and who
 * is really gone by then is told of as absent.
 */
export function isEarly(out: DayRecord, records: readonly DayRecord[], leaving: Leaving): boolean {
  const { leavesFrom, sessions, excused, passes } = leaving
  if (leavesFrom === null || out.at >= leavesFrom) return false
  if (!sessions.some(({ lateFrom, endsAt }) => lateFrom <= out.at && out.at < endsAt)) return false
  const missed = sessions.filter(({ endsAt }) => out.at < endsAt)
  if (excused.some(one => one === null || missed.some(({ session }) => session === one))) return false
  return !passes.some(pass => letsGo(pass, records, out))
}

/** The leaving that the pass was written for; or it was written afterwards, of a child that had gone. */
function letsGo(pass: PassTimes, records: readonly DayRecord[], out: DayRecord): boolean {
  return out.at < pass.issuedAt || passState(pass, records, 0).leftAt === out.at
}
