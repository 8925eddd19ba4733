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
const RUNS = 9
const PACED_RUNS = 3
const LIMIT_MS = 30_000
const PEERS = ['node-zklib', 'zkteco-js'] as const

type Outcome = Reading | { readonly error: string }

/** Reads of the same terminal at one pace. */
type Session = { readonly read: (who: ReaderName) => Promise<Outcome> }

async function atPace<T>(paceMs: number, { scratch }: BenchContext, job: (session: Session) => Promise<T>): Promise<T> {
  const args = { '--users': USERS, '--logs': RECORDS, '--seed': SEED, '--pace': paceMs }
  const terminal = await startTerminalProcess(Object.entries(args).flat().map(String))
  try {
    return await job({
      async read(who) {
        const reading = await runChild<Reading>(READER, [who, terminal.port, USERS, RECORDS, SEED], {
          limitMs: LIMIT_MS,
          folder: scratch,
        })
        return reading ?? { error: `nothing within ${LIMIT_MS / 1000} s` }
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
  return {
    s: rounded(median(readings.map(one => one.seconds))),
    all_s: readings.map(one => rounded(one.seconds)),
    records_returned: worst(one => one.returned),
    records_right: worst(one => one.right),
    ...(prepare.length > 0 && { prepare_s: rounded(median(prepare)) }),
    start_mb: rounded(median(readings.map(one => one.startMb)), 1),
    peak_mb: rounded(Math.max(0, ...readings.map(one => one.peakMb)), 1),
    error: outcomes.map(one => one.error).find(error => error !== null) ?? null,
  }
}
type Summary = ReturnType<typeof summary>

/** By turns, so that whatever else the computer does falls on all alike. */
async function byTurns<T extends ReaderName>(
  session: Session,
  names: readonly T[],
  runs: number,
): Promise<Record<T, Summary>> {
  const outcomes = Object.fromEntries(names.map(name => [name, [] as Outcome[]])) as Record<T, Outcome[]>
  for (let run = 0; run < runs; run++) for (const name of names) outcomes[name].push(await session.read(name))
  return Object.fromEntries(names.map(name => [name, summary(outcomes[name])])) as Record<T, Summary>
}

/** A peer flat out, and with the shortest pause that lets it read everything; there we are measured beside it. */
async function measurePeer(peer: (typeof PEERS)[number], flatOut: Outcome, context: BenchContext) {
  let tried = flatOut
  for (const paceMs of PACES_MS) {
    if (paceMs === 0 && !isComplete(flatOut)) continue
    const paced = await atPace(paceMs, context, async session => {
      if (paceMs > 0) tried = await session.read(peer)
      return isComplete(tried) ? await byTurns(session, [peer, 'ours', 'floor'], PACED_RUNS) : null
    })
    context.say(`  ${peer} with ${paceMs} ms between frames: ${isReading(tried) ? tried.right : 0} records right`)
    if (paced?.[peer].records_right === RECORDS) {
      const { ours, floor } = paced
      return { pace_ms: paceMs, ...paced[peer], ours_s: ours.s, floor_s: floor.s, flat_out: summary([flatOut]) }
    }
  }
  return { pace_ms: 0, ...summary([flatOut]), ours_s: null, floor_s: null, flat_out: summary([flatOut]) }
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
  return {
    figures: {
      records: RECORDS,
      runs: RUNS,
      ours_s: ours.s,
      floor_s: floor.s,
      ratio: rounded(ours.s / floor.s, 2),
      records_right: ours.records_right,
      peak_mb: ours.peak_mb,
      ours,
      floor: { s: floor.s, all_s: floor.all_s, prepare_s: floor.prepare_s, peak_mb: floor.peak_mb },
      peers,
    },
    table: [
      `Reading ${RECORDS} log records (medians; ours is ${rounded(ours.s / floor.s, 2)} times the floor)`,
      columns(
        ['', 'pause ms', 'seconds', 'right', 'peak MB', 'ours s', 'floor s', ''],
        [
          ['floor, decodes nothing', '0', seconds(floor.s), '', floor.peak_mb.toFixed(0)],
          row('this driver', 0, ours),
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
