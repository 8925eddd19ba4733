import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { packLocal } from '../../core/devices/virtual/local-time.ts'
import { demoDay } from '../../core/simulation/day-plan.ts'
import { startDemoProvider } from '../../core/simulation/demo-messages.ts'
import { createRandom } from '../../core/simulation/random.ts'
import { createWorld } from '../../core/simulation/world.ts'
import type { HostedWorld } from '../../core/simulation/world.ts'
import { pressKey, readFacts, readIntegrity, readProgress } from '../demo/database-facts.ts'
import { duplicatesIn, readJournal } from '../demo/gateway-journal.ts'
import { alertFaults, countEach, countMarks, messageFaults, missingMessages, registerFaults } from '../demo/verdict.ts'
import { withDisplay } from '../launch.mjs'
import { root } from '../setup/places.mjs'
import type { AppProcess } from './app-process.ts'
import { startApp } from './app-process.ts'

const leadMs = 3000
/** Kills fall between the reading back of last week and the last children going home. */
const killsFromMs = 1500
const killsUntilMs = 68_000
const longestCatchUpMs = 60_000
const longestLeavingMs = 8000

type Kill = { readonly schoolTime: string; readonly afterMs: number; readonly punchesRecorded: number | null }

/**
 * Plays the demo day with terminals and a messages provider that live on while the app is killed without warning
 * `kills` times, and checks from the files that nothing is missing and nobody was told twice. Returns the exit code.
 */
export async function power({ kills, seed }: { readonly kills: number; readonly seed: number }): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'rollcall-chaos-'))
  const database = join(data, 'simulation.db')
  const display = await withDisplay()
  const world = await createWorld({ port: 0 })
  const provider = await startDemoProvider({ journal: journalIn(data), clock: world.clock })
  let app: AppProcess | null = null
  try {
    const worldPath = join(data, 'world.json')
    const start = () => startApp({ ...display.env, ROLLCALL_DATA: data, ROLLCALL_WORLD: worldPath })
    writeFileSync(worldPath, JSON.stringify(world.playAfter(leadMs, provider.origin)))
    const startedAt = performance.now()
    console.log(`The demo day begins; the app will be killed ${kills} times (seed ${seed}).`)
    app = start()
    const done: Kill[] = []
    let livedSince = performance.now()
    for (const moment of killMoments(kills, seed)) {
      await pause(Math.max(0, startedAt + moment - performance.now()))
      await app.killAll()
      done.push({
        schoolTime: schoolTime(world.clock.now()),
        afterMs: Math.round(performance.now() - livedSince),
        punchesRecorded: recordedIn(database),
      })
      tell(done.length, done.at(-1))
      livedSince = performance.now()
      app = start()
    }
    await untilCaughtUp(world, database)
    const leftByItself = await app.leave(longestLeavingMs)
    app = null
    return judge({ world, data, database, kills: done, seed, leftByItself })
  } finally {
    await app?.killAll()
    await provider.close()
    await world.close()
    await display.stop()
  }
}

const journalIn = (data: string) => join(data, 'provider-journal.jsonl')

/** Random moments of the day in real ms after its start, in order. */
function killMoments(kills: number, seed: number): number[] {
  const random = createRandom(seed)
  return Array.from({ length: kills }, () => random.int(killsFromMs, killsUntilMs)).sort((a, b) => a - b)
}

/** Waits for the end of the day and until the last app has read and sent everything. */
async function untilCaughtUp(world: HostedWorld, database: string): Promise<void> {
  while (world.simulation.state().phase !== 'finished') await pause(250)
  const limit = performance.now() + longestCatchUpMs
  for (let quiet = 0; quiet < 4 && performance.now() < limit;) {
    await pause(500)
    if (!existsSync(database)) continue
    const { punches, unsent, settled } = readProgress(database, demoDay)
    quiet = punches === world.expected().punches && unsent === 0 && settled ? quiet + 1 : 0
  }
}

type Evidence = {
  readonly world: HostedWorld
  readonly data: string
  readonly database: string
  readonly kills: readonly Kill[]
  readonly seed: number
  readonly leftByItself: boolean
}

function judge({ world, data, database, kills, seed, leftByItself }: Evidence): number {
  const expected = world.expected()
  const keys = new Set(world.logs().map(({ serial, pin, local }) => pressKey(serial, pin, packLocal(local))))
  const facts = readFacts(database, demoDay)
  const journal = readJournal(journalIn(data))
  const { check, danglingReferences } = readIntegrity(database)
  const faults = [
    ...registerFaults(expected, { keys }, facts),
    ...messageFaults(facts, journal),
    ...missingMessages(world.school, expected, facts),
    // A day with that many power cuts holds alerts: some may be too old when every terminal has been read.
    ...alertFaults(world.school, expected, facts, { all: false }),
    ...(check === 'ok' ? [] : [`the database is damaged: ${check}`]),
    ...(danglingReferences === 0 ? [] : [`${danglingReferences} references in the database point nowhere`]),
    ...(leftByItself ? [] : ['the last app did not end by itself when asked to']),
  ]
  const figures = {
    punches_in_terminals: keys.size,
    punches_recorded: new Set(facts.punches.map(({ key }) => key)).size,
    duplicate_rows: facts.punches.length - new Set(facts.punches.map(({ key }) => key)).size,
    ...countMarks(facts),
    messages_by_state: Object.fromEntries(countEach(facts.messages.map(({ state }) => state))),
    messages_expected: expected.messages.arrival + expected.messages.late,
    gateway_accepted: journal.length,
    duplicate_messages: duplicatesIn(journal),
    integrity_check: check,
  }
  const folder = join(root, 'out/chaos')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'power.json')
  writeFileSync(path, `${JSON.stringify({ seed, kills, ...figures, faults }, null, 2)}\n`)
  console.table(Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, plain(value)])))
  if (faults.length > 0) {
    console.log(`Does not add up:\n${faults.map(text => `  - ${text}`).join('\n')}\nThe data is kept in ${data}`)
    return 1
  }
  rmSync(data, { recursive: true, force: true })
  console.log(`Nothing is lost and nothing is double. Figures are in ${relative(process.cwd(), path)}.`)
  return 0
}

/** Null while there is no database yet, or none that another program can read. */
function recordedIn(database: string): number | null {
  if (!existsSync(database)) return null
  try {
    return readProgress(database, demoDay).punches
  } catch (error) {
    // Killed while it was being made: the next start finishes that.
    if (error instanceof Error && error.name === 'SqliteError') return null
    throw error
  }
}

function plain(value: unknown): string | number {
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)
}

function tell(number: number, kill: Kill | undefined): void {
  if (kill === undefined) return
  const recorded = kill.punchesRecorded === null ? 'no database yet' : `${kill.punchesRecorded} punches recorded`
  console.log(`  kill ${String(number).padStart(2)} at ${kill.schoolTime}, after ${kill.afterMs} ms: ${recorded}`)
}

function schoolTime(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { timeZone: 'Africa/Nairobi', hour: '2-digit', minute: '2-digit' })
}
