import { closes } from '../calendar/closure-rules.ts'
import type { Place } from '../calendar/closure-rules.ts'
import type { Day, SessionName } from '../contract/common.ts'
import { sessionStateAt } from './rules.ts'
import type { Standing, Timetable } from './timetable.ts'
import { sessionNames } from './timetable.ts'

/** What a session of a day is to a child: not expected, not closed yet, or one that counts. */
export type SessionSlot = 'none' | 'open' | 'closed'
export type SlotOf = (day: Day, session: SessionName, who: Standing & Place) => SessionSlot

/** Makes the function that tells. It remembers: a month of a class asks the same thing for every child. */
export function createSlots(timetable: Timetable, now: number): SlotOf {
  const known = new Map<string, SessionSlot>()
  return (day, session, who) => {
    const key = `${day}${session}${who.boarding ? 'B' : 'D'}${who.level}${who.streamId}`
    let slot = known.get(key)
    if (slot === undefined) {
      slot = slotOf(timetable, now, day, session, who)
      known.set(key, slot)
    }
    return slot
  }
}

function slotOf(timetable: Timetable, now: number, day: Day, session: SessionName, who: Standing & Place): SessionSlot {
  const plan = timetable.expects(day, session, who) ? timetable.planFor(day, who) : null
  const times = plan && timetable.sessionTimes(day, session, plan)
  if (times === null) return 'none'
  return sessionStateAt(times, now) === 'closed' ? 'closed' : 'open'
}

/** Why those in a place have no school on a day, as the calendar has it; empty when it says nothing. */
export function reasonOfNoSchool(timetable: Timetable, day: Day, place: Place): string {
  const { holidays } = timetable.settings
  const holiday = holidays.find(one => one.day === day)
  if (holiday !== undefined) return holiday.name
  return timetable.closures.find(one => sessionNames.some(session => closes(one, day, session, place)))?.reason ?? ''
}
