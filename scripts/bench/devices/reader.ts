// One reader of a terminal's log, in a process of its own: node reader.ts WHO PORT USERS LOGS SEED. Sends a Reading.
import { readFileSync } from 'node:fs'
import { generateLogs, generateUsers } from '../../../core/devices/virtual/generate.ts'
import { unpackTime } from '../../../core/devices/zkteco/device-time.ts'
import type { Read } from './read.ts'
import { readers, type ReaderName } from './readers.ts'

export type Reading = {
  /** Of the read alone, without the connection. */
  readonly seconds: number
  readonly prepareSeconds: number | null
  readonly returned: number
  /** Records that the terminal holds too, each counted once. */
  readonly right: number
  /** Most memory before the read and in all, MB. */
  readonly startMb: number
  readonly peakMb: number
  readonly error: string | null
}

/** The most memory that this process ever had, MB. On Linux not asked of `resourceUsage`: that inherits from the parent. */
function peakMb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024
  const [, kb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return Number(kb) / 1024
}

/** How many of `keys` the terminal holds; one that comes twice counts once. */
function countRight(keys: readonly string[], users: number, logs: number, seed: number): number {
  const truth = new Map<string, number>()
  for (const { uid, userId, rawTime } of generateLogs(generateUsers(users, seed), logs, seed)) {
    const { wall } = unpackTime(rawTime)
    const at = new Date(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second).getTime()
    const key = `${uid} ${userId} ${at}`
    truth.set(key, (truth.get(key) ?? 0) + 1)
  }
  return keys.filter(key => {
    const left = truth.get(key) ?? 0
    truth.set(key, left - 1)
    return left > 0
  }).length
}

const [who = '', port, users, logs, seed] = process.argv.slice(2)
const reader = await readers[who as ReaderName](Number(port))
const startMb = peakMb()
const startedAt = performance.now()
let read: Read
try {
  read = await reader.read()
} catch (error) {
  read = { keys: () => [], returned: 0, error: error instanceof Error ? error.message : String(error) }
}
const seconds = (performance.now() - startedAt) / 1000
const reading: Reading = {
  seconds,
  startMb,
  peakMb: peakMb(),
  prepareSeconds: read.prepareSeconds ?? null,
  returned: read.returned,
  right: countRight(read.keys(), Number(users), Number(logs), Number(seed)),
  error: read.error,
}
// Some libraries leave timers behind that nobody waits for.
process.send?.(reading, () => process.exit(0))
