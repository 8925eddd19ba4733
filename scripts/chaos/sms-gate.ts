import { appendFileSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../core/ports.ts'
import type { SmsProvider } from '../../core/simulation/sms-provider/server.ts'
import type { Zone } from '../../core/zone.ts'
import { readSmsProgress } from './sms-facts.ts'
import type { Places } from './sms-places.ts'
import type { SmsPlan } from './sms-plan.ts'

/** Children press while fewer of them are not recorded, and fewer messages wait for their first try. */
const mostWaiting = 40
const pressesAtATime = 10
const pauseMs = 60
const looksEveryMs = 400
/** A report takes shorter to come and to be read. */
const quietLooks = 6
const longestEndMs = 180_000

/**
 * Lets the children press one after another, as fast as the queue empties: the terminal remembers each press, whether
 * the program runs or not. Resolves after the last one.
 */
export async function letPress(
  { presses: order }: SmsPlan,
  { paths, presses }: Places,
  clock: Clock,
  zone: Zone,
  signal: AbortSignal,
): Promise<void> {
  const pressed = new Set<string>()
  for (let next = 0; next < order.length && !signal.aborted;) {
    const { fresh, punches } = readSmsProgress(paths.database)
    if (pressed.size - punches + fresh < mostWaiting) {
      const rawTime = zone.atToRaw(clock.now())
      const lines = order.slice(next, next + pressesAtATime).map(pin => `${pin} ${rawTime}\n`)
      appendFileSync(presses, lines.join(''))
      for (const line of lines) pressed.add(line)
      next += pressesAtATime
    }
    await pause(pauseMs)
  }
}

/** Until everything is recorded, nothing is to be sent any more, and what has been reported has had time to be read. */
export async function untilSettled({ paths, presses }: Places, provider: SmsProvider): Promise<void> {
  const limit = performance.now() + longestEndMs
  const pressed = new Set(readFileSync(presses, 'utf8').split('\n').slice(0, -1)).size
  let before = ''
  for (let quiet = 0; quiet < quietLooks && performance.now() < limit;) {
    await pause(looksEveryMs)
    const { open, final, uncertain, punches } = readSmsProgress(paths.database)
    const now = `${final} ${uncertain} ${allReports(provider).length}`
    quiet = open === 0 && punches === pressed && now === before ? quiet + 1 : 0
    before = now
  }
}

/** All delivery reports that the provider has made so far. */
export function allReports({ desk }: SmsProvider) {
  let { reports, cursor } = desk.reportsAfter(null)
  const all = [...reports]
  while (reports.length > 0) {
    ;({ reports, cursor } = desk.reportsAfter(cursor))
    all.push(...reports)
  }
  return all
}
