import type { Day } from '../contract/common.ts'
import type { HoldReason, MessagePolicy } from '../contract/messages.ts'

// Whether the absence alerts of one session may go out. Values in, values out: no clock, no zone, no database.

/** A terminal that children of the session's plan press. */
export type TerminalFacts = {
  readonly name: string
  /** Up to when all its presses are known, epoch ms; null: it was never read. */
  readonly coveredUntil: number | null
  /** How far its clock is off, ms, either way; null: not known. */
  readonly driftMs: number | null
}

/** Children who are expected in the session, and those among them who are absent. */
export type AbsentShare = { readonly expected: number; readonly absent: number }

export type InterlockFacts = {
  /** The day that the alerts speak of. */
  readonly day: Day
  readonly today: Day
  /** When the register closed: each terminal must be read up to here. Epoch ms. */
  readonly closesAt: number
  /** The school has turned absence alerts on, and they have begun by this day. */
  readonly alertsOn: boolean
  /** Neither a closure nor a calendar without school stands against the session. */
  readonly isSchoolDay: boolean
  readonly terminals: readonly TerminalFacts[]
  /** Groups of classes that have no terminal at all. */
  readonly groupsWithoutTerminal: readonly string[]
  readonly school: AbsentShare
  readonly classes: readonly (AbsentShare & { readonly className: string })[]
  readonly limits: Pick<MessagePolicy, 'absentShareSchool' | 'absentShareClass' | 'driftLimitSeconds'>
}

/** One family that stays at home is half of a tiny class: a share says something from so many absent children on. */
export const fewestAbsent = 5

/** Reasons that go away by themselves: a terminal is read, its clock is set. */
const clearing: readonly HoldReason['code'][] = ['terminal_not_read', 'clock_drift']

/** Reasons that no person can set aside: the text would be wrong whoever sends it. */
const blocking: readonly HoldReason['code'][] = ['not_today', 'not_school_day', 'alerts_off']

/** Why the alerts are held back, all of it at once; none: they may go. */
export function interlock(facts: InterlockFacts): HoldReason[] {
  const { closesAt, terminals, groupsWithoutTerminal, limits } = facts
  const unread = terminals.filter(({ coveredUntil }) => coveredUntil === null || coveredUntil < closesAt)
  const drifted = terminals.filter(
    ({ driftMs }) => driftMs !== null && Math.abs(driftMs) > limits.driftLimitSeconds * 1000,
  )
  const reasons: HoldReason[] = []
  if (!facts.alertsOn) reasons.push({ code: 'alerts_off' })
  if (facts.day !== facts.today) reasons.push({ code: 'not_today' })
  if (!facts.isSchoolDay) reasons.push({ code: 'not_school_day' })
  if (unread.length > 0) reasons.push({ code: 'terminal_not_read', terminals: namesOf(unread) })
  if (groupsWithoutTerminal.length > 0) reasons.push({ code: 'no_terminal', groups: [...groupsWithoutTerminal].sort() })
  if (drifted.length > 0) reasons.push({ code: 'clock_drift', terminals: namesOf(drifted) })
  return [...reasons, ...sharesOver(facts)]
}

/** Whether it is enough to wait: nothing among the reasons needs a person. False where there is no reason. */
export function clearsByItself(reasons: readonly HoldReason[]): boolean {
  return reasons.length > 0 && reasons.every(({ code }) => clearing.includes(code))
}

/** Whether a person's word is enough to let the alerts go. */
export function mayBeReleased(reasons: readonly HoldReason[]): boolean {
  return !reasons.some(({ code }) => blocking.includes(code))
}

/**
 * Whether the alerts go without a person now. What once needed a person needs one still: shares shrink while children
 * are marked by hand, and nobody has said that the rest is right.
 * @param before the reasons for which they were held so far
 */
export function goesByItself(before: readonly HoldReason[], now: readonly HoldReason[]): boolean {
  return now.length === 0 && (before.length === 0 || clearsByItself(before))
}

function sharesOver({ school, classes, limits }: InterlockFacts): HoldReason[] {
  const ofSchool: HoldReason[] = isOver(school, limits.absentShareSchool)
    ? [{ code: 'share_of_school', percent: percentOf(school), limit: limits.absentShareSchool }]
    : []
  const ofClasses = classes
    .filter(share => isOver(share, limits.absentShareClass))
    .map((share): HoldReason => ({
      code: 'share_of_class',
      className: share.className,
      percent: percentOf(share),
      limit: limits.absentShareClass,
    }))
  return [...ofSchool, ...ofClasses]
}

/** Compared unrounded: 25.4 % is over a limit of 25. */
function isOver({ expected, absent }: AbsentShare, limit: number): boolean {
  return absent >= fewestAbsent && absent * 100 > expected * limit
}

/** Rounded up, so that what is over a limit never reads as equal to it. */
function percentOf({ expected, absent }: AbsentShare): number {
  return Math.min(100, Math.ceil((absent * 100) / Math.max(1, expected)))
}

function namesOf(terminals: readonly TerminalFacts[]): string[] {
  return terminals.map(({ name }) => name).sort()
}
