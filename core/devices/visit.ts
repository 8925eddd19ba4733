import { AppError } from '../contract/errors.ts'
import type { DeviceInfo, DeviceSession, DeviceSizes, Log, RawPunch } from '../ports.ts'
import { inPortions } from '../portions.ts'
import type { Alarm } from './alarm.ts'

/** Where punches come from: an event as it happened, or the terminal's log read afterwards. */
export type PunchSource = 'live' | 'backlog'

/** What a connection taught about a terminal. */
export type DeviceFacts = {
  readonly info: DeviceInfo
  readonly sizes: DeviceSizes
  /** Terminal clock minus school clock, ms, before any correction; null when it shows a day that does not exist. */
  readonly clockDriftMs: number | null
  /** Records in the log just read, all of them handed over; null when this is no report of a read. */
  readonly logsRead: number | null
}

/**
 * Punches of a log that are taken in as one transaction, at most. With five school years in the database that is some
 * ten milliseconds, in which nothing else gets its turn; more at once would hardly be quicker in all.
 */
export const punchesAtOnce = 20
const fewestAtOnce = 10

/** How a log is cut for `inPortions`. */
export function punchPortions(most: number): { readonly least: number; readonly most: number } {
  return { least: Math.min(fewestAtOnce, most), most }
}

export type VisitOptions = {
  /** Real ms between two signs of life. */
  readonly heartbeatMs: number
  /** Punches handed over at once, at most; other work gets its turn between two such portions. */
  readonly backlogChunk: number
  /** Real ms after which the whole log is read and compared again. */
  readonly fullReadEveryMs: number
}

type VisitWork = {
  /** The serial number that this terminal must have; null when it is not known yet. */
  readonly serial: string | null
  readonly clock: { now(): number }
  toRaw(at: number): number
  toAt(rawTime: number): number | null
  onPunches(punches: RawPunch[], source: PunchSource): void
  onFacts(facts: DeviceFacts): void
  /** Before events and log, on a line that is known to be the right terminal's. */
  beforeLog?(session: DeviceSession): Promise<void>
  /** The terminal's clock was set; by how much it was off before, null: it showed a day that does not exist. */
  onClockSet?(driftMs: number | null): void
  onReading(done: number, total: number): void
  onOnline(): void
  /** Those who wait for a full read; taken when one starts. */
  takeReaders(): readonly Reader[]
  hasReaders(): boolean
  /** Runs one thing at a time on this connection. */
  readonly exclusive: Exclusive
  readonly alarm: Alarm
  readonly log: Log
  readonly options: VisitOptions
}

/** Runs jobs one after another. */
export type Exclusive = <T>(job: () => Promise<T>) => Promise<T>

export type Reader = { resolve(): void; reject(error: unknown): void }

/** A terminal's clock may be off this far before it is set. */
const CLOCK_TOLERANCE_MS = 60_000

/**
 * Everything done on one connection: check that it is the right terminal, set its clock, ask for events, read the
 * whole log, and then watch. Events come first, so that nothing falls between the log and them.
 * Returns when `signal` aborts.
 * @throws whatever ended the connection.
 */
