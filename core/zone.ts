import { IANAZone } from 'luxon'
import type { Day } from './contract/common.ts'
import { addDays, weekday } from './day.ts'
import { packTime, unpackTime } from './devices/zkteco/device-time.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const firstYear = 2010
const lastYear = 2099

/** Time as the school's wall clocks show it. */
export type Zone = {
  readonly name: string
  readonly dayOf: (at: number) => Day
  /** Minutes since midnight on the wall clock: 480 is eight o'clock, on days of a clock change too. */
  readonly minuteOf: (at: number) => number
  /** When the wall clock shows that minute; of a repeated hour the first, of a skipped one the time after it. */
  readonly atOf: (day: Day, minute: number) => number
  /** A terminal's packed local time; null if no such date exists or its year is outside 2010 to 2099. */
  readonly rawToAt: (raw: number) => number | null
  readonly atToRaw: (at: number) => number
  readonly addDays: (day: Day, n: number) => Day
  /** 1 (Monday) to 7 (Sunday). */
  readonly weekday: (day: Day) => number
}

/**
 * The school's zone, by IANA name. The computer's own zone plays no part.
 * @throws RangeError when there is no such zone
 */
export function createZone(iana: string): Zone {
  if (!IANAZone.isValidZone(iana)) throw new RangeError(`no time zone is called ${iana}`)
  const offsetAt = cachedOffsets(IANAZone.create(iana))

  function localOf(at: number): Date {
    return new Date(at + offsetAt(at))
  }

  function atOfLocal(local: number): number {
    const before = local - offsetAt(local - dayMs)
    const after = local - offsetAt(local + dayMs)
    // Within a day of a clock change one of the two offsets is wrong; the right one gives the local time back.
    if (before + offsetAt(before) === local) return before
    if (after + offsetAt(after) === local) return after
    return Math.max(before, after)
  }

  return {
    name: iana,
    dayOf: at => localOf(at).toISOString().slice(0, 10),
    minuteOf(at) {
      const local = localOf(at)
      return local.getUTCHours() * 60 + local.getUTCMinutes()
    },
    atOf: (day, minute) => atOfLocal(Date.parse(day) + minute * minuteMs),
    rawToAt(raw) {
      if (!Number.isInteger(raw) || raw < 0 || raw > 0xffffffff) return null
      const { wall, valid } = unpackTime(raw)
      if (!valid || wall.year < firstYear || wall.year > lastYear) return null
      return atOfLocal(Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second))
    },
    atToRaw(at) {
      const local = localOf(at)
      return packTime({
        year: local.getUTCFullYear(),
        month: local.getUTCMonth() + 1,
        day: local.getUTCDate(),
        hour: local.getUTCHours(),
        minute: local.getUTCMinutes(),
        second: local.getUTCSeconds(),
      })
    },
    addDays,
    weekday,
  }
}

/** Offset from UTC in ms. Asking the zone costs about 10 µs; on all but two days of a year one answer serves the day. */
function cachedOffsets(zone: IANAZone): (at: number) => number {
  const wholeDays = new Map<number, number | null>()
  return at => {
    const dayNumber = Math.floor(at / dayMs)
    let offset = wholeDays.get(dayNumber)
    if (offset === undefined) {
      const first = zone.offset(dayNumber * dayMs)
      const last = zone.offset((dayNumber + 1) * dayMs - 1)
      offset = first === last ? first * minuteMs : null
      wholeDays.set(dayNumber, offset)
    }
    return offset ?? zone.offset(at) * minuteMs
  }
}
