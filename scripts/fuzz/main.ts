// npm run fuzz -- --frames N [--seed S]: spoilt frames, tables and lines against the terminal driver.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRandom } from '../../core/devices/virtual/random.ts'
import { fuzzAnswers } from './answers.ts'
import { fuzzSessions } from './live.ts'
import { fuzzStreams } from './stream.ts'
import { fuzzTables } from './tables.ts'
import type { Tally } from './tally.ts'
import { createTally, violation } from './tally.ts'

const FRAMES = 1_000_000
/** Frames in a hundred that go through the packets of long answers; the rest through the stream. */
const ANSWER_SHARE = 0.15
/** Whole tables, and frames of real sessions, for each frame. */
const TABLE_SHARE = 0.03
const LIVE_SHARE = 0.03
const LONGEST_LIVE_MS = 90_000
/** Steps between two looks at the memory. */
const STEPS = 10
/** Memory that may be kept from the first steps to the last, in bytes. */
const LEAK = 16 * 1024 * 1024

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { frames: { type: 'string' }, seed: { type: 'string' } } })
  const frames = Number(values.frames ?? FRAMES)
  const seed = Number(values.seed ?? Date.now() % 1_000_000)
  if (!Number.isInteger(frames) || frames < 1 || !Number.isInteger(seed)) {
    console.error('usage: npm run fuzz -- --frames N [--seed S]')
    return 2
  }
  console.log(`${frames.toLocaleString('en')} frames, seed ${seed}`)
  const random = createRandom(seed)
  const stream = createTally('stream')
  const answers = createTally('answers')
  const tables = createTally('tables')
  const live = createTally('live sessions')
  const heap: number[] = []
  const startedAt = performance.now()
  for (let step = 1; step <= STEPS; step++) {
    const upTo = (share: number) => Math.round((frames * share * step) / STEPS)
    await timed(stream, () => fuzzStreams(random, upTo(1 - ANSWER_SHARE), stream))
    await timed(answers, () => fuzzAnswers(random, upTo(ANSWER_SHARE), answers))
    await timed(tables, () => fuzzTables(random, upTo(TABLE_SHARE), tables))
    await timed(live, () => fuzzSessions(random, upTo(LIVE_SHARE), LONGEST_LIVE_MS / STEPS, live))
    heap.push(usedHeap())
  }
  const seconds = (performance.now() - startedAt) / 1000
  const growth = (heap.at(-1) ?? 0) - Math.max(...heap.slice(0, 3))
  const parts = [stream, answers, tables, live]
  if (growth > LEAK) violation(stream, `memory grew by ${(growth / 1e6).toFixed(1)} MB`)
  const total = parts.reduce((sum, part) => sum + part.frames, 0)
  const violations = parts.flatMap(part => part.violations.map(what => `${part.part}: ${what}`))

  print(parts)
  console.log(
    `${total.toLocaleString('en')} frames in ${seconds.toFixed(1)} s: ${Math.round(total / seconds).toLocaleString('en')} a second; ` +
      `heap ${heap.map(bytes => (bytes / 1e6).toFixed(1)).join(' ')} MB`,
  )
  for (const what of violations) console.log(`VIOLATION ${what}`)
  console.log(violations.length === 0 ? 'No crash, no hang, no leak, no wrong data taken for right.' : 'FAILED')
  mkdirSync('out', { recursive: true })
  writeFileSync(
    join('out', 'fuzz.json'),
    `${JSON.stringify({ seed, frames: total, seconds, framesPerSecond: total / seconds, heapBytes: heap, heapGrowthBytes: growth, parts, violations }, null, 2)}\n`,
  )
  return violations.length === 0 ? 0 : 1
}

async function timed(tally: Tally, run: () => void | Promise<void>): Promise<void> {
  const startedAt = performance.now()
  await run()
  tally.ms += performance.now() - startedAt
}

let collect: (() => void) | null = null

/** Bytes in use after what is no longer needed has been thrown away. */
function usedHeap(): number {
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
  return process.memoryUsage().heapUsed
}

function print(parts: readonly Tally[]): void {
  console.table(
    parts.map(({ part, cases, frames, accepted, refused, violations, ms }) => ({
      part,
      cases,
      frames,
      accepted,
      refused,
      violations: violations.length,
      seconds: Number((ms / 1000).toFixed(1)),
    })),
  )
}

process.exitCode = await main()