export async function visit(session: DeviceSession, work: VisitWork, signal: AbortSignal): Promise<void> {
  const { alarm, options } = work
  const line: { ended: Error | null } = { ended: null }
  void session.ended.then(error => {
    line.ended = error ?? new AppError('device_offline', { reason: 'closed' })
    alarm.ring()
  })
  // Records that the log should hold: those of the last read, and the live ones since.
  let recordsRead = 0
  const liveSince = new Set<string>()
  let lastReadAt = 0
  let readWanted = false
  let surplusSeen = false

  checkSerial(session.info, work.serial)
  let clockDriftMs = await keepClock(session, work)
  await work.beforeLog?.(session)
  await session.listen(
    punches => {
      work.onPunches(punches, 'live')
      for (const punch of punches) liveSince.add(keyOf(punch))
    },
    () => {
      readWanted = true
      // A terminal whose every event is strange is not read, and so shut to children, all the time.
      if (performance.now() - lastReadAt > options.heartbeatMs) alarm.ring()
    },
  )
  await work.exclusive(() => readLog(true))
  work.onOnline()

  for (;;) {
    await alarm.pause(options.heartbeatMs)
    if (signal.aborted) return
    if (line.ended) throw line.ended
    await work.exclusive(async () => {
      const asked = work.hasReaders()
      const due = performance.now() - lastReadAt >= options.fullReadEveryMs
      if (!asked && !due && !readWanted && !(await beat())) return
      await readLog(asked)
      if (asked) work.onOnline()
    })
  }

  /** A sign of life, with a look at clock and counts. True when the log holds what no event told of. */
  async function beat(): Promise<boolean> {
    clockDriftMs = await keepClock(session, work)
    const sizes = await session.sizes()
    work.onFacts({ info: session.info, sizes, clockDriftMs, logsRead: null })
    const cleared = sizes.logs < recordsRead
    const surplus = sizes.logs > recordsRead + liveSince.size
    // Once may be an event on its way; twice in a row is one that never came.
    const missed = surplus && surplusSeen
    surplusSeen = surplus && !missed
    if (cleared || missed) {
      work.log.warn('terminal log and events differ', { logs: sizes.logs, read: recordsRead, live: liveSince.size })
    }
    return cleared || missed
  }

  async function readLog(show: boolean): Promise<void> {
    readWanted = false
    const readers = work.takeReaders()
    try {
      const sizes = await session.sizes()
      work.onFacts({ info: session.info, sizes, clockDriftMs, logsRead: null })
      if (show) work.onReading(0, sizes.logs)
      const punches = await session.readLogs((done, total) => {
        if (show) work.onReading(done, total)
      })
      await handOver(punches)
      lastReadAt = performance.now()
      surplusSeen = false
      recordsRead = punches.length
      if (liveSince.size > 0) for (const punch of punches) liveSince.delete(keyOf(punch))
      work.onFacts({
        info: session.info,
        sizes: await session.sizes(),
        clockDriftMs,
        logsRead: punches.length,
      })
    } catch (error) {
      for (const reader of readers) reader.reject(error)
      throw error
    }
    for (const reader of readers) reader.resolve()
  }

  async function handOver(punches: readonly RawPunch[]): Promise<void> {
    await inPortions(punches, punchPortions(options.backlogChunk), portion => {
      if (signal.aborted) throw new AppError('stopping')
      work.onPunches(portion, 'backlog')
    })
  }
}

/** The address may meanwhile belong to another terminal: its punches would be somebody else's. */
function checkSerial(info: DeviceInfo, expected: string | null): void {
  if (expected !== null && info.serial !== expected) {
    throw new AppError('device_serial_changed', { expected, found: info.serial })
  }
}

/**
 * Compares the terminal's clock with the school's and sets it when it is surely off by more than a minute.
 * The answer was made somewhere between question and arrival, so half of that time is the uncertainty; on a
 * simulated clock that runs fast it can be large.
 * @returns the drift found, ms; null when the terminal shows a day that does not exist.
 */
async function keepClock(session: DeviceSession, work: VisitWork): Promise<number | null> {
  const asked = work.clock.now()
  const shown = work.toAt(await session.getTime())
  const uncertainty = (work.clock.now() - asked) / 2
  const driftMs = shown === null ? null : Math.round(shown - (asked + uncertainty))
  if (driftMs === null || Math.abs(driftMs) > CLOCK_TOLERANCE_MS + uncertainty) {
    await session.setTime(work.toRaw(work.clock.now()))
    work.log.warn('terminal clock set', { driftMs: driftMs ?? 'impossible day' })
    work.onClockSet?.(driftMs)
  }
  return driftMs
}

function keyOf(punch: RawPunch): string {
  return `${punch.rawTime} ${punch.userId}`
}
