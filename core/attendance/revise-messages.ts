import type { Day } from '../contract/common.ts'
import { reviseAbsenceAlerts } from './absence-news.ts'
import { reviseEarlyLeavings } from './early-leaving.ts'
import { reviseLateMessages } from './late-messages.ts'
import type { Telling } from './telling.ts'

/**
 * Looks again at what parents are to be told of a day and has not left yet: what people have said since may have made
 * it untrue, or true again. Of another day than today nothing is told.
 */
export function reviseMessages(telling: Telling, day: Day): void {
  if (day !== telling.timetable.dayOf(telling.clock.now())) return
  reviseLateMessages(telling, day)
  reviseAbsenceAlerts(telling, day)
  reviseEarlyLeavings(telling, day)
}
