import type { Timetable } from '../attendance/timetable.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import { clockText } from '../day.ts'

/** The earliest moment up to which every terminal's punches are known. */
export function readTo(timetable: Timetable, statuses: readonly DeviceStatus[], now: number): string {
  const known = statuses.map(({ line, lastReadAt }) => (line.kind === 'online' ? now : lastReadAt))
  const times = known.filter(at => at !== null)
  if (times.length < known.length || times.length === 0) return 'unknown (a terminal was never read)'
  return momentText(timetable, Math.min(...times))
}

/** `12/05 09:02`, on the school's clock. */
export function momentText({ zone }: Timetable, at: number): string {
  const day = zone.dayOf(at)
  return `${day.slice(8, 10)}/${day.slice(5, 7)} ${clockText(zone.minuteOf(at))}`
}
