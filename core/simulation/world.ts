import type { SimulationState } from '../contract/app.ts'
import { AppError } from '../contract/errors.ts'
import type { Clock, Simulation } from '../ports.ts'
import { createSimulatedClock, segmentsFrom } from './clock.ts'
import type { ClockSegment } from './clock.ts'
import { dayPace } from './day-plan.ts'
import { createTeller, dayState } from './day-state.ts'
import { demoAccounts } from './demo-accounts.ts'
import { defaultSeed, demoSchoolDay } from './demo-day.ts'
import { openGates } from './gates.ts'
import type { Gate, PlacedTerminal, Presses } from './gates.ts'
import { expectDay } from './oracle.ts'
import type { ExpectedDay, LoggedPress } from './oracle.ts'
import { createPlayer } from './player.ts'
import { createReadBackWatch } from './read-back-watch.ts'
import type { DemoSchool } from './school-data.ts'
import { createTrace } from './trace.ts'
import type { WorldFile } from './world-file.ts'

export type WorldOptions = {
  /** Same seed, same school and same day. */
  readonly seed?: number
  /** Port of the terminals on their own loopback addresses: 4370 unless given, 0 = any free one. */
  readonly port?: number
  /** Least real ms between two frames of a terminal: 5 unless given. */
  readonly paceMs?: number
  /** A file to note in what happens at the gates; null or none: not noted. */
  readonly trace?: string | null
  /** Real ms after which the day begins even if no office has read the terminals: 20 s unless given. */
  readonly longestWaitMs?: number
  /** How children press when a finger is enrolled; nobody presses unless given. */
  readonly presses?: Presses
}

/** What an application needs of a demo world, wherever it is played. */
export type World = {
  readonly simulation: Simulation
  readonly clock: Clock
  readonly school: DemoSchool
  readonly terminals: readonly PlacedTerminal[]
  /** A stand-in for the messages provider that belongs to it; null: it has none yet. */
  readonly smsOrigin: string | null
  /** Begins the day, once the office has read back what the terminals hold. */
  play(): void
  close(): Promise<void>
}

/** A world that is played here. */
export type HostedWorld = World & {
  /**
   * Begins the day after so many real ms, whatever the office does, and tells what others must know to follow it.
   * `smsOrigin`: a stand-in for the messages provider that outlives them.
   */
  playAfter(leadMs: number, smsOrigin?: string | null): WorldFile
  /** Everything in the terminals' logs. */
  logs(): LoggedPress[]
  /** What the office must know once it has read those logs. */
  expected(): ExpectedDay
}

/** Puts the demo school's terminals on the network; the day waits for `play()`. */
export async function createWorld(options: WorldOptions = {}): Promise<HostedWorld> {
  const seed = options.seed ?? defaultSeed
  const { school, plan, offsetMs } = demoSchoolDay(seed)
  const pace = dayPace(offsetMs)
  const trace = createTrace(options.trace ?? null)
  const clock = createSimulatedClock([{ realAt: Date.now(), simAt: plan.from - offsetMs, speed: 1 }])
  let speed = 1
  let phase: SimulationState['phase'] = 'reading_back'
  let begins: NodeJS.Timeout | null = null

  const readBack = createReadBackWatch(() => gates.map(({ serial }) => serial))
  const gates: readonly Gate[] = await openGates(school, plan.history, {
    localNow: () => clock.now() + offsetMs,
    port: options.port ?? 4370,
    paceMs: options.paceMs ?? 5,
    presses: options.presses ?? null,
    onEvent(line) {
      trace.note(line)
      readBack.see(line)
      if (begins !== null && readBack.isComplete()) begin()
    },
  })
  const teller = createTeller(state)
  const tell = () => teller.tell()
  const player = createPlayer(plan, gates, clock, offsetMs, { onCable: tell, onEnd: finish })

  function state(): SimulationState {
    return {
      ...dayState(plan, clock.now(), offsetMs),
      speed,
      phase,
      terminals: gates.map(({ serial, name, isPlugged }) => ({ serial, name, plugged: isPlugged() })),
    }
  }

  function follow(course: readonly ClockSegment[]): void {
    clock.follow(course)
    if (phase === 'playing') player.rearm()
    tell()
  }

  function begin(): void {
    if (begins !== null) clearTimeout(begins)
    begins = null
    phase = 'playing'
    follow(segmentsFrom(clock.now(), Date.now(), pace, speed))
  }

  function finish(): void {
    phase = 'finished'
    for (const { serial, terminal } of gates) {
      const lines = terminal.log().map(({ userId, rawTime }) => [userId, rawTime])
      trace.note({ at: Date.now(), what: 'day-finished', serial, lines })
    }
    tell()
  }

  const placed = gates.map(({ serial, name, host, port }) => ({ serial, name, host, port }))
  const logs = () => gates.flatMap(gate => gate.log())

  return {
    clock,
    school,
    terminals: placed,
    smsOrigin: null,
    logs,
    expected: () => expectDay(school, plan.day, logs()),
    simulation: {
      state,
      setSpeed(wanted) {
        speed = wanted
        const simAt = clock.now()
        if (phase === 'playing') follow(segmentsFrom(simAt, Date.now(), pace, speed))
        else follow([{ realAt: Date.now(), simAt, speed: Math.min(speed, 1) }])
      },
      setCable(serial, plugged) {
        gateOf(gates, serial).setCable(plugged)
        tell()
      },
      subscribe: listener => teller.subscribe(listener),
      demoAccounts,
    },
    play() {
      if (begins !== null || phase !== 'reading_back') return
      begins = setTimeout(begin, options.longestWaitMs ?? 20_000)
      if (readBack.isComplete()) begin()
    },
    playAfter(leadMs, smsOrigin = null) {
      const [realAt, simAt] = [Date.now(), clock.now()]
      const segments = [{ realAt, simAt, speed: 1 }, ...segmentsFrom(simAt + leadMs, realAt + leadMs, pace, 1)]
      phase = 'playing'
      follow(segments)
      return { seed, segments, terminals: placed, smsOrigin }
    },
    async close() {
      if (begins !== null) clearTimeout(begins)
      player.stop()
      teller.stop()
      await Promise.all(gates.map(gate => gate.close()))
      await trace.close()
    },
  }
}

function gateOf(gates: readonly Gate[], serial: string): Gate {
  const gate = gates.find(candidate => candidate.serial === serial)
  if (gate === undefined) throw new AppError('not_found', { serial })
  return gate
}
