/** What the terminal's clock shows: local time of wherever it hangs, no zone. */
export type WallTime = {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** `valid` is false for a day that does not exist (31 February can be written down): keep `raw`, do not shift it. */
export type UnpackedTime = { readonly wall: WallTime; readonly valid: boolean; readonly raw: number }

const FIRST_YEAR = 2000
const LAST_YEAR = 2132 // the last whole year that fits u32
const DAY_SECONDS = 86_400

function inRange(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to
}

function isWritable(w: WallTime): boolean {
  return (
    inRange(w.year, FIRST_YEAR, LAST_YEAR) &&
    inRange(w.month, 1, 12) &&
    inRange(w.day, 1, 31) &&
    inRange(w.hour, 0, 23) &&
    inRange(w.minute, 0, 59) &&
    inRange(w.second, 0, 59)
  )
}

function dayExists(w: WallTime): boolean {
  return w.day <= new Date(Date.UTC(w.year, w.month, 0)).getUTCDate()
}

function pack(w: WallTime): number {
  const days = ((w.year - FIRST_YEAR) * 12 + (w.month - 1)) * 31 + (w.day - 1)
  return (days * DAY_SECONDS + w.hour * 3600 + w.minute * 60 + w.second) >>> 0
}

/**
 * The u32 form terminals use everywhere but in events; every month counts 31 days in it, so a day like 31 February
 * has a value too and is accepted.
 * @throws RangeError on a field out of range (years 2000…2132)
 */
export function packTime(wall: WallTime): number {
  if (!isWritable(wall)) throw new RangeError(`no terminal can hold the time ${JSON.stringify(wall)}`)
  return pack(wall)
}

/** Reads the u32 form. Never throws: see `valid`. */
export function unpackTime(raw: number): UnpackedTime {
  const seconds = raw >>> 0
  const days = Math.floor(seconds / DAY_SECONDS)
  const months = Math.floor(days / 31)
  const wall = {
    year: FIRST_YEAR + Math.floor(months / 12),
    month: (months % 12) + 1,
    day: (days % 31) + 1,
    hour: Math.floor(seconds / 3600) % 24,
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
  }
  return { wall, valid: dayExists(wall), raw: seconds }
}

/**
 * Reads the 6-byte form of events: year − 2000, month, day, hour, minute, second, each one byte. `raw` is the same time in the
 * u32 form, so that an event and its log line compare equal. Never throws on values: see `valid`.
 * @throws RangeError when there are fewer than 6 bytes
 */
export function unpackTime6(bytes: Uint8Array): UnpackedTime {
  if (bytes.length < 6) throw new RangeError(`an event time has 6 bytes, not ${bytes.length}`)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = bytes
  const wall = { year: FIRST_YEAR + year, month, day, hour, minute, second }
  return { wall, valid: isWritable(wall) && dayExists(wall), raw: pack(wall) }
}

/**
 * Writes the 6-byte form of events.
 * @throws RangeError on a field out of range (years 2000…2132)
 */
export function packTime6(wall: WallTime): Uint8Array {
  if (!isWritable(wall)) throw new RangeError(`no terminal can hold the time ${JSON.stringify(wall)}`)
  return Uint8Array.of(wall.year - FIRST_YEAR, wall.month, wall.day, wall.hour, wall.minute, wall.second)
}
