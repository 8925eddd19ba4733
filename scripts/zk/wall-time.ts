import { unpackTime } from '../../core/devices/zkteco/device-time.ts'
import type { DeviceSession } from '../../core/ports.ts'
import type { Zone } from '../../core/zone.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** A packed time as the terminal shows it: `2026-02-03T07:01:02`, also of days that do not exist. */
export function wallText(rawTime: number): string {
  const { wall } = unpackTime(rawTime)
  const day = `${wall.year}-${two(wall.month)}-${two(wall.day)}`
  return `${day}T${two(wall.hour)}:${two(wall.minute)}:${two(wall.second)}`
}

export type ClockReading = {
  readonly rawTime: number
  /** What it shows, and by how many seconds that is ahead (more than 0) or behind; null: the day does not exist. */
  readonly time: string
  readonly driftSeconds: number | null
}

/** The terminal's clock against that of this computer. */
export async function readClock(session: DeviceSession, zone: Zone): Promise<ClockReading> {
  const asked = Date.now()
  const rawTime = await session.getTime()
  const middle = (asked + Date.now()) / 2
  const shown = zone.rawToAt(rawTime)
  // It shows whole seconds, so on average it is half a second further.
  const driftSeconds = shown === null ? null : Math.round((shown + 500 - middle) / 1000)
  return { rawTime, time: wallText(rawTime), driftSeconds: driftSeconds === 0 ? 0 : driftSeconds }
}

/** Drift in words: `right`, `12 s behind`, `2 h 30 min ahead`. */
export function driftWords(driftSeconds: number | null): string {
  if (driftSeconds === null) return 'shows a day that does not exist'
  if (driftSeconds === 0) return 'right'
  return `${durationWords(Math.abs(driftSeconds))} ${driftSeconds > 0 ? 'ahead' : 'behind'}`
}

function durationWords(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  const hours = Math.round(minutes / 60)
  if (seconds < 120) return `${seconds} s`
  if (minutes < 120) return `${minutes} min`
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} days`
}
