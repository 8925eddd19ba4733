import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../core/ports.ts'
import { createSimulatedClock } from '../../core/simulation/clock.ts'
import { createDemoKeyring } from '../../core/simulation/keyring.ts'
import { createRandom } from '../../core/simulation/random.ts'
import type { Fault } from '../../core/simulation/sms-provider/faults.ts'
import { parseFaults } from '../../core/simulation/sms-provider/faults.ts'
import { startSmsProvider } from '../../core/simulation/sms-provider/server.ts'
import { createZone } from '../../core/zone.ts'
import { readJournal, textOf } from '../demo/gateway-journal.ts'
import { readSending, readSmsFacts, readSmsProgress } from './sms-facts.ts'
import { allReports, letPress, untilSettled } from './sms-gate.ts'
import { planKills, underWayAt, untilKill } from './sms-kills.ts'
import type { Kill, PlannedKill } from './sms-kills.ts'
import { startLife } from './sms-life.ts'
import type { Life } from './sms-life.ts'
import { concludeSms } from './sms-outcome.ts'
import { placesIn } from './sms-places.ts'
import type { Places } from './sms-places.ts'
import { planSms } from './sms-plan.ts'
import type { SmsProcessFile } from './sms-process.ts'
import { makeSmsSchool } from './sms-school.ts'
import { createWatch } from './sms-watch.ts'
import type { Watch } from './sms-watch.ts'

export type SmsOptions = {
  readonly messages: number
  readonly kills: number
  /** Percent of requests. */
  readonly faults: number
  readonly seed: number
}

const zone = createZone('Africa/Nairobi')
/** A Tuesday in term, with as much of the day ahead as there is. */
const beginsAt = zone.atOf('2026-05-12', 10)
/** A try again after ten minutes comes after ten seconds. */
const speed = 60
const answersAfterMs = { min: 5, max: 60 }
const downMs = 120
const longestLeavingMs = 8000

/**
 * A morning's messages through a provider that misbehaves, while the program that sends them is killed again and again;
 * then the provider's journal is compared with the database, and everything that is left behind is searched for the
 * key, phones and texts. Returns the exit code.
 */
export async function sms(asked: SmsOptions): Promise<number> {
  const { messages, kills, faults, seed } = asked
  const began = performance.now()
  const places = placesIn(mkdtempSync(join(tmpdir(), 'rollcall-chaos-sms-')))
  mkdirSync(places.crashes, { recursive: true })
  const course = { realAt: Date.now(), simAt: beginsAt, speed }
  const clock = createSimulatedClock([course])
  const plan = planSms(messages, seed)
  const apiKey = `atsk_${randomBytes(32).toString('hex')}`
  const { paths, keyring, logs, presses } = places
  const deviceId = await makeSmsSchool({ paths, clock, keyring: createDemoKeyring(keyring), apiKey, plan })
  const watch = createWatch(() => clock.now())
  const injected = new Map<Fault, number>()
  const provider = await startSmsProvider({
    seed,
    apiKey,
    downMs,
    faults: parseFaults(String(faults)),
    journal: places.journal,
    delayMs: answersAfterMs,
    now: () => clock.now(),
    onArrival: message => watch.arrived(textOf(message)),
    onRequest({ fault, ...message }) {
      if (fault !== null) injected.set(fault, (injected.get(fault) ?? 0) + 1)
      if (fault !== 'silent') watch.answered(textOf(message))
    },
  })
  const told: SmsProcessFile = { paths, logs, keyring, clock: course, origin: provider.origin, deviceId, presses }
  writeFileSync(places.told, JSON.stringify(told))
  const lives: Life[] = []
  const closing = new AbortController()

  async function play() {
    const planned = planKills(kills, messages, createRandom(seed))
    const [{ last, done }] = await Promise.all([
      killAgainAndAgain({ planned, places, watch, clock, lives }),
      letPress(plan, places, clock, zone, closing.signal),
    ])
    await untilSettled(places, provider)
    return { done, endedWell: !last.hasEnded() && (await last.leave(longestLeavingMs)) }
  }

  console.log(`${plan.guardians.length} parents; the program will be killed ${kills} times (seed ${seed}).`)
  try {
    const { done, endedWell } = await within(longestMs(asked), play())
    const evidence = {
      plan,
      facts: readSmsFacts(paths.database),
      journal: readJournal(places.journal),
      reports: allReports(provider),
      arrivals: watch.arrivals,
      injected,
      kills: done,
    }
    const seconds = Math.round((performance.now() - began) / 1000)
    return concludeSms({ evidence, places, asked, apiKey, endedWell, seconds })
  } catch (error) {
    console.error(`The data is kept in ${places.folder}`)
    throw error
  } finally {
    closing.abort()
    await Promise.all(lives.map(life => life.kill()))
    await provider.close()
  }
}

type Killing = {
  readonly planned: readonly PlannedKill[]
  readonly places: Places
  readonly watch: Watch
  readonly clock: Clock
  /** Every program that is started is added. */
  readonly lives: Life[]
}

/** Returns the kills, and the last program, which runs on. */
async function killAgainAndAgain({ planned, places, watch, clock, lives }: Killing) {
  const load = (): Life => {
    const loaded = startLife({ ...places, program: join(import.meta.dirname, 'sms-process.ts'), file: places.told })
    lives.push(loaded)
    return loaded
  }
  const done: Kill[] = []
  let life = load()
  let begunAt = clock.now()
  life.begin()
  for (const kill of planned) {
    // So that parents do not wait for the loading of the next.
    const next = load()
    await untilKill(life, watch, kill)
    if (life.hasEnded()) throw new Error(`the program ended by itself; what it said is in ${places.output}`)
    const killedAt = clock.now()
    await life.kill()
    const sending = readSending(places.paths.database)
    done.push({ aim: kill.aim, ...underWayAt({ begunAt, killedAt }, sending, watch) })
    if (done.length % 10 === 0) tellProgress(done.length, watch, places)
    life = next
    begunAt = clock.now()
    life.begin()
  }
  return { last: life, done }
}

/** What comes after midnight is another day's. */
function longestMs({ messages, kills }: SmsOptions): number {
  return Math.min(300_000 + kills * 10_000 + messages * 200, (22 * 60 * 60_000) / speed)
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const stopping = new AbortController()
  const { signal } = stopping
  try {
    const result = await Promise.race([work.then(value => ({ value })), pause(ms, null, { signal })])
    if (result === null) throw new Error(`not finished after ${ms / 1000} s`)
    return result.value
  } finally {
    stopping.abort()
  }
}

function tellProgress(kills: number, watch: Watch, { paths }: Places): void {
  const { open, final, uncertain } = readSmsProgress(paths.database)
  const how = `${final} final, ${uncertain} uncertain, ${open} open`
  console.log(`  ${String(kills).padStart(3)} kills, ${watch.total()} requests: ${how}`)
}
