import { packTime, unpackTime } from '../zkteco/device-time.ts'

// A terminal knows the time of the wall it hangs on and no zone. Inside the model that time is a number of ms which
// would be right if the wall were in UTC ("local ms").

/**
 * Local ms as the terminal writes them: packed u32, whole seconds.
 * @throws RangeError before the year 2000 or after 2132
 */
export function packLocal(localMs: number): number {
  const date = new Date(localMs)
  return packTime({
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  })
}

/** Local ms of a packed time, or null when its day does not exist. */
export function unpackLocal(rawTime: number): number | null {
  const { wall, valid } = unpackTime(rawTime)
  if (!valid) return null
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second)
}

const two = (value: number): string => String(value).padStart(2, '0')

/** A packed time for people: `2026-02-03 07:01:02`. */
export function showRawTime(rawTime: number): string {
  const { wall } = unpackTime(rawTime)
  return `${wall.year}-${two(wall.month)}-${two(wall.day)} ${two(wall.hour)}:${two(wall.minute)}:${two(wall.second)}`
}

/**
 * What a clock in a time zone shows at a moment, as local ms.
 * @param zone an IANA name such as Africa/Nairobi
 * @throws RangeError on a zone that is not known
 */
export function localMsIn(zone: string, epochMs: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(epochMs)
  const part = (type: string): number => Number(parts.find(found => found.type === type)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}

/**
 * Local ms of `07:01`, `07:01:02` (on the day of `today`) or `2026-02-03T07:01[:02]` (a space instead of T is fine).
 * Null when it is none of these or no such day or time.
 */
export function parseLocal(text: string, today: number): number | null {
  const [, date, clock] = /^(?:(\d{4}-\d\d-\d\d)[T ])?(\d\d:\d\d(?::\d\d)?)$/.exec(text) ?? []
  if (clock === undefined) return null
  const day = date ?? new Date(today).toISOString().slice(0, 10)
  const localMs = Date.parse(`${day}T${clock.length === 5 ? `${clock}:00` : clock}Z`)
  // Date.parse moves 31 February to March
  return Number.isNaN(localMs) || new Date(localMs).toISOString().slice(0, 10) !== day ? null : localMs
}
