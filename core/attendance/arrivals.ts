import type { ArrivalsChart } from '../contract/attendance.ts'
import type { Day, SessionName } from '../contract/common.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { firstArrivals } from './attendance-queries.repo.ts'
import type { Timetable } from './timetable.ts'

const binMinutes = 5
const binMs = binMinutes * 60_000
/** The chart goes on this long after the register closes; who comes later still is in the list, not in the picture. */
const tailMinutes = 60

/** Arrivals of one session, beside those of the same weekday a week before (null: nobody was recorded then). */
export function arrivalsChart(tx: Tx, timetable: Timetable, day: Day, session: SessionName): ArrivalsChart {
  const { opens, until } = chartSpan(timetable, day, session)
  const fromMinute = opens - (opens % binMinutes)
  const size = Math.max(1, Math.ceil((until - fromMinute) / binMinutes))
  const lastWeekDay = addDays(day, -7)
  const lastWeek = binsOf(tx, timetable, lastWeekDay, fromMinute, size)
  return {
    fromMinute,
    binMinutes,
    today: binsOf(tx, timetable, day, fromMinute, size),
    lastWeek: lastWeek.some(arrivals => arrivals > 0) ? lastWeek : null,
    lastWeekDay,
  }
}

/** From the first opening of any plan to a while after the last close, in minutes from midnight. */
function chartSpan(timetable: Timetable, day: Day, session: SessionName): { opens: number; until: number } {
  const times = timetable.plansOn(day).flatMap(plan => plan[session] ?? [])
  if (times.length === 0) return { opens: 0, until: 0 }
  return {
    opens: Math.min(...times.map(({ opens }) => opens)),
    until: Math.max(...times.map(({ closes, ends }) => Math.min(ends, closes + tailMinutes))),
  }
}

function binsOf(tx: Tx, timetable: Timetable, day: Day, fromMinute: number, size: number): number[] {
  const from = timetable.zone.atOf(day, fromMinute)
  const bins = Array.from({ length: size }, () => 0)
  for (const at of firstArrivals(tx, day, from, from + size * binMs)) {
    const bin = Math.floor((at - from) / binMs)
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  return bins
}
