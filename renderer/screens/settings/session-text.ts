import type { SessionPlan } from '../../../core/contract/calendar.ts'
import { minuteText } from '../../format.ts'
import { t } from '../../strings/t.ts'

/** `Grade 7 to 9, day and boarding: on time until 08:00, register closes 08:20; …`. */
export function planSentence({ levels, boarding, weekdays, AM, PM, leavesFrom }: SessionPlan): string {
  const on = weekdays.length === 0 ? [] : [t.plans.on(weekdaysText(weekdays))]
  const who = [t.plans.levels(levels.from, levels.to), t.plans.boarding[boarding], ...on].join(', ')
  const first = AM ?? PM
  if (first === null) return t.plans.sentence(who, [t.plans.nothing])
  const times = t.plans.times(minuteText(first.onTimeUntil), minuteText(first.closes))
  const rest =
    AM === null
      ? t.plans.afternoonOnly
      : PM === null
        ? t.plans.morningOnly
        : t.plans.afternoon(minuteText(PM.onTimeUntil))
  const leaves = leavesFrom === null ? [] : [t.plans.leaves(minuteText(leavesFrom))]
  return t.plans.sentence(who, [times, rest, ...leaves])
}

/** `Mon, Tue, Fri`. */
export function weekdaysText(weekdays: readonly number[]): string {
  return weekdays.map(weekday => t.common.weekdays[weekday - 1] ?? '').join(', ')
}

/** `Grade 4 to 6`, or the levels one by one where there are holes. */
export function levelsText(levels: readonly number[]): string {
  const [first] = levels
  const last = levels.at(-1)
  if (first === undefined || last === undefined) return ''
  return last - first === levels.length - 1 ? t.plans.levels(first, last) : levels.map(t.plans.level).join(', ')
}
