import { isAbsolute, resolve } from 'node:path'
import { standInOrigin } from '../core/notifications/gateways/stand-in-origin.ts'

/** What the person who starts the program can set through the environment. */
export type Config = {
  /** The demo school instead of a real one; null: the demo until it is left. */
  readonly simulation: boolean | null
  /** Share of simulated device commands that succeed, 0 to 1. */
  readonly successRate: number
  /** How long a simulated answer takes. */
  readonly delayMs: { readonly min: number; readonly max: number }
  /** Where the database and the logs live; null: the usual folder of the operating system. */
  readonly dataFolder: string | null
  /** A file that describes a demo world outside this program; null: the program makes its own. */
  readonly world: string | null
  /** A file in which the demo's terminals note what happens, for those who check it; null: not noted. */
  readonly trace: string | null
  /** A stand-in for the messages provider on this computer; null: the real one, or in the demo one of its own. */
  readonly smsOrigin: string | null
  readonly sqliteBinding: string | null
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the settings. Throws an Error whose message names the variable and says what it should hold. */
export function readConfig(env: Environment, program: { readonly packaged: boolean }): Config {
  const min = numberIn(env, 'SIMULATION_DELAY_MIN', 1, 0, 60)
  const max = numberIn(env, 'SIMULATION_DELAY_MAX', Math.max(3, min), 0, 60)
  if (max < min) throw new Error('SIMULATION_DELAY_MAX must not be smaller than SIMULATION_DELAY_MIN.')
  return {
    simulation: truth(env, 'SIMULATION_MODE'),
    successRate: numberIn(env, 'SIMULATION_SUCCESS_RATE', 0.95, 0, 1),
    delayMs: { min: min * 1000, max: max * 1000 },
    dataFolder: folder(env, 'ROLLCALL_DATA'),
    world: folder(env, 'ROLLCALL_WORLD'),
    trace: folder(env, 'ROLLCALL_TRACE'),
    smsOrigin: standIn(env, 'ROLLCALL_SMS_ORIGIN', program),
    sqliteBinding: folder(env, 'ROLLCALL_SQLITE_BINDING'),
  }
}

function given(env: Environment, name: string): string | null {
  const text = env[name]?.trim() ?? ''
  return text === '' ? null : text
}

function truth(env: Environment, name: string): boolean | null {
  const text = given(env, name)?.toLowerCase()
  if (text === undefined) return null
  if (['1', 'true', 'yes', 'on'].includes(text)) return true
  if (['0', 'false', 'no', 'off'].includes(text)) return false
  throw new Error(`${name} must be true or false.`)
}

function numberIn(env: Environment, name: string, otherwise: number, low: number, high: number): number {
  const text = given(env, name)
  if (text === null) return otherwise
  const value = Number(text)
  if (Number.isFinite(value) && value >= low && value <= high) return value
  throw new Error(`${name} must be a number from ${low} to ${high}.`)
}

function folder(env: Environment, name: string): string | null {
  const text = given(env, name)
  if (text === null) return null
  if (text.includes('\0')) throw new Error(`${name} is not a path.`)
  return isAbsolute(text) ? text : resolve(text)
}

function standIn(env: Environment, name: string, program: { readonly packaged: boolean }): string | null {
  try {
    return standInOrigin(given(env, name), program)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Error(`${name}: ${error.message}`, { cause: error })
  }
}
