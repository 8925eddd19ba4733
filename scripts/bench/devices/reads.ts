import { fileURLToPath } from 'node:url'
import { runChild } from '../child.ts'
import type { Bench, BenchContext } from '../report.ts'
import { columns } from '../../columns.ts'
import { median, rounded } from '../report.ts'
import { startTerminalProcess } from '../terminal-process.ts'
import type { Reading } from './reader.ts'
import type { ReaderName } from './readers.ts'

const READER = fileURLToPath(new URL('reader.ts', import.meta.url))
const RECORDS = 100_000
const USERS = 600
const SEED = 7
/** The first of these is how we read; the others are tried on the libraries until they get everything. */
const PACES_MS = [0, 1, 2, 3, 5, 10, 20] as const
/** An even number, so that each comes first as often as second. */
const RUNS = 12
const PACED_RUNS = 3
const LIMIT_MS = 30_000
/** Answers of 62 ranges and what is around them; a timer may be a millisecond late. */
const FRAMES = 200
const PEERS = ['node-zklib', 'zkteco-js'] as const

type Outcome = Reading | { readonly error: string }

/** Reads of the same terminal at one pace. */
type Session = { readonly read: (who: ReaderName, limitMs?: number) => Promise<Outcome> }

async function atPace<T>(paceMs: number, { scratch }: BenchContext, job: (session: Session) => Promise<T>): Promise<T> {
  const args = { '--users': USERS, '--logs': RECORDS, '--seed': SEED, '--pace': paceMs }
  const terminal = await startTerminalProcess(Object.entries(args).flat().map(String))
  try {
    return await job({
      async read(who, limitMs = LIMIT_MS) {
        const reading = await runChild<Reading>(READER, [who, terminal.port, USERS, RECORDS, SEED], {
          limitMs,
          folder: scratch,
        })
        return reading ?? { error: `nothing within ${limitMs / 1000} s` }
      },
    })
  } finally {
    await terminal.stop()
  }
}

const isReading = (outcome: Outcome): outcome is Reading => 'seconds' in outcome
const isComplete = (outcome: Outcome): boolean => isReading(outcome) && outcome.right === RECORDS && !outcome.error

/** Several readings of one reader as one: median time, most memory, the worst count. */
function summary(outcomes: readonly Outcome[]) {
  const readings = outcomes.filter(isReading)
  const worst = (count: (reading: Reading) => number): number =>
    readings.length < outcomes.length ? 0 : Math.min(...readings.map(count))
  // What the terminal itself takes to gather the table: part of every reader's time.
  const prepare = readings.flatMap(one => one.prepareSeconds ?? [])
  const rest = readings.flatMap(one => (one.prepareSeconds === null ? [] : one.seconds - one.prepareSeconds))
  return {
    s: rounded(median(readings.map(one => one.seconds))),
    all_s: readings.map(one => rounded(one.seconds)),
    records_returned: worst(one => one.returned),
    records_right: worst(one => one.right),
    prepare_s: prepare.length > 0 ? rounded(median(prepare)) : null,
    rest_s: rest.length > 0 ? rounded(median(rest)) : null,
    start_mb: rounded(median(readings.map(one => one.startMb)), 1),
    peak_mb: rounded(Math.max(0, ...readings.map(one => one.peakMb)), 1),
    error: outcomes.map(one => one.error).find(error => error !== null) ?? null,
  }
}
type Summary = ReturnType<typeof summary>

/**
 * By turns and in changing order, so that whatever else the computer does falls on all alike; the terminal too is
 * slower at every other table, when it tidies up its memory.
 */
async function byTurns<T extends ReaderName>(
  session: Session,
  names: readonly T[],
  runs: number,
): Promise<Record<T, Summary>> {
  const outcomes = Object.fromEntries(names.map(name => [name, [] as Outcome[]])) as Record<T, Outcome[]>
  for (let run = 0; run < runs; run++) {
    const order = run % 2 === 0 ? names : [...names].reverse()
    for (const name of order) outcomes[name].push(await session.read(name))
  }
  return Object.fromEntries(names.map(name => [name, summary(outcomes[name])])) as Record<T, Summary>
}

/** A peer flat out, and with the shortest pause that lets it read everything; there we are measured beside it. */
async function measurePeer(peer: (typeof PEERS)[number], flatOut: Outcome, context: BenchContext) {
  const flat_out = summary([flatOut])
  for (const paceMs of PACES_MS) {
    const paced = await atPace(paceMs, context, session => readAllAt(session, peer, paceMs))
    context.say(`  ${peer} with ${paceMs} ms between frames: ${paced ? 'all' : 'not all'} records right`)
    if (!paced) continue
    const { ours, floor } = paced
    return { pace_ms: paceMs, ...paced[peer], ours_s: ours.s, floor_s: floor.s, flat_out }
  }
  return { pace_ms: 0, ...flat_out, ours_s: null, floor_s: null, flat_out }
}

