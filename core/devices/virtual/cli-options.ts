import { parseArgs } from 'node:util'
import type { UserWidth } from '../zkteco/records.ts'
import { localMsIn, parseLocal } from './local-time.ts'

export type CliOptions = {
  readonly host: string
  readonly port: number
  readonly serial: string
  readonly users: number
  readonly logs: number
  readonly key: number
  readonly seed: number
  readonly paceMs: number
  readonly zone: string
  /** Local ms its clock starts with; null = the true time in the zone. */
  readonly clock: number | null
  readonly userWidth: UserWidth
  readonly packetSize: 1008 | 65536
}

export const USAGE = `A ZKTeco terminal without the hardware.

  npm run terminal -- [--port 14370] [--serial VT0001] [--users 100] [--logs 0] [--key 0] [--seed 1]
                      [--pace 20] [--host 127.0.0.1] [--zone Africa/Nairobi] [--clock 2026-02-03T07:00]
                      [--user-width 72|28] [--packet 65536|1008]

  --key    communication key it asks for; 0 = none
  --seed   the same seed gives the same users, log and sessions
  --pace   least time between two frames, in ms; 0 = flat out
  --port   0 = any free one; the first line on standard output tells which
`

/** The command line cannot be understood; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

function wholeNumber(text: string, name: string, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN
  if (!(value <= max)) throw new UsageError(`--${name} ${text}: expected a whole number from 0 to ${max}`)
  return value
}

function oneOf<T extends number>(text: string, name: string, allowed: readonly T[]): T {
  const found = allowed.find(value => String(value) === text)
  if (found === undefined) throw new UsageError(`--${name} ${text}: expected ${allowed.join(' or ')}`)
  return found
}

function knownZone(zone: string): string {
  try {
    localMsIn(zone, 0)
    return zone
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UsageError(`--zone ${zone}: no such time zone`)
  }
}

function startTime(text: string): number {
  const localMs = /^\d{4}/.test(text) ? parseLocal(text, 0) : null
  if (localMs === null) throw new UsageError(`--clock ${text}: expected a time such as 2026-02-03T07:00`)
  return localMs
}

function readArguments(args: readonly string[]): Record<string, string> {
  const text = (value: string) => ({ type: 'string', default: value }) as const
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        host: text('127.0.0.1'),
        port: text('14370'),
        serial: text('VT0001'),
        users: text('100'),
        logs: text('0'),
        key: text('0'),
        seed: text('1'),
        pace: text('20'),
        zone: text('Africa/Nairobi'),
        clock: text(''),
        'user-width': text('72'),
        packet: text('65536'),
      },
    })
    return values
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message)
    throw error
  }
}

/** @throws UsageError */
export function parseCliOptions(args: readonly string[]): CliOptions {
  const values = readArguments(args)
  const value = (name: string): string => values[name] ?? ''
  const number = (name: string, max: number): number => wholeNumber(value(name), name, max)
  if (!/^[\x21-\x7e]{1,32}$/.test(value('serial'))) {
    throw new UsageError(`--serial "${value('serial')}": expected up to 32 letters and digits`)
  }
  return {
    host: value('host'),
    port: number('port', 65_535),
    serial: value('serial'),
    users: number('users', 10_000),
    logs: number('logs', 200_000),
    key: number('key', 0xffff_ffff),
    seed: number('seed', 0xffff_ffff),
    paceMs: number('pace', 10_000),
    zone: knownZone(value('zone')),
    clock: value('clock') === '' ? null : startTime(value('clock')),
    userWidth: oneOf(value('user-width'), 'user-width', [72, 28]),
    packetSize: oneOf(value('packet'), 'packet', [65536, 1008]),
  }
}
