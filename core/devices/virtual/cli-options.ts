import { parseArgs } from 'node:util'
import type { AttlogEventLength } from '../zkteco/attlog-event.ts'
import type { UserWidth } from '../zkteco/records.ts'
import type { Simulation } from './enrollment.ts'
import type { TemplateVersion } from './fingers.ts'
import { localMsIn, parseLocal } from './local-time.ts'
import type { LogTableLayout } from './log-layout.ts'
import { NETWORK_MODES, type NetworkMode } from './network.ts'
import type { Family, SizesLength } from './terminal-options.ts'

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
  readonly packetSize: 1008 | 65536
  /** null: as the width of the users has it. */
  readonly family: Family | null
  /** null: as the family has it, here and below. */
  readonly userWidth: UserWidth | null
  readonly logLayout: LogTableLayout | null
  readonly eventLength: AttlogEventLength | null
  readonly templateVersion: TemplateVersion | null
  readonly sizesLength: SizesLength
  /** Fingers it holds at the start. */
  readonly fingers: number
  readonly udp: boolean
  readonly tcp: 'answers' | 'silent' | 'closed'
  readonly network: NetworkMode
  readonly secured: boolean
  /** Commands that its firmware does not know. */
  readonly missing: readonly number[]
  readonly tableRequests: boolean
  readonly bulkMs: number
  /** Null: fingers are pressed by command only. */
  readonly simulation: Simulation | null
  readonly enrollTimeoutMs: number
}

