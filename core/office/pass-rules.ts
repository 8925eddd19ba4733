import type { DayRecord } from '../attendance/rules.ts'
import type { GatePass } from '../contract/morning.ts'

// When a child who may leave is out, and when it should be back. Values in, values out.

/** From this minute of the day on a boarder does not leave alone. */
const accompaniedFrom = 9 * 60

/** Whether a person has to say that this child may leave alone. `minute`: of the school's wall clock. */
export function leavesAlone(child: { readonly boarding: boolean }, collectedBy: string, minute: number): boolean {
  return child.boarding && collectedBy === '' && minute >= accompaniedFrom
}

/** A terminal shows whole seconds and its clock may be a little behind; some press before the slip is written. */
const clockGraceMs = 2 * 60_000

/** All moments in epoch ms. */
export type PassTimes = {
  readonly issuedAt: number
  /** Null: the child does not come back that day. */
  readonly expectedReturnAt: number | null
  readonly cancelledAt: number | null
  /** From then on everybody goes home, and an OUT says nothing of the pass; null: nobody does. */
  readonly lessonsEndAt: number | null
  /** The pass holds until then. */
  readonly endsAt: number
}

/**
 * Where a child with a pass is, from its records of that day and later, in order of time. The first OUT since it was
 * written belongs to the pass unless it is only the way home after lessons; the first IN after it brings the child back.
 */
export function passState(
  pass: PassTimes,
  records: readonly DayRecord[],
  now: number,
): Pick<GatePass, 'leftAt' | 'returnedAt' | 'state'> {
  const since = records.filter(({ at }) => at >= pass.issuedAt - clockGraceMs)
  const left = since.find(({ eventType }) => eventType === 'OUT')
  const leftAt = left !== undefined && left.at < lastLeaving(pass) ? left.at : null
  const back = leftAt === null ? undefined : since.find(({ eventType, at }) => eventType === 'IN' && at > leftAt)
  const returnedAt = back?.at ?? null
  return { leftAt, returnedAt, state: stateOf(pass, leftAt, returnedAt, now) }
}

function lastLeaving({ expectedReturnAt, lessonsEndAt, endsAt }: PassTimes): number {
  if (expectedReturnAt === null || lessonsEndAt === null) return endsAt
  return Math.max(lessonsEndAt, expectedReturnAt)
}

function stateOf(
  { cancelledAt, expectedReturnAt, endsAt }: PassTimes,
  leftAt: number | null,
  returnedAt: number | null,
  now: number,
): GatePass['state'] {
  if (cancelledAt !== null) return 'cancelled'
  if (leftAt === null) return now < endsAt ? 'written' : 'closed'
  if (returnedAt !== null || expectedReturnAt === null) return 'closed'
  return now > expectedReturnAt ? 'overdue' : 'out'
}

const urgency: Record<GatePass['state'], number> = { overdue: 0, out: 1, written: 2, closed: 3, cancelled: 4 }

/** Those not back by the hour first, the longest overdue of them before the others; below them the newest first. */
export function byUrgency(a: GatePass, b: GatePass): number {
  const apart = urgency[a.state] - urgency[b.state]
  if (apart !== 0) return apart
  if (a.state === 'overdue') return (a.expectedReturnAt ?? 0) - (b.expectedReturnAt ?? 0)
  return b.number - a.number
}
