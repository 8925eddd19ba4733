import { parseArgs } from 'node:util'
import type { DeviceAddress } from '../../core/ports.ts'
import type { Zone } from '../../core/zone.ts'
import { createZone } from '../../core/zone.ts'

export const USAGE = `Looks after one ZKTeco terminal.

  npm run zk -- info      --host ADDRESS      who it is, what it holds, what its clock shows
  npm run zk -- users     --host ADDRESS      everyone on it
  npm run zk -- logs      --host ADDRESS      every punch in its memory
  npm run zk -- watch     --host ADDRESS      punches as they are made, until Ctrl+C
  npm run zk -- enroll    --host ADDRESS --pin PIN --finger 0-9
                                              0 left little finger … 4 left thumb, 5 right thumb … 9 right little finger
  npm run zk -- sync-time --host ADDRESS      sets its clock to the time of this computer
  npm run zk -- templates --host ADDRESS [--out FOLDER]
                                              which fingers it holds; --out also saves them, readable for you alone
  npm run zk -- doctor    --host ADDRESS      what is wrong with it, and what to do

  --port 4370             port of the terminal
  --key 0                 communication key from its menu (Comm.); 0 = none
  --udp                   speak UDP; without it TCP is tried first
  --zone Africa/Nairobi   time zone in which it hangs (info, sync-time, doctor)
  --json                  one object a line on standard output and nothing else there; npm announces itself there
                          first unless it is told not to: npm run --silent zk -- …

  Standard error tells how far a long read is. A table that cannot be read whole prints no record.
  Ends with 0 when all went well, 1 when something failed, 2 when the command makes no sense.
`

export const COMMANDS = ['info', 'users', 'logs', 'watch', 'enroll', 'sync-time', 'templates', 'doctor'] as const
export type CommandName = (typeof COMMANDS)[number]

export type Request = {
  readonly command: CommandName
  readonly address: DeviceAddress
  readonly json: boolean
  readonly zone: Zone
  /** Of `enroll`. */
  readonly pin: string
  readonly finger: number
  /** Of `templates`: where to save them. */
  readonly out: string | null
}

/** The command line makes no sense; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Options that only some commands know. */
const ONLY_FOR: Readonly<Record<string, readonly CommandName[]>> = {
  pin: ['enroll'],
  finger: ['enroll'],
  out: ['templates'],
  zone: ['info', 'sync-time', 'doctor'],
}
const HIGHEST_KEY = 999_999
/** Bytes of an id on a terminal. */
const LONGEST_PIN = 24

/** @throws UsageError */
export function parseRequest(args: readonly string[]): Request | 'help' {
  const { positionals, values } = read(args)
  if (values.help) return 'help'
  const [word, ...more] = positionals
  const command = COMMANDS.find(name => name === word)
  if (word === undefined) throw new UsageError('What should be done? A command is missing.')
  if (!command) throw new UsageError(`There is no command "${word}".`)
  if (more.length > 0) throw new UsageError(`"${more.join(' ')}" is too much.`)
  for (const [name, commands] of Object.entries(ONLY_FOR)) {
    if (values[name as 'pin'] !== undefined && !commands.includes(command)) {
      throw new UsageError(`${command} does not know --${name}.`)
    }
  }
  const { host, pin, finger, out } = values
  if (!host) throw new UsageError('--host is missing: the address of the terminal, such as 192.168.1.201.')
  if (command === 'enroll' && pin === undefined) throw new UsageError('enroll needs --pin.')
  if (command === 'enroll' && finger === undefined) throw new UsageError('enroll needs --finger.')
  if (pin !== undefined && (pin === '' || Buffer.byteLength(pin) > LONGEST_PIN)) {
    throw new UsageError(`--pin "${pin}" cannot be an id on a terminal.`)
  }
  if (out === '') throw new UsageError('--out needs a folder.')
  return {
    command,
    address: {
      host,
      port: wholeNumber('port', values.port ?? '4370', 1, 65_535),
      commKey: wholeNumber('key', values.key ?? '0', 0, HIGHEST_KEY),
      transport: values.udp ? 'udp' : 'auto',
    },
    json: values.json ?? false,
    zone: zoneOf(values.zone ?? 'Africa/Nairobi'),
    pin: pin ?? '',
    finger: wholeNumber('finger', finger ?? '0', 0, 9),
    out: out ?? null,
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        key: { type: 'string' },
        udp: { type: 'boolean' },
        json: { type: 'boolean' },
        pin: { type: 'string' },
        finger: { type: 'string' },
        out: { type: 'string' },
        zone: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message)
    throw error
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
  if (!(value >= least && value <= most)) {
    throw new UsageError(`--${name} ${text}: a whole number from ${least} to ${most} is needed.`)
  }
  return value
}

function zoneOf(name: string): Zone {
  try {
    return createZone(name)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--zone ${name}: there is no such time zone.`)
    throw error
  }
}
