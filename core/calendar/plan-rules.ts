import type { SessionPlan } from '../contract/calendar.ts'

type Times = NonNullable<SessionPlan['AM']>

/** Where in the plans the first fault is, as a path into them; null when there is none. */
export function planFault(plans: readonly SessionPlan[]): string | null {
  for (const [i, plan] of plans.entries()) {
    const field = faultOf(plan, plans.slice(0, i))
    if (field !== null) return `plans.${i}.${field}`
  }
  return null
}

function faultOf({ id, levels, AM, PM }: SessionPlan, before: readonly SessionPlan[]): string | null {
  if (before.some(other => other.id === id)) return 'id'
  if (levels.from > levels.to) return 'levels.to'
  const morning = AM && timesFault(AM)
  if (morning !== null) return `AM.${morning}`
  const afternoon = PM && timesFault(PM)
  if (afternoon !== null) return `PM.${afternoon}`
  return AM !== null && PM !== null && PM.opens < AM.ends ? 'PM.opens' : null
}

function timesFault({ opens, onTimeUntil, closes, ends }: Times): keyof Times | null {
  if (onTimeUntil < opens) return 'onTimeUntil'
  if (closes <= onTimeUntil) return 'closes'
  return ends < closes ? 'ends' : null
}
