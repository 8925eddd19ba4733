import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { createZktecoDriver } from '../../../core/devices/zkteco/driver.ts'
import { createTestApp } from '../../../core/testing/test-app.ts'
import type { TestApp, TestWindow } from '../../../core/testing/test-app.ts'
import { percentile, rounded } from '../report.ts'
import type { BlockFigures } from './blocks.ts'
import { watchBlocks } from './blocks.ts'
import { now } from './school.ts'

export type BacklogFigures = {
  readonly punches: number
  readonly seconds: number
  readonly perSecond: number
  readonly blocks: BlockFigures
  /** After the log, while the sessions that waited for it are settled and everybody's standing is worked out. */
  readonly settling: { readonly seconds: number; readonly blocks: BlockFigures }
  /** "Today", asked again and again meanwhile. */
  readonly todayMs: { readonly calls: number; readonly p50: number; readonly p99: number }
}

const patienceMs = 15 * 60_000
const askEveryMs = 100
const gate = fileURLToPath(new URL('./gate.ts', import.meta.url))

/** A gate that could not be reached for a month comes back: its log is read over the network into the running app. */
export async function measureBacklog(database: string, backlog: string, scratch: string): Promise<BacklogFigures> {
  const child = spawn(process.execPath, [gate, backlog], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  try {
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    const before = reach(database, port)
    const test = createTestApp({ database, backups: scratch, deviceDriver: createZktecoDriver() })
    try {
      return await watchReading(test, before)
    } finally {
      await test.app.stop()
    }
  } finally {
    child.kill()
  }
}

/** The gate has an address at last. Returns how many punches there are. */
function reach(database: string, port: number): number {
  const client = new Database(database)
  try {
    client.prepare(`update device set port = ? where serial_number = 'VT0005'`).run(port)
    return client.prepare<[], number>('select count(*) from punch').pluck().get() ?? 0
  } finally {
    client.close()
  }
}

async function watchReading(test: TestApp, before: number): Promise<BacklogFigures> {
  const { app, clock, db } = test
  const count = (sql: string) => db.$client.prepare<[], number>(sql).pluck().get() ?? 0
  clock.at = now
  const window = await test.as('school_admin')
  const startedAt = performance.now()
  const reading = watchBlocks()
  app.start()
  const taken: number[] = []
  await untilThen(window, taken, async () =>
    (await window.call('devices.list', {})).some(({ line }) => line.kind === 'online'),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const blocks = reading.stop()
  const punches = count('select count(*) from punch') - before

  const settlingFrom = performance.now()
  const settling = watchBlocks()
  const waiting = `select (select count(*) from session_close where settled = 0)
    + (select count(*) from standing where stale = 1)`
  await untilThen(window, taken, () => Promise.resolve(count(waiting) === 0))
  return {
    punches,
    seconds: rounded(seconds, 1),
    perSecond: Math.round(punches / seconds),
    blocks,
    settling: { seconds: rounded((performance.now() - settlingFrom) / 1000, 1), blocks: settling.stop() },
    todayMs: {
      calls: taken.length,
      p50: rounded(percentile(taken, 0.5), 1),
      p99: rounded(percentile(taken, 0.99), 1),
    },
  }
}

/** Somebody looks at "Today" until then. */
async function untilThen(window: TestWindow, taken: number[], isThen: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + patienceMs
  while (!(await isThen())) {
    if (performance.now() > giveUpAt) throw new Error('the log of the gate was not taken in within 15 minutes')
    const askedAt = performance.now()
    await window.call('attendance.summary', {})
    taken.push(performance.now() - askedAt)
    await pause(askEveryMs)
  }
}
