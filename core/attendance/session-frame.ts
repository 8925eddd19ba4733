import type { SessionPlan } from '../contract/calendar.ts'
import type { Day, SessionName, StreamId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import type { DayChild } from './day-facts.repo.ts'
import { closesOn } from './marks.repo.ts'
import { isSettled } from './register.ts'
import { sessionStateAt } from './rules.ts'
import type { SessionState, SessionTimes } from './rules.ts'
import type { Timetable } from './timetable.ts'

/** A session of a day for those of one plan. */
export type PlanSession = {
  readonly plan: SessionPlan
  readonly times: SessionTimes
  readonly state: SessionState
  /** Closed, and every terminal was read since. */
  readonly settled: boolean
  /** How many children are expected. */
  readonly roll: number
}

/** How a session stands for its plans, taken together. */
export type PlansStanding = {
  /** Where all plans stand: open as long as one is. */
  readonly state: SessionState
  /** Those with the session, in the order of the school's plans; first the ones that children fall under. */
  readonly plans: readonly PlanSession[]
  /** The plan of most children; null when no plan has the session. */
  readonly main: PlanSession | null
}

/** A plan's session while its children are being counted. */
type Counted = PlanSession & { roll: number }

/** What a plan depends on. */
type Where = Pick<DayChild, 'level' | 'boarding' | 'classId' | 'streamId'>

export type SessionFrame = {
  /** The plan by which a child in this place is expected; undefined: it is not. The same for all of a stream alike. */
  planOf(child: Where): Counted | undefined
  /** As the plans stand once their children are counted. */
  standing(): PlansStanding
}

/** One session of a day by its plans, before a child is looked at. */
export function sessionFrame(tx: Tx, timetable: Timetable, now: number, day: Day, session: SessionName): SessionFrame {
  const closes = closesOn(tx, day)
  const plans = new Map<string, Counted>()
  for (const plan of timetable.plansOn(day)) {
    const times = timetable.sessionTimes(day, session, plan)
    if (times === null) continue
    const settled = isSettled(closes.of(session, plan.id), times)
    plans.set(plan.id, { plan, times, state: sessionStateAt(times, now), settled, roll: 0 })
  }
  return {
    planOf: rememberedByPlace(child =>
      timetable.expects(day, session, child) ? plans.get(timetable.planFor(day, child)?.id ?? '') : undefined,
    ),
    standing() {
      const list = [...plans.values()]
      const used = list.filter(({ roll }) => roll > 0)
      const relevant = used.length > 0 ? used : list
      const [main = null] = [...relevant].sort((a, b) => b.roll - a.roll)
      return { state: stateOf(relevant), plans: relevant, main }
    },
  }
}

function rememberedByPlace<T>(find: (child: Where) => T): (child: Where) => T {
  const known = { day: new Map<StreamId, T>(), boarding: new Map<StreamId, T>() }
  return child => {
    const found = known[child.boarding ? 'boarding' : 'day']
    const { streamId } = child
    if (!found.has(streamId)) found.set(streamId, find(child))
    return found.get(streamId) as T
  }
}

function stateOf(plans: readonly PlanSession[]): SessionState {
  if (plans.length > 0 && plans.every(({ state }) => state === 'closed')) return 'closed'
  return plans.every(({ state }) => state === 'before') ? 'before' : 'open'
}
