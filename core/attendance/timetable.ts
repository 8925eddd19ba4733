import { closes, takes } from '../calendar/closure-rules.ts'
import type { Place } from '../calendar/closure-rules.ts'
import type { ClosureRow, SchoolCalendar } from '../calendar/closures.repo.ts'
import type { SessionPlan } from '../contract/calendar.ts'
import type { Day, SessionName } from '../contract/common.ts'
import { weekday } from '../day.ts'
import { isSchoolDay } from '../settings/calendar.ts'
import type { Settings } from '../settings/settings.ts'
import { createZone } from '../zone.ts'
import type { Zone } from '../zone.ts'
import type { SessionTimes } from './rules.ts'

const minuteMs = 60_000

export const sessionNames: readonly SessionName[] = ['AM', 'PM']

/** Which plan a child falls under. */
export type Standing = { readonly level: number; readonly boarding: boolean }

/** The school's clock and calendar, as set. */
export type Timetable = {
  readonly zone: Zone
  readonly settings: Settings
  /** Those that stand. */
  readonly closures: readonly ClosureRow[]
  /** The day that a moment belongs to; the small hours belong to the day before where the school says so. */
  dayOf(at: number): Day
  /** By the calendar, and not closed for the whole school all day. */
  isSchoolDay(day: Day): boolean
  /** Whether anybody at all can be expected: by calendar, by some plan, and not closed for the whole school. */
  isHeld(day: Day, session: SessionName): boolean
  /** The plans that hold on a day of the week like this one, in their order; whether there is school is another question. */
  plansOn(day: Day): readonly SessionPlan[]
  /** The plan of such a child on a day of the week like this one. Null: none, and nothing is expected. */
  planFor(day: Day, who: Standing): SessionPlan | null
  /** Null: the plan has no such session. */
  sessionTimes(day: Day, session: SessionName, plan: SessionPlan): SessionTimes | null
  /** Whether a child in this place is to be there: by calendar, plan and closures. */
  expects(day: Day, session: SessionName, who: Standing & Place): boolean
}

/** Makes timetables from the calendar; keeps the zone, which is dear to make, from one call to the next. */
export function createTimetables(): (calendar: SchoolCalendar) => Timetable {
  let zone: Zone | null = null
  return calendar => {
    const { zone: name } = calendar.settings
    zone = zone?.name === name ? zone : createZone(name)
    return timetableOf(zone, calendar)
  }
}

function timetableOf(zone: Zone, { settings, closures }: SchoolCalendar): Timetable {
  const ofDay = remembered((day: Day) => dayFacts(settings, closures, day))
  // Asked for every child of a school: found once for all of a kind.
  const planOf = remembered((key: string) => {
    const [day = '', level, boarding] = key.split(' ')
    const who = { level: Number(level), boarding: boarding === 'true' }
    return ofDay(day).plans.find(plan => fits(plan, who)) ?? null
  })
  const planFor = (day: Day, { level, boarding }: Standing) => planOf(`${day} ${level} ${boarding}`)

  return {
    zone,
    settings,
    closures,
    dayOf: at => zone.dayOf(at - settings.dayStartsAtMinute * minuteMs),
    isSchoolDay: day => sessionNames.some(session => ofDay(day).open[session]),
    isHeld: (day, session) => ofDay(day).open[session] && ofDay(day).plans.some(plan => plan[session] !== null),
    plansOn: day => ofDay(day).plans,
    planFor,
    sessionTimes(day, session, plan) {
      const times = plan[session]
      return times === null
        ? null
        : {
            opensAt: zone.atOf(day, times.opens),
            lateFrom: zone.atOf(day, times.onTimeUntil + 1),
            closesAt: zone.atOf(day, times.closes),
            endsAt: zone.atOf(day, times.ends),
          }
    },
    expects(day, session, who) {
      const { open, partly } = ofDay(day)
      if (!open[session] || (planFor(day, who)?.[session] ?? null) === null) return false
      return partly.length === 0 || !partly.some(closure => closes(closure, day, session, who))
    },
  }
}

type DayFacts = {
  /** By the calendar, and not closed for the whole school. */
  readonly open: Readonly<Record<SessionName, boolean>>
  /** Those that hold on such a weekday. */
  readonly plans: readonly SessionPlan[]
  /** Closures of classes and streams. */
  readonly partly: readonly ClosureRow[]
}

function dayFacts(settings: Settings, closures: readonly ClosureRow[], day: Day): DayFacts {
  const own = closures.filter(closure => sessionNames.some(session => takes(closure, day, session)))
  const whole = own.filter(({ scope }) => scope === 'school')
  const isOpen = (session: SessionName) =>
    isSchoolDay(settings, day) && !whole.some(closure => takes(closure, day, session))
  const plans = settings.earlierPlans.find(({ until }) => day <= until)?.plans ?? settings.sessionPlans
  return {
    open: { AM: isOpen('AM'), PM: isOpen('PM') },
    plans: plans.filter(({ weekdays }) => weekdays.length === 0 || weekdays.includes(weekday(day))),
    partly: own.filter(({ scope }) => scope !== 'school'),
  }
}

function remembered<T>(find: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return key => {
    const found = known.get(key)
    if (found !== undefined) return found
    const made = find(key)
    known.set(key, made)
    return made
  }
}

function fits({ levels, boarding }: SessionPlan, who: Standing): boolean {
  return (
    levels.from <= who.level &&
    who.level <= levels.to &&
    (boarding === 'any' || (boarding === 'boarding') === who.boarding)
  )
}