export const USAGE = `A ZKTeco terminal without the hardware.

  npm run terminal -- [--port 14370] [--serial VT0001] [--users 100] [--logs 0] [--fingers 0] [--key 0] [--seed 1]
                      [--pace 20] [--host 127.0.0.1] [--zone Africa/Nairobi] [--clock 2026-02-03T07:00]
                      [--family tft|bw] [--version 9|10] [--user-width 72|28] [--log-width 40|49|22|16|16-swapped|8|zem|zem-short]
                      [--event-length 10|12|14|32|36|37|52] [--sizes 80|92|72|36] [--packet 65536|1008]
                      [--udp | --udp-only | --no-tcp] [--net ${NETWORK_MODES.join('|')}]
                      [--old-tables] [--without 110,87] [--bulk-ms 0] [--secured]
                      [--success-rate 0.95 --delay-min 1 --delay-max 3] [--enroll-timeout 60]

  --key           communication key it asks for; 0 = none
  --seed          the same seed gives the same users, fingers, log and sessions
  --pace          least time between two frames, in ms; 0 = flat out
  --port          0 = any free one; the first line on standard output tells which
  --family        colour screen (tft) or black and white (bw): says what the next four are, unless they are given
  --udp           answers over UDP too; --udp-only: TCP opens and stays silent; --no-tcp: TCP is refused
  --old-tables    firmware that gives tables whole, without ranges
  --without       commands that its firmware does not know
  --success-rate  fingers are pressed by themselves in an enrollment, this part of them well, between the delays in
                  seconds; also as SIMULATION_SUCCESS_RATE, SIMULATION_DELAY_MIN, SIMULATION_DELAY_MAX in the environment

  Commands on standard input: help lists them.
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

function oneOfNames<T extends string>(text: string, name: string, allowed: readonly T[]): T {
  const found = allowed.find(value => value === text)
  if (found === undefined) throw new UsageError(`--${name} ${text}: expected ${allowed.join(' or ')}`)
  return found
}

function decimal(text: string, name: string, max: number): number {
  const value = /^\d{1,4}(\.\d{1,6})?$/.test(text) ? Number(text) : NaN
  if (!(value <= max)) throw new UsageError(`${name} ${text}: expected a number from 0 to ${max}`)
  return value
}

const LOG_LAYOUTS: ReadonlyMap<string, LogTableLayout> = new Map([
  ['40', 'tft40'],
  ['49', 'tft49'],
  ['22', 'wl22'],
  ['16', 'bw16'],
  ['16-swapped', 'bw16swapped'],
  ['8', 'bw8'],
  ['zem', 'zem8'],
  ['zem-short', 'zemShort'],
])

function logLayout(text: string): LogTableLayout {
  const found = LOG_LAYOUTS.get(text)
  if (!found) throw new UsageError(`--log-width ${text}: expected ${[...LOG_LAYOUTS.keys()].join(' or ')}`)
  return found
}

function commandCodes(text: string): readonly number[] {
  if (text === '') return []
  return text.split(',').map(code => wholeNumber(code, 'without', 0xffff))
}

/** From the command line, else from the environment; null when neither says anything. */
function simulationOf(value: (name: string) => string, env: NodeJS.ProcessEnv): Simulation | null {
  const given = (flag: string, variable: string): string => value(flag) || (env[variable] ?? '')
  const rate = given('success-rate', 'SIMULATION_SUCCESS_RATE')
  const min = given('delay-min', 'SIMULATION_DELAY_MIN')
  const max = given('delay-max', 'SIMULATION_DELAY_MAX')
  if (!rate && !min && !max) return null
  const delayMin = decimal(min || '1', '--delay-min', 60)
  const delayMax = decimal(max || String(Math.max(3, delayMin)), '--delay-max', 60)
  if (delayMax < delayMin) throw new UsageError(`--delay-max ${delayMax}: expected at least --delay-min`)
  return { successRate: decimal(rate || '0.95', '--success-rate', 1), delayMin, delayMax }
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

function readArguments(args: readonly string[]): Record<string, string | boolean> {
  const flag = { type: 'boolean', default: false } as const
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
        packet: text('65536'),
        family: text(''),
        version: text(''),
        'user-width': text(''),
        'log-width': text(''),
        'event-length': text(''),
        sizes: text('80'),
        fingers: text('0'),
        udp: flag,
        'udp-only': flag,
        'no-tcp': flag,
        net: text('normal'),
        secured: flag,
        without: text(''),
        'old-tables': flag,
        'bulk-ms': text('0'),
        'success-rate': text(''),
        'delay-min': text(''),
        'delay-max': text(''),
        'enroll-timeout': text('60'),
      },
    })
    return values
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message)
    throw error
  }
}

/** @throws UsageError */
export function parseCliOptions(args: readonly string[], env: NodeJS.ProcessEnv): CliOptions {
  const values = readArguments(args)
  const value = (name: string): string => {
    const found = values[name]
    return typeof found === 'string' ? found : ''
  }
  const isOn = (name: string): boolean => values[name] === true
  const number = (name: string, max: number): number => wholeNumber(value(name), name, max)
  const optional = <T>(name: string, read: (text: string) => T): T | null => (value(name) ? read(value(name)) : null)
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
    packetSize: oneOf(value('packet'), 'packet', [65536, 1008]),
    family: optional('family', text => oneOfNames(text, 'family', ['tft', 'bw'])),
    userWidth: optional('user-width', text => oneOf(text, 'user-width', [72, 28])),
    logLayout: optional('log-width', logLayout),
    eventLength: optional('event-length', text => oneOf(text, 'event-length', [10, 12, 14, 32, 36, 37, 52])),
    templateVersion: optional('version', text => oneOfNames(text, 'version', ['9', '10'])),
    sizesLength: oneOf(value('sizes'), 'sizes', [80, 92, 72, 36]),
    fingers: number('fingers', 20_000),
    udp: isOn('udp') || isOn('udp-only') || isOn('no-tcp'),
    tcp: isOn('no-tcp') ? 'closed' : isOn('udp-only') ? 'silent' : 'answers',
    network: oneOfNames(value('net'), 'net', NETWORK_MODES),
    secured: isOn('secured'),
    missing: commandCodes(value('without')),
    tableRequests: !isOn('old-tables'),
    bulkMs: number('bulk-ms', 120_000),
    simulation: simulationOf(value, env),
    enrollTimeoutMs: 1000 * number('enroll-timeout', 600),
  }
}