/** Null as soon as the peer does not read everything. Libraries that lost something wait long before they say so. */
async function readAllAt(session: Session, peer: (typeof PEERS)[number], paceMs: number) {
  const limitMs = 3000 + FRAMES * (paceMs + 1)
  const outcomes: Record<ReaderName, Outcome[]> = { ours: [], floor: [], 'node-zklib': [], 'zkteco-js': [] }
  for (let run = 0; run < PACED_RUNS; run++) {
    for (const who of [peer, 'ours', 'floor'] as const) {
      const outcome = await session.read(who, limitMs)
      if (who === peer && !isComplete(outcome)) return null
      outcomes[who].push(outcome)
    }
  }
  return { ours: summary(outcomes.ours), floor: summary(outcomes.floor), [peer]: summary(outcomes[peer]) } as Record<
    ReaderName,
    Summary
  >
}

/**
 * Seconds of both readers with the same time for the terminal's part. It gathers the table anew for each read, and takes
 * now twice as long as then; in a few runs that would say more than the readers do.
 */
function likeForLike(ours: Summary, floor: Summary) {
  const gather_s = rounded(((ours.prepare_s ?? NaN) + (floor.prepare_s ?? NaN)) / 2)
  const ours_s = rounded(gather_s + (ours.rest_s ?? NaN))
  const floor_s = rounded(gather_s + (floor.rest_s ?? NaN))
  return { ours_s, floor_s, ratio: rounded(ours_s / floor_s, 2), gather_s }
}

/**
 * Time to read the log, records returned right, and memory; each reader in a process of its own. Against a terminal that
 * sends flat out, and with the shortest pause between frames that lets each library read everything.
 */
export const measureReads: Bench = async context => {
  context.say(`Reading ${RECORDS} log records: ${RUNS} runs by turns, flat out`)
  const { best, flatOut } = await atPace(0, context, async session => {
    // The terminal's first answers are slower than all later ones.
    await session.read('floor')
    const best = await byTurns(session, ['floor', 'ours'], RUNS)
    const flatOut = { 'node-zklib': await session.read('node-zklib'), 'zkteco-js': await session.read('zkteco-js') }
    return { best, flatOut }
  })
  const peers: Record<string, Awaited<ReturnType<typeof measurePeer>>> = {}
  for (const peer of PEERS) peers[peer] = await measurePeer(peer, flatOut[peer], context)
  const { ours, floor } = best
  const { ours_s, floor_s, ratio, gather_s } = likeForLike(ours, floor)
  return {
    figures: {
      records: RECORDS,
      runs: RUNS,
      ours_s,
      floor_s,
      ratio,
      gather_s,
      ratio_as_measured: rounded(ours.s / floor.s, 2),
      records_right: ours.records_right,
      peak_mb: ours.peak_mb,
      ours,
      floor: {
        s: floor.s,
        all_s: floor.all_s,
        prepare_s: floor.prepare_s,
        rest_s: floor.rest_s,
        peak_mb: floor.peak_mb,
      },
      peers,
    },
    table: [
      `Reading ${RECORDS} log records (medians of ${RUNS} runs; ours is ${ratio} times the floor)`,
      `The terminal takes ${seconds(gather_s)} s of these to gather its table. As measured, its moods included: ` +
        `ours ${seconds(ours.s)} s, floor ${seconds(floor.s)} s.`,
      columns(
        ['', 'pause ms', 'seconds', 'right', 'peak MB', 'ours s', 'floor s', ''],
        [
          ['floor, decodes nothing', '0', seconds(floor_s), '', floor.peak_mb.toFixed(0)],
          row('this driver', 0, { ...ours, s: ours_s }),
          ...Object.entries(peers).flatMap(([peer, { flat_out, pace_ms, ours_s, floor_s, ...paced }]) => [
            row(peer, 0, flat_out),
            ...(pace_ms > 0 ? [[...row(peer, pace_ms, paced).slice(0, 5), seconds(ours_s), seconds(floor_s)]] : []),
          ]),
        ],
      ),
    ].join('\n'),
  }
}

const seconds = (value: number | null): string => value?.toFixed(3) ?? ''

function row(name: string, paceMs: number, { s, records_right, peak_mb, error }: Summary): string[] {
  return [name, String(paceMs), seconds(s), String(records_right), peak_mb.toFixed(0), '', '', error ?? '']
}
