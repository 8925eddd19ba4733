import type { EventType, SessionMark } from '../contract/attendance.ts'
import type { Day, SessionName } from '../contract/common.ts'
import type { NewsKind } from '../contract/messages.ts'

// Product decisions about attendance. Values in, values out: no clock, no zone, no database.

/** A press of one child. The terminal's own IN/OUT key is not among it: children press it wrong or not at all. */
export type DayPunch = {
  /** What the terminal knows it by (device, PIN, raw time): equal wherever and whenever it is read. */
  readonly key: string
  /** Epoch ms. */
  readonly at: number
}

export type DayRecord = { readonly eventType: EventType; readonly at: number }

/** A press this soon after the child's last record says nothing new. */
export const repeatMs = 30 * 60_000

/**
 * Reads IN and OUT from one child's presses of one day. The first is IN, then OUT and IN take turns. A press less
 * than 30 minutes after the last record is a repeat and makes none; at exactly 30 minutes it counts. The order in
 * which presses become known does not matter.
 */
export function readDay<P extends DayPunch>(
  punches: readonly P[],
): { readonly punch: P; readonly eventType: EventType }[] {
  const records: { readonly punch: P; readonly eventType: EventType }[] = []
  for (const punch of [...punches].sort(byTime)) {
    const last = records.at(-1)
    if (last === undefined) records.push({ punch, eventType: 'IN' })
    else if (punch.at - last.punch.at >= repeatMs) {
      records.push({ punch, eventType: last.eventType === 'IN' ? 'OUT' : 'IN' })
    }
  }
  return records
}

/** Two terminals can show the same second: then the key decides, so that the same press gets the record each time. */
function byTime(a: DayPunch, b: DayPunch): number {
  if (a.at !== b.at) return a.at - b.at
  if (a.key === b.key) return 0
  return a.key < b.key ? -1 : 1
}

/** The moments of one session on one day, epoch ms. */
export type SessionTimes = {
  readonly opensAt: number
  /** First moment that is late. "On time until 08:00" holds to the end of that minute: this is 08:01:00. */
  readonly lateFrom: number
  /** The register closes: who has not come by now is absent, until he or she does come. */
  readonly closesAt: number
  /** First moment that is after the session; an arrival from here on is none in it. */
  readonly endsAt: number
}

export type SessionState = 'before' | 'open' | 'closed'

/** Where a session stands at a moment. */
export function sessionStateAt({ opensAt, closesAt }: SessionTimes, now: number): SessionState {
  if (now < opensAt) return 'before'
  return now < closesAt ? 'open' : 'closed'
}

export type MarkContext = {
  readonly sessionState: SessionState
  /** Some terminal could have told that the child came. */
  readonly canBeRecorded: boolean
  /** Every terminal's presses up to the close are known. */
  readonly settled: boolean
}

export type Arrival = {
  readonly mark: SessionMark
  /** The IN by which the child is in this session. */
  readonly arrivedAt: number | null
}

/**
 * A child's mark for a session, from its records of that day in order of time. In the morning the first IN counts.
 * In the afternoon the child must be inside when lateness begins, or come (back) after that; who left before and
 * stays away is not there. Late is at school, however late, until the session ends.
 */
export function markFor(
  session: SessionName,
  times: SessionTimes,
  records: readonly DayRecord[],
  context: MarkContext,
): Arrival {
  const arrival = session === 'AM' ? morningArrival(records) : afternoonArrival(times, records, context.sessionState)
  if (arrival !== undefined && arrival.at < times.endsAt) {
    return { mark: arrival.at < times.lateFrom ? 'present' : 'late', arrivedAt: arrival.at }
  }
  return { mark: unseen(context), arrivedAt: null }
}

/** What a person has said of a child and a session: the newest that stands. */
export type HandMark = { readonly mark: 'present' | 'late' | 'absent'; readonly arrivedAt: number | null }

/** Why a child is away, with the meaning that the reason had when it was set. */
export type GivenReason = {
  readonly code: string
  readonly countsPresent: boolean
  readonly alertsParent: boolean
}

export type Mark = Arrival & {
  /** Code of the reason that explains an absence or a lateness, or for which the child counts as present. */
  readonly reason: string | null
  /** A person's word, not a terminal's. */
  readonly manual: boolean
}

/**
 * The mark that stands, from what the terminals know and what persons have said. A mark by hand is stronger than any
 * press. A reason says that a child is away, so of one whom no terminal could know it is enough for "absent"; it never
 * takes away that a child came, and a school activity counts as being there once the session has begun.
 */
