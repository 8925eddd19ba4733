import type { SessionPlan } from '../../../core/contract/calendar.ts'

export type PlanTimes = NonNullable<SessionPlan['AM']>
type Kind = 'day' | 'boarding'
/** Children of one level, as far as plans tell them apart, on one weekday (1 Monday to 7 Sunday). */
type Group = { readonly level: number; readonly kind: Kind; readonly weekday: number }

export function fits({ levels, boarding, weekdays }: SessionPlan, { level, kind, weekday }: Group): boolean {
  const forKind = boarding === 'any' || boarding === kind
  const onDay = weekdays.length === 0 || weekdays.includes(weekday)
  return levels.from <= level && level <= levels.to && forKind && onDay
}

export type Gap = {
  readonly levels: readonly number[]
  readonly kind: Kind | 'any'
  readonly weekdays: readonly number[]
}

/** Of whom nothing is expected: levels that the school has, with the weekdays on which no plan fits them. */
export function gapsIn(plans: readonly SessionPlan[], levels: readonly number[], weekdays: readonly number[]): Gap[] {
  const gaps = levels.flatMap((level): Gap[] => {
    const open = (kind: Kind) => weekdays.filter(weekday => !plans.some(plan => fits(plan, { level, kind, weekday })))
    const [day, boarding] = [open('day'), open('boarding')]
    if (String(day) === String(boarding)) return [{ levels: [level], kind: 'any' as const, weekdays: day }]
    return [
      { levels: [level], kind: 'day' as const, weekdays: day },
      { levels: [level], kind: 'boarding' as const, weekdays: boarding },
    ]
  })
  return joined(gaps.filter(gap => gap.weekdays.length > 0))
}

/** Gaps that differ in the level only, as one. */
function joined(gaps: readonly Gap[]): Gap[] {
  const byRest = new Map<string, Gap>()
  for (const gap of gaps) {
    const rest = `${gap.kind} ${String(gap.weekdays)}`
    const known = byRest.get(rest)
    byRest.set(rest, known === undefined ? gap : { ...known, levels: [...known.levels, ...gap.levels] })
  }
  return [...byRest.values()]
}

const everyLevel = Array.from({ length: 15 }, (_, n) => n - 2)
const everyWeekday = [1, 2, 3, 4, 5, 6, 7]

function groupsOf(plan: SessionPlan): Group[] {
  return everyLevel
    .flatMap(level =>
      (['day', 'boarding'] as const).flatMap(kind => everyWeekday.map(weekday => ({ level, kind, weekday }))),
    )
    .filter(group => fits(plan, group))
}

export type Overlap =
  /** It never holds. */
  | { readonly kind: 'shadowed'; readonly plan: SessionPlan }
  /** `other` comes first for some of its children, who are of these levels. */
  | {
      readonly kind: 'before'
      readonly plan: SessionPlan
      readonly other: SessionPlan
      readonly levels: readonly number[]
    }

/** Where a plan is held back by one before it. A plan for certain weekdays before the general one is the way to say so, and no fault. */
export function overlapsIn(plans: readonly SessionPlan[]): Overlap[] {
  return plans.flatMap((plan, index): Overlap[] => {
    const earlier = plans.slice(0, index)
    const groups = groupsOf(plan)
    const taken = groups.filter(group => earlier.some(other => fits(other, group)))
    if (groups.length > 0 && taken.length === groups.length) return [{ kind: 'shadowed', plan }]
    return earlier.flatMap((other): Overlap[] => {
      if (other.weekdays.length > 0 && plan.weekdays.length === 0) return []
      const levels = everyLevel.filter(level => taken.some(group => group.level === level && fits(other, group)))
      return levels.length === 0 ? [] : [{ kind: 'before', plan, other, levels }]
    })
  })
}

export type TimeProblem = 'missing' | 'onTimeUntil' | 'closes' | 'ends' | 'opens'

/** A session as it is typed: null where the field is empty. */
export type TypedTimes = { readonly [K in keyof PlanTimes]: number | null }

/** What is wrong with a field of a session; undefined when nothing is. */
export function timeProblem(
  times: TypedTimes,
  field: keyof PlanTimes,
  morningEnds: number | null,
): TimeProblem | undefined {
  const { opens, onTimeUntil, closes, ends } = times
  if (times[field] === null) return 'missing'
  if (field === 'opens' && morningEnds !== null && opens !== null && opens < morningEnds) return 'opens'
  if (field === 'onTimeUntil' && onTimeUntil !== null && opens !== null && onTimeUntil < opens) return 'onTimeUntil'
  if (field === 'closes' && closes !== null && onTimeUntil !== null && closes <= onTimeUntil) return 'closes'
  if (field === 'ends' && ends !== null && closes !== null && ends < closes) return 'ends'
  return undefined
}

export const timeFields = ['opens', 'onTimeUntil', 'closes', 'ends'] as const

export function isGoodSession(times: TypedTimes, morningEnds: number | null): times is PlanTimes {
  return timeFields.every(field => timeProblem(times, field, morningEnds) === undefined)
}
