import type { Closure, SessionPlan } from '../contract/calendar.ts'
import type { Day, SessionName } from '../contract/common.ts'

// The register worked out from the facts in the plainest way, for tests to compare with. It shares no rule with the
// application: a zone without clock changes, lists instead of indexes, and everything from the beginning each time.

export type PlainChild = {
  readonly name: string
  readonly level: number
  readonly classId: string
  readonly streamId: string
  readonly boarding: boolean
  readonly exempt: boolean
  readonly onTerminal: boolean
  readonly enrolledOn: Day | null
  readonly admittedOn: Day | null
  readonly leftOn: Day | null
}

export type PlainFacts = {
  readonly now: number
  /** Every terminal was read up to this moment. */
  readonly readUntil: number
  readonly children: readonly PlainChild[]
  readonly presses: readonly { readonly child: string; readonly at: number }[]
  readonly plans: readonly SessionPlan[]
  readonly terms: readonly { readonly from: Day; readonly to: Day }[]
  readonly halfTerms: readonly { readonly from: Day; readonly to: Day }[]
  readonly holidays: readonly Day[]
  readonly weekdays: readonly number[]
  readonly closures: readonly {
    readonly from: Day
    readonly to: Day
    readonly session: SessionName | null
    readonly kind: Closure['scope']['kind']
    readonly id: string | null
  }[]
  /** In the order in which they were made. */
  readonly byHand: readonly {
    readonly child: string
    readonly day: Day
    readonly session: SessionName
    readonly mark: 'present' | 'late' | 'absent'
    readonly arrivedAt: number | null
  }[]
  /** In the order in which they were given. */
  readonly reasons: readonly {
    readonly child: string
    readonly from: Day
    readonly to: Day
    readonly session: SessionName | null
    readonly code: string
    readonly isPresence: boolean
  }[]
}

const hour = 3_600_000
const utcOffset = 3 * hour

/** One line for each mark there is: `2026-05-12 AM Amina late 08:05 sick by hand`. Sorted. */
export function plainRegister(facts: PlainFacts, days: readonly Day[]): string[] {
  const lines: string[] = []
  for (const day of days) {
    for (const child of facts.children) {
      for (const session of ['AM', 'PM'] as const) {
        const line = plainMark(facts, child, day, session)
        if (line !== null) lines.push(`${day} ${session} ${child.name} ${line}`)
      }
    }
  }
  return lines.sort()
}

function plainMark(facts: PlainFacts, child: PlainChild, day: Day, session: SessionName): string | null {
  if (child.admittedOn !== null && child.admittedOn > day) return null
  if (child.leftOn !== null && child.leftOn < day) return null
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay() || 7
  if (!facts.weekdays.includes(weekday) || facts.holidays.includes(day)) return null
  if (!facts.terms.some(term => term.from <= day && term.to >= day)) return null
  if (facts.halfTerms.some(half => half.from <= day && half.to >= day)) return null
  for (const closure of facts.closures) {
    if (closure.from > day || closure.to < day) continue
    if (closure.session !== null && closure.session !== session) continue
    if (closure.kind === 'school') return null
    if (closure.kind === 'class' && closure.id === child.classId) return null
    if (closure.kind === 'stream' && closure.id === child.streamId) return null
  }
  let plan: SessionPlan | undefined
  for (const one of facts.plans) {
    if (plan !== undefined) break
    if (child.level < one.levels.from || child.level > one.levels.to) continue
    if (one.boarding === 'day' && child.boarding) continue
    if (one.boarding === 'boarding' && !child.boarding) continue
    if (one.weekdays.length > 0 && !one.weekdays.includes(weekday)) continue
    plan = one
  }
  const times = plan?.[session]
  if (!times) return null

  const moment = (minute: number) => Date.parse(`${day}T00:00:00Z`) - utcOffset + minute * 60_000
  const begun = facts.now >= moment(times.opens)
  const over = facts.now >= moment(times.closes)
  const arrivedAt = arrival(facts, child, day, session, moment(times.onTimeUntil + 1), begun)
  const reason = facts.reasons.findLast(
    one =>
      one.child === child.name && one.from <= day && one.to >= day && (one.session === null || one.session === session),
  )
  const hand = facts.byHand.findLast(one => one.child === child.name && one.day === day && one.session === session)
  const because = reason === undefined ? '' : ` ${reason.code}`

  if (hand !== undefined) {
    const came = hand.arrivedAt === null ? '' : ` ${clock(hand.arrivedAt)}`
    return `${hand.mark}${came}${hand.mark === 'present' ? '' : because} by hand`
  }
  if (arrivedAt !== null && arrivedAt < moment(times.ends)) {
    if (arrivedAt < moment(times.onTimeUntil + 1)) return `present ${clock(arrivedAt)}`
    return reason?.isPresence === true ? `present ${clock(arrivedAt)}${because}` : `late ${clock(arrivedAt)}${because}`
  }
  if (reason?.isPresence === true && begun) return `present${because}`
  if (!over) return null
  if (facts.readUntil < moment(times.closes)) return `not_recorded${because}`
  return reason !== undefined || knownToTerminals(facts, child, day) ? `absent${because}` : 'not_recorded'
}

/** When the child came for the session: the first press of the morning, or the way in that holds when lateness begins. */
function arrival(
  facts: PlainFacts,
  child: PlainChild,
  day: Day,
  session: SessionName,
  lateFrom: number,
  begun: boolean,
): number | null {
  const own = pressDays(facts, child)
    .filter(one => one.day === day)
    .map(one => one.at)
    .sort((a, b) => a - b)
  const turns: number[] = []
  for (const at of own) if (turns.length === 0 || at - (turns.at(-1) ?? 0) >= hour / 2) turns.push(at)
  if (session === 'AM') return turns[0] ?? null
  if (!begun) return null
  const before = turns.filter(at => at < lateFrom)
  // In, out, in: inside after an odd number of turns.
  if (before.length % 2 === 1) return before.at(-1) ?? null
  return turns[before.length] ?? null
}

function knownToTerminals(facts: PlainFacts, child: PlainChild, day: Day): boolean {
  if (child.exempt) return false
  const days = pressDays(facts, child)
    .map(one => one.day)
    .sort()
  const [first] = days
  if (first !== undefined && first <= day) {
    return child.onTerminal || child.leftOn !== null || (days.at(-1) ?? '') >= day
  }
  return child.onTerminal && (child.enrolledOn === null || child.enrolledOn <= day)
}

function pressDays(facts: PlainFacts, child: PlainChild): { day: Day; at: number }[] {
  return facts.presses
    .filter(press => press.child === child.name)
    .map(({ at }) => ({ at, day: new Date(at + utcOffset).toISOString().slice(0, 10) }))
}

function clock(at: number): string {
  return new Date(at + utcOffset).toISOString().slice(11, 16)
}
