import type { Day } from '../core/contract/common.ts'

const dayParts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})

const zoned = new Map<string, Intl.DateTimeFormat>()

function partsIn(zone: string, at: number): Record<string, string> {
  let format = zoned.get(zone)
  if (format === undefined) {
    const options = {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    } as const
    format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone, hourCycle: 'h23' })
    zoned.set(zone, format)
  }
  return Object.fromEntries(format.formatToParts(at).map(part => [part.type, part.value]))
}

/** The calendar day of a moment in a time zone. */
export function dayOf(at: number, zone: string): Day {
  const parts = partsIn(zone, at)
  return `${parts['year'] ?? ''}-${parts['month'] ?? ''}-${parts['day'] ?? ''}`
}

/** `07:41`, in a time zone. */
export function timeText(at: number, zone: string): string {
  const parts = partsIn(zone, at)
  return `${parts['hour'] ?? ''}:${parts['minute'] ?? ''}`
}

/** `07:41:09`, in a time zone. */
export function timeTextExact(at: number, zone: string): string {
  return `${timeText(at, zone)}:${partsIn(zone, at)['second'] ?? ''}`
}

/** The moment of a time of the clock (`08:05`) on a day in a time zone, epoch ms. */
export function atOf(day: Day, time: string, zone: string): number {
  const asUtc = Date.parse(`${day}T${time}:00Z`)
  const shown = Date.parse(`${dayOf(asUtc, zone)}T${timeText(asUtc, zone)}:00Z`)
  return asUtc - (shown - asUtc)
}

/** `Tue 12 May 2026`. */
export function dayText(day: Day): string {
  const parts = partsOfDay(day)
  return `${parts['weekday'] ?? ''} ${parts['day'] ?? ''} ${parts['month'] ?? ''} ${parts['year'] ?? ''}`
}

/** `Tue 12 May`. */
export function dayTextShort(day: Day): string {
  const parts = partsOfDay(day)
  return `${parts['weekday'] ?? ''} ${parts['day'] ?? ''} ${parts['month'] ?? ''}`
}

function partsOfDay(day: Day): Record<string, string> {
  const parts = dayParts.formatToParts(Date.parse(`${day}T00:00:00Z`))
  return Object.fromEntries(parts.map(part => [part.type, part.value]))
}

/** `May 2026` for `2026-05`. */
export function monthText(month: string): string {
  const at = Date.parse(`${month}-01T00:00:00Z`)
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(at)
}

/** `07:41` when `at` is on `today`, else `Tue 12 May 07:41`. */
export function momentText(at: number, today: Day, zone: string): string {
  const day = dayOf(at, zone)
  return day === today ? timeText(at, zone) : `${dayTextShort(day)} ${timeText(at, zone)}`
}

/** The day `n` days after (before, when negative). */
export function addDays(day: Day, n: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)
}

/** `08:20` for minutes since midnight. */
export function minuteText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** `+254 712 345 678`; other countries in groups of three after their first digits. Anything that is no E.164 number stays as it is. */
export function phoneText(phone: string): string {
  if (!/^\+[0-9]{8,15}$/.test(phone)) return phone
  const country = phone.startsWith('+1') ? 2 : 4
  return [phone.slice(0, country), ...(phone.slice(country).match(/\d{1,3}/g) ?? [])].join(' ')
}

/** `12,480`. */
export function countText(n: number): string {
  return n.toLocaleString('en-GB')
}

/** `+2 min 30 s`, `-45 s`, `less than 1 s`: how far a clock is off, from milliseconds. */
export function driftText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000)
  if (seconds === 0) return 'less than 1 s'
  const sign = ms < 0 ? '-' : '+'
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  if (hours > 0) return `${sign}${hours} h ${minutes} min`
  return minutes > 0 ? `${sign}${minutes} min ${rest} s` : `${sign}${rest} s`
}

/** Two letters for a name: of its first and its last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = words[0]?.[0] ?? ''
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''
  return (first + last).toUpperCase()
}
