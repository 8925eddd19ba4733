import type { SessionMark } from '../contract/attendance.ts'
import type { Day, SessionName } from '../contract/common.ts'

// One formula for every rate that the program shows or prints. Values in, values out.

/**
 * Sessions of one child, a class or the school. The rate is `attended / possible`, pooled: all numerators over all
 * denominators. Possible are the sessions that were held and closed while the child was on the roll and that somebody
 * could tell about; late is attended, an activity of the school is a mark "present", and "not recorded" stands beside.
 */
export type Tally = {
  readonly attended: number
  readonly possible: number
  readonly late: number
  readonly absent: number
  readonly notRecorded: number
}

export type MarkCounts = Readonly<Record<Exclude<SessionMark, 'not_yet_in'>, number>>

/** What so many marks of closed sessions come to. */
export function tallyOf({ present, late, absent, not_recorded }: MarkCounts): Tally {
  const attended = present + late
  return { attended, possible: attended + absent, late, absent, notRecorded: not_recorded }
}

/** Counts marks; those of sessions that are still open have no part in it. */
export function countMarks(marks: Iterable<SessionMark>): MarkCounts {
  const counts = { present: 0, late: 0, absent: 0, not_recorded: 0 }
  for (const mark of marks) if (mark !== 'not_yet_in') counts[mark] += 1
  return counts
}

/** A mark of a closed session. */
export type ClosedMark = {
  readonly day: Day
  readonly session: SessionName
  readonly mark: Exclude<SessionMark, 'not_yet_in'>
  /** Code of the reason, if any. */
  readonly reason: string | null
}

export type TermStanding = Omit<Tally, 'notRecorded'> & {
  /** School days with a mark that says something. */
  readonly enrolledDays: number
  /** Halves of days: two for a day that was missed whole, though it had one session only. */
  readonly missedHalfDays: number
  /** The last days of these, in a row, without any attendance. */
  readonly daysInARow: number
  /** Missed per ten thousand possible sessions; 0 of none. */
  readonly missedRate: number
  /** The most frequent reason of absences; the later one of two that are equal. */
  readonly mainReason: string | null
}

/** How a child stands, from its marks of a term. Its days are those with marks, so who came late in the term is judged on less. */
export function termStanding(marks: readonly ClosedMark[]): TermStanding {
  const sorted = [...marks].sort((a, b) => compare(a.day, b.day) || compare(a.session, b.session))
  const { attended, possible, late, absent } = tallyOf(countMarks(sorted.map(({ mark }) => mark)))
  const days = knownDays(sorted)
  const lastHere = days.findLastIndex(({ attended: here }) => here > 0)
  return {
    attended,
    possible,
    late,
    absent,
    enrolledDays: days.length,
    missedHalfDays: days.reduce((sum, day) => sum + (2 * day.absent) / day.possible, 0),
    daysInARow: days.length - 1 - lastHere,
    missedRate: possible === 0 ? 0 : Math.floor((absent * 10_000) / possible),
    mainReason: mostFrequent(sorted.flatMap(({ mark, reason }) => (mark === 'absent' && reason ? [reason] : []))),
  }
}

/** Days of which at least one session is known, in their order. */
function knownDays(sorted: readonly ClosedMark[]): Tally[] {
  const byDay = new Map<Day, ClosedMark['mark'][]>()
  for (const { day, mark } of sorted) byDay.set(day, [...(byDay.get(day) ?? []), mark])
  return [...byDay.values()].map(marks => tallyOf(countMarks(marks))).filter(({ possible }) => possible > 0)
}

function mostFrequent(values: readonly string[]): string | null {
  const counts = new Map<string, number>()
  let best: string | null = null
  for (const value of values) {
    const n = (counts.get(value) ?? 0) + 1
    counts.set(value, n)
    if (best === null || n >= (counts.get(best) ?? 0)) best = value
  }
  return best
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