export function standingMark(
  session: SessionName,
  times: SessionTimes,
  records: readonly DayRecord[],
  said: { readonly byHand: HandMark | null; readonly reason: GivenReason | null },
  context: MarkContext,
): Mark {
  const { byHand, reason } = said
  const canBeRecorded = context.canBeRecorded || reason !== null
  const seen = markFor(session, times, records, { ...context, canBeRecorded })
  const manual = byHand !== null
  const { mark, arrivedAt } = byHand ?? seen
  if (reason === null || mark === 'present') return { mark, arrivedAt, reason: null, manual }
  const begun = context.sessionState !== 'before' || arrivedAt !== null
  if (reason.countsPresent && !manual && begun) return { mark: 'present', arrivedAt, reason: reason.code, manual }
  return { mark, arrivedAt, reason: mark === 'not_yet_in' ? null : reason.code, manual }
}

/** What is known of when the terminals knew a child. */
export type Identification = {
  /** Some terminal in use holds the child now. */
  readonly onTerminal: boolean
  /** The child has left the school, and with it the terminals. */
  readonly left: boolean
  readonly firstRecord: Day | null
  readonly lastRecord: Day | null
  /** Null: not here; on the terminal from of old, or not at all. */
  readonly firstEnrolled: Day | null
}

/** Whether a terminal could have known the child on a day: what the terminals hold today says nothing about last term. */
export function couldBeRecorded(known: Identification, day: Day): boolean {
  const { onTerminal, left, firstRecord, lastRecord, firstEnrolled } = known
  if (firstRecord !== null && firstRecord <= day) return onTerminal || left || (lastRecord ?? '') >= day
  return onTerminal && (firstEnrolled === null || firstEnrolled <= day)
}

function morningArrival<R extends DayRecord>(records: readonly R[]): R | undefined {
  return records.find(record => record.eventType === 'IN')
}

function afternoonArrival<R extends DayRecord>(
  { lateFrom }: SessionTimes,
  records: readonly R[],
  state: SessionState,
): R | undefined {
  // Being inside in the morning says nothing yet about the afternoon.
  if (state === 'before') return undefined
  const atStart = records.filter(record => record.at < lateFrom).at(-1)
  if (atStart?.eventType === 'IN') return atStart
  return records.find(record => record.eventType === 'IN' && record.at >= lateFrom)
}

function unseen({ sessionState, canBeRecorded, settled }: MarkContext): SessionMark {
  if (sessionState !== 'closed') return 'not_yet_in'
  return settled && canBeRecorded ? 'absent' : 'not_recorded'
}

/** A record that parents may be told of, by the school's policy. */
export type Cause<R extends DayRecord> = { readonly kind: NewsKind; readonly record: R }

/**
 * What a child's records give parents to know. `morning` is null on a day without school: nobody is late then. An OUT
 * for which nobody has let the child go is news while the child stays away, and none once it is back.
 */
export function causesOf<R extends DayRecord>(
  records: readonly R[],
  morning: SessionTimes | null,
  leavesEarly: (out: R) => boolean = () => false,
): Cause<R>[] {
  return records.flatMap((record, i): Cause<R>[] => {
    if (record.eventType === 'OUT') {
      if (!leavesEarly(record)) return [{ kind: 'departure', record }]
      const isBack = records.slice(i + 1).some(({ eventType }) => eventType === 'IN')
      return isBack ? [] : [{ kind: 'left_early', record }]
    }
    if (i > 0) return []
    const late = morning !== null && record.at >= morning.lateFrom && record.at < morning.endsAt
    return [{ kind: late ? 'late' : 'arrival', record }]
  })
}

/**
 * The IN by which a child is there of whom parents were told that it had not come; null: it is not there.
 * @param times of the session that they were told of; null: it has none any more
 * @param toldAt by when it had not come, epoch ms
 */
export function cameAfterAll<R extends DayRecord>(
  session: SessionName,
  times: SessionTimes | null,
  records: readonly R[],
  toldAt: number,
): R | null {
  const arrival =
    times === null ? undefined : session === 'AM' ? morningArrival(records) : afternoonArrival(times, records, 'closed')
  if (arrival !== undefined && times !== null && arrival.at < times.endsAt) return arrival
  return records.find(({ eventType, at }) => eventType === 'IN' && at >= toldAt) ?? null
}
