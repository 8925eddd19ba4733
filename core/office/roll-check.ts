import { lastSeenDays } from '../attendance/attendance-queries.repo.ts'
import { childrenOn } from '../attendance/day-facts.repo.ts'
import type { Timetable } from '../attendance/timetable.ts'
import type { Day } from '../contract/common.ts'
import type { RollCheck } from '../contract/morning.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { roll } from '../school/students.repo.ts'
import { firstRecordDay, leaversSince, unknownPinsSince, unseenSince, upisOf } from './roll-check.repo.ts'

/** So many school days without a sign make a ghost. */
const schoolDaysLookedAt = 10
/** Holidays, and years without a calendar, are not searched through for ever. */
const farthestBack = 200

/**
 * Those who were on the roll all through the last ten school days, today not counted, and were never seen; and those
 * who pressed in that time and are not on the roll.
 */
export function rollCheck(tx: Tx, timetable: Timetable, now: number): RollCheck {
  const today = timetable.dayOf(now)
  const days = schoolDaysBefore(timetable, today)
  const sinceDay = days.at(-1) ?? today
  const then = childrenOn(tx, sinceDay)
  const both = roll(tx, today).filter(({ id }) => then.has(id))
  const complete = days.length === schoolDaysLookedAt
  const unseen = complete
    ? unseenSince(
        tx,
        both.map(({ id }) => id),
        sinceDay,
      )
    : new Set()
  const ghosts = both.filter(({ id }) => unseen.has(id))
  const ids = ghosts.map(({ id }) => id)
  const lastSeen = lastSeenDays(tx, today, ids)
  const upis = upisOf(tx, ids)
  return {
    sinceDay,
    schoolDays: days.length,
    firstRecordDay: firstRecordDay(tx),
    ghosts: ghosts.map(({ id, fullName, admissionNumber, className, classId }) => ({
      studentId: id,
      fullName,
      admissionNumber,
      className,
      classId,
      lastSeenDay: lastSeen.get(id) ?? null,
      upi: upis.get(id) ?? null,
    })),
    unlisted: [
      ...unknownPinsSince(tx, timetable.zone.atOf(sinceDay, timetable.settings.dayStartsAtMinute)),
      ...leaversSince(tx, sinceDay),
    ],
  }
}

/** The last school days before a day, the latest first. */
function schoolDaysBefore(timetable: Timetable, today: Day): Day[] {
  const days: Day[] = []
  for (let n = 1; n <= farthestBack && days.length < schoolDaysLookedAt; n++) {
    const day = addDays(today, -n)
    if (timetable.isSchoolDay(day)) days.push(day)
  }
  return days
}
