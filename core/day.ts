import type { Day } from './contract/common.ts'

// Arithmetic on calendar days. A day is only a name here, so UTC serves and no zone is involved.

const dayMs = 86_400_000

/** The day `n` days later (earlier when negative). */
export function addDays(day: Day, n: number): Day {
  return new Date(Date.parse(day) + n * dayMs).toISOString().slice(0, 10)
}

/** 1 (Monday) to 7 (Sunday). */
export function weekday(day: Day): number {
  return ((new Date(Date.parse(day)).getUTCDay() + 6) % 7) + 1
}

/** How many days lie from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs)
}

/** Minutes since midnight as 24-hour digits: `08:05`. */
export function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
