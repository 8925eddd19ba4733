import { setTimeout as pause } from 'node:timers/promises'
import { createTestApp } from '../../core/testing/test-app.ts'
import { columns } from '../columns.ts'
import { measureBacklog } from './office/backlog.ts'
import type { BacklogFigures } from './office/backlog.ts'
import type { BlockFigures } from './office/blocks.ts'
import { watchBlocks } from './office/blocks.ts'
import { measureCalls } from './office/calls.ts'
import type { CallFigures } from './office/calls.ts'
import type { DawnFigures } from './office/dawn.ts'
import { measureDawn } from './office/dawn.ts'
import { measureFloor } from './office/floor.ts'
import { bigSchool, copyOf, now } from './office/school.ts'
import type { Bench, BenchContext } from './report.ts'
import { rounded } from './report.ts'

/** The school office with 5,000 students and 4,000,000 punches of five school years, through the app's one door. */
export const benchOffice: Bench = async context => {
  const school = bigSchool(context.say)
  const database = copyOf(school, context.scratch)
  const calls = await measureScreens(database, context)
  context.say('reading the log of the gate that could not be reached')
  const backlog = await measureBacklog(database, school.backlog, context.scratch)
  context.say('a morning on which nobody comes')
  const dawn = await measureDawn(database, context.scratch)
  return {
    figures: { ...calls, backlog, dawn },
    table: [callTable(calls), backlogTable(backlog), dawnTable(dawn)].join('\n\n'),
  }
}

type Screens = {
  readonly openSeconds: number
  readonly floor: { readonly p50: number; readonly p99: number }
  readonly start: { readonly seconds: number; readonly blocks: BlockFigures }
  readonly calls: readonly CallFigures[]
}

async function measureScreens(database: string, { scratch, say }: BenchContext): Promise<Screens> {
  say('opening the school')
  const openedAt = performance.now()
  const test = createTestApp({ database, backups: scratch })
  const openSeconds = rounded((performance.now() - openedAt) / 1000, 1)
  test.clock.at = now
  try {
    const floor = measureFloor(test.db)
    const blocks = watchBlocks()
    const startedAt = performance.now()
    test.app.start()
    const missing = test.db.$client
      .prepare<[], number>(
        `select count(*) from student s left join standing t on t.student_id = s.id where s.active and t.stale is not 0`,
      )
      .pluck()
    while (missing.get() !== 0) await pause(200)
    const start = { seconds: rounded((performance.now() - startedAt) / 1000, 1), blocks: blocks.stop() }
    say('asking')
    return { openSeconds, floor, start, calls: await measureCalls(test, test.db) }
  } finally {
    await test.app.stop()
  }
}

function callTable({ openSeconds, floor, start, calls }: Screens): string {
  const ms = (value: number) => value.toFixed(2)
  const rows = calls.map(({ name, calls: n, p50, p99, worst, limit }) => [
    name,
    String(n),
    ms(p50),
    ms(p99),
    ms(worst),
    String(limit),
    p99 < limit ? 'yes' : 'NO',
    (p50 / floor.p50).toFixed(0),
  ])
  const head = ['call, ms', 'calls', 'p50', 'p99', 'worst', 'aim', 'met', 'times a point read']
  return [
    columns(head, rows),
    `one row by its key, past the core: p50 ${floor.p50} ms, p99 ${floor.p99} ms`,
    `opening the database ${openSeconds} s; first background work ${start.seconds} s, longest block ${start.blocks.longest} ms`,
  ].join('\n')
}

function dawnTable({ missing, notInMs, close: { seconds, held, heldMs, blocks } }: DawnFigures): string {
  return [
    `everybody is missing: "not in" of ${missing}: ${notInMs.calls} calls, p50 ${notInMs.p50} ms, p99 ${notInMs.p99} ms`,
    `the register closes with gates that were not read: ${held} alerts held, ${seconds} s, longest block ${blocks.longest} ms (computing ${blocks.longestComputing}), over 50: ${blocks.over50}, p99 ${blocks.p99} ms`,
    `the list of held alerts: ${heldMs.calls} calls, p50 ${heldMs.p50} ms, p99 ${heldMs.p99} ms`,
  ].join('\n')
}

function backlogTable({ punches, seconds, perSecond, blocks, settling, todayMs }: BacklogFigures): string {
  const line = (what: string, { longest, longestComputing, over50, p99 }: BlockFigures, took: number) => [
    what,
    took.toFixed(1),
    longest.toFixed(1),
    longestComputing.toFixed(1),
    String(over50),
    p99.toFixed(1),
    longest < 50 ? 'yes' : 'NO',
  ]
  return [
    columns(
      ['main process', 's', 'longest block ms', 'computing', 'over 50', 'p99', 'aim 50 met'],
      [
        line(`${punches} backlog punches come in`, blocks, seconds),
        line('sessions settle, standings follow', settling.blocks, settling.seconds),
      ],
    ),
    `${perSecond} punches/s; "today" meanwhile: ${todayMs.calls} calls, p50 ${todayMs.p50} ms, p99 ${todayMs.p99} ms`,
  ].join('\n')
}
