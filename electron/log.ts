import { readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import electronLog from 'electron-log/node'
import type { ErrorDetails } from '../core/contract/errors.ts'
import type { Log } from '../core/ports.ts'

const fileBytes = 1024 * 1024
const oldFiles = 5

type Level = 'info' | 'warn' | 'error'

/** Writes to `<folder>/rollcall.log`, one JSON object a line; at 1 MB a new file begins and five old ones are kept. */
export function createLog(folder: string): Log {
  const logger = electronLog.create({ logId: 'rollcall' })
  logger.transports.console.level = false
  const { file } = logger.transports
  file.resolvePathFn = () => join(folder, 'rollcall.log')
  file.maxSize = fileBytes
  file.archiveLogFn = () => rotate(folder)
  file.format = ({ data }) => data.map(String)

  const write = (level: Level, line: string) => logger[level](line)
  return {
    info: (what, details) => write('info', logLine('info', Date.now(), what, details)),
    warn: (what, details) => write('warn', logLine('warn', Date.now(), what, details)),
    error: (what, error, details) =>
      write('error', logLine('error', Date.now(), what, { ...details, error: describe(error) })),
  }
}

/** One line of the log. */
export function logLine(level: Level, at: number, what: string, details: ErrorDetails = {}): string {
  return JSON.stringify({ at: new Date(at).toISOString(), level, what, ...details })
}

/**
 * What a technician needs of an error: its kind, its code and where it came from, causes included. Its words only up
 * to the first line: what follows there can hold the values of a query, and those are people's.
 */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error && typeof error.code === 'string' ? ` [${error.code}]` : ''
  const words = error.name === 'ZodError' ? '' : (error.message.split('\n')[0] ?? '')
  const frames = (error.stack ?? '').split('\n').filter(line => line.startsWith('    at '))
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`
  return `${error.name}${code}: ${words}\n${frames.join('\n')}${cause}`
}

function rotate(folder: string): void {
  const old = readdirSync(folder)
    .filter(name => /^rollcall\.\d+\.log$/.test(name))
    .sort((a, b) => stamp(b) - stamp(a))
  for (const name of old.slice(oldFiles - 1)) rmSync(join(folder, name), { force: true })
  renameSync(join(folder, 'rollcall.log'), join(folder, `rollcall.${Date.now()}.log`))
}

function stamp(name: string): number {
  return Number(name.split('.')[1])
}
