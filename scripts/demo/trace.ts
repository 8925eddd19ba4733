import { readFileSync } from 'node:fs'
import { unpackLocal } from '../../core/devices/virtual/local-time.ts'
import type { LoggedPress } from '../../core/simulation/oracle.ts'
import type { PressKey } from './database-facts.ts'
import { pressKey } from './database-facts.ts'

type Line = {
  readonly at: number
  readonly what: string
  readonly serial: string
  readonly pin?: string
  readonly rawTime?: number
  readonly attempt?: number
  readonly lines?: readonly (readonly [pin: string, rawTime: number])[]
}

export type TerminalRecord = {
  /** Every line of every terminal's log at the end of the day. */
  readonly logs: readonly LoggedPress[]
  readonly keys: ReadonlySet<PressKey>
  /** When each live punch was first sent to the office, epoch ms. */
  readonly sentAt: ReadonlyMap<PressKey, number>
}

/**
 * What the terminals themselves say of the day.
 * @throws Error when the day did not come to its end
 */
export function readTrace(file: string): TerminalRecord {
  const sentAt = new Map<PressKey, number>()
  const logs: LoggedPress[] = []
  const keys = new Set<PressKey>()
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    if (text === '') continue
    const { at, what, serial, pin, rawTime, attempt, lines } = JSON.parse(text) as Line
    if (what === 'event-sent' && attempt === 1 && pin !== undefined && rawTime !== undefined) {
      sentAt.set(pressKey(serial, pin, rawTime), at)
    }
    for (const [who, raw] of lines ?? []) {
      logs.push({ serial, pin: who, local: unpackLocal(raw) ?? Number.NaN })
      keys.add(pressKey(serial, who, raw))
    }
  }
  if (logs.length === 0) throw new Error('The demo day did not come to its end: the terminals gave no logs.')
  return { logs, keys, sentAt }
}
