import { unpackTime } from '../../core/devices/zkteco/device-time.ts'
import type { RawPunch } from '../../core/ports.ts'
import { wallText } from './wall-time.ts'

/** A punch for programs. `time`: as the terminal showed it; `valid`: that day exists. */
export type PunchRecord = RawPunch & { readonly time: string; readonly valid: boolean }

export function punchRecord(punch: RawPunch): PunchRecord {
  return { time: wallText(punch.rawTime), valid: unpackTime(punch.rawTime).valid, ...punch }
}

const HOW = new Map([
  [0, 'password'],
  [1, 'finger'],
  [2, 'card'],
  [15, 'face'],
  [25, 'palm'],
])
const STATES = ['in', 'out', 'break out', 'break in', 'overtime in', 'overtime out']

/** How the person was recognised; numbers that differ between models stay numbers. */
export function howWords(verify: number): string {
  return HOW.get(verify) ?? `#${verify}`
}

/** Which key was pressed; most schools press none. */
export function stateWords(state: number): string {
  return state === 255 ? '' : (STATES[state] ?? `#${state}`)
}
