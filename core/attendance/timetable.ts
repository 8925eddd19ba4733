import type { Day, SessionName } from '../contract/common.ts'
import { isSchoolDay } from '../settings/calendar.ts'
import type { Settings } from '../settings/settings.ts'
import { createZone } from '../zone.ts'
import type { Zone } from '../zone.ts'
import type { SessionTimes } from './rules.ts'

const minuteMs = 60_000

export const sessionNames: readonly SessionName[] = ['AM', 'PM']

/** The school's clock and calendar, as set. */
export type Timetable = {
  readonly zone: Zone
  readonly settings: Settings
  /** The day that a moment belongs to; the small hours belong to the day before where the school says so. */
  dayOf(at: number): Day
  isSchoolDay(day: Day): boolean
  sessionTimes(day: Day, session: SessionName): SessionTimes
}

/** Makes timetables from settings; keeps the zone, which is dear to make, from one call to the next. */
export function createTimetables(): (settings: Settings) => Timetable {
  let zone: Zone | null = null
  return settings => {
    zone = zone?.name === settings.zone ? zone : createZone(settings.zone)
    return timetableOf(zone, settings)
  }
}

function timetableOf(zone: Zone, settings: Settings): Timetable {
  return {
    zone,
    settings,
    dayOf: at => zone.dayOf(at - settings.dayStartsAtMinute * minuteMs),
    isSchoolDay: day => isSchoolDay(settings, day),
    sessionTimes(day, session) {
      const { opens, onTimeUntil, closes, ends } = settings.sessions[session]
      return {
        opensAt: zone.atOf(day, opens),
        lateFrom: zone.atOf(day, onTimeUntil + 1),
        closesAt: zone.atOf(day, closes),
        endsAt: zone.atOf(day, ends),
      }
    },
  }
}
