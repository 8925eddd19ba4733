import type { DeviceId } from '../contract/common.ts'
import type { DeviceLine } from '../contract/devices.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { AppError } from '../contract/errors.ts'
import type { DeviceAddress, DeviceDriver, DeviceSession, Log, RawPunch } from '../ports.ts'
import { createAlarm } from './alarm.ts'
import type { DeviceFacts, Exclusive, PunchSource, Reader, VisitOptions } from './visit.ts'
import { visit } from './visit.ts'

/** What is known of a terminal's line. `since` is on the school's clock and does not move while we keep trying. */
export type SupervisorState = DeviceLine

export type SupervisedDevice = DeviceAddress & {
  readonly id: DeviceId
  /** Null until a first connection told it; from then on another serial number is refused. */
  readonly serial: string | null
}

export type SupervisorOptions = VisitOptions & {
  /** Longest real ms before each next attempt; the last one stays. The wait is a random part of it. */
  readonly backoffMs: readonly [number, ...number[]]
}

export type SupervisorSetup = {
  readonly device: SupervisedDevice
  readonly driver: DeviceDriver
  /** The school's clock, epoch ms; a simulated one may run fast. Intervals here are real time. */
  readonly clock: { now(): number }
  /** Epoch ms to the packed local time of the school's zone. */
  toRaw(at: number): number
  /** Packed local time to epoch ms; null for a day that does not exist. */
  toAt(rawTime: number): number | null
  /**
   * Records punches. They must be safe on disk when it returns: a live one is acknowledged to the terminal then. When
   * it throws the connection is ended without acknowledgement and tried again later; the terminal keeps its log.
   * The log is handed over whole at each connection, so known punches come again.
   */
  onPunches(deviceId: DeviceId, punches: RawPunch[], source: PunchSource): void
  onState(deviceId: DeviceId, state: SupervisorState): void
  onFacts(deviceId: DeviceId, facts: DeviceFacts): void
  /** Before events and log are asked for, alone on the line. What it throws ends the connection. */
  beforeLog?(deviceId: DeviceId, session: DeviceSession): Promise<void>
  /** The terminal's clock was set; by how much it was off, ms, null: it showed a day that does not exist. */
  onClockSet?(deviceId: DeviceId, driftMs: number | null): void
  readonly log: Log
  readonly options: SupervisorOptions
}

export type Supervisor = {
  /** Begins to connect. Does nothing when begun already. */
  start(): void
  /** Ends whatever is going on, leaves the terminal politely, and resolves when that is done. */
  stop(): Promise<void>
  /**
   * Reads the whole log now; a terminal that is offline is tried at once.
   * @throws AppError why it could not be read; 'stopping' when the supervisor is or gets stopped.
   */
  readNow(): Promise<void>
  state(): SupervisorState
  /**
   * Runs something on the connection, alone.
   * @throws AppError device_offline when the terminal is not online, device_busy while it is connected to and read the
   * first time, or what `job` throws.
   */
  withSession<T>(job: (session: DeviceSession) => Promise<T>): Promise<T>
}

/** These do not mend themselves, and a terminal locks itself after wrong keys: no hurry. */
const NEEDS_A_PERSON: readonly ErrorCode[] = ['device_key_wrong', 'device_secured', 'device_serial_changed']

/** Keeps one terminal connected and its punches flowing, and runs one command at a time on it. */
export function createSupervisor(setup: SupervisorSetup): Supervisor {
  const { device, log, options } = setup
  const readers: Reader[] = []
  // One for each pause or visit: what rang in an earlier one must not cut a later one short.
  let alarm = createAlarm()
  let state: SupervisorState = { kind: 'stopped' }
  let serial = device.serial
  let offlineSince: number | null = null
  let failures = 0
  let running: { readonly abort: AbortController; readonly done: Promise<void> } | null = null
  let connection: { readonly session: DeviceSession; readonly exclusive: Exclusive } | null = null

  function setState(next: SupervisorState): void {
    if (JSON.stringify(next) === JSON.stringify(state)) return
    state = next
    try {
      setup.onState(device.id, next)
    } catch (error) {
      // An announcement: the line does not depend on who hears it.
      log.error('state of a terminal could not be announced', error, { device: device.id })
    }
  }

  async function keepConnected(signal: AbortSignal): Promise<void> {
    setState({ kind: 'connecting' })
    while (!signal.aborted) {
      try {
        await connectAndVisit(signal)
      } catch (error) {
        await backOff(error, signal)
      }
    }
    rejectReaders(new AppError('stopping'))
    offlineSince = null
    failures = 0
    setState({ kind: 'stopped' })
  }

  async function connectAndVisit(signal: AbortSignal): Promise<void> {
    const session = await setup.driver.connect(device, signal)
    const onAbort = () => void session.close()
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    const exclusive = createQueue()
    alarm = createAlarm()
    try {
      await visit(
        session,
        {
          ...setup,
          serial,
          onPunches: (punches, source) => {
            setup.onPunches(device.id, punches, source)
          },
          onFacts: facts => {
            serial ??= facts.info.serial === '' ? null : facts.info.serial
            setup.onFacts(device.id, facts)
          },
          beforeLog: async before => setup.beforeLog?.(device.id, before),
          onClockSet: driftMs => setup.onClockSet?.(device.id, driftMs),
          onReading: (done, total) => {
            setState({ kind: 'reading', done, total })
          },
          onOnline: () => {
            failures = 0
            offlineSince = null
            connection = { session, exclusive }
            setState({ kind: 'online' })
          },
          takeReaders: () => readers.splice(0),
          hasReaders: () => readers.length > 0,
          exclusive,
          alarm,
        },
        signal,
      )
    } finally {
      connection = null
      signal.removeEventListener('abort', onAbort)
      await session.close()
    }
  }

  async function backOff(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const reason = error instanceof AppError ? error.code : 'internal'
    if (error instanceof AppError) log.warn('terminal offline', { device: device.id, reason, ...error.details })
    else log.error('terminal offline', error, { device: device.id })
    rejectReaders(error)
    offlineSince ??= setup.clock.now()
    setState({ kind: 'offline', since: offlineSince, reason })
    const longest = Math.max(...options.backoffMs)
    const limit = options.backoffMs[failures] ?? longest
    failures += 1
    alarm = createAlarm()
    await alarm.pause(NEEDS_A_PERSON.includes(reason) ? longest * (0.5 + Math.random() / 2) : limit * Math.random())
  }

  function rejectReaders(error: unknown): void {
    for (const reader of readers.splice(0)) reader.reject(error)
  }

  return {
    start() {
      if (running) return
      const abort = new AbortController()
      running = { abort, done: keepConnected(abort.signal) }
    },
    async stop() {
      if (!running) return
      const { abort, done } = running
      abort.abort()
      alarm.ring()
      await done
      running = null
    },
    readNow() {
      if (!running || running.abort.signal.aborted) return Promise.reject(new AppError('stopping'))
      return new Promise((resolve, reject) => {
        readers.push({ resolve, reject })
        alarm.ring()
      })
    },
    state: () => state,
    withSession(job) {
      if (!connection) {
        const coming = state.kind === 'connecting' || state.kind === 'reading'
        return Promise.reject(new AppError(coming ? 'device_busy' : 'device_offline', { reason: state.kind }))
      }
      const { session, exclusive } = connection
      return exclusive(() => job(session))
    },
  }
}

function createQueue(): Exclusive {
  let last: Promise<unknown> = Promise.resolve()
  return job => {
    const run = last.then(job)
    // The caller gets the failure; the queue only waits.
    last = run.catch(() => undefined)
    return run
  }
}
