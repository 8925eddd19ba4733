import { packLocal, unpackLocal } from '../devices/virtual/local-time.ts'
import type { StoredFinger } from '../devices/virtual/fingers.ts'
import type { TerminalLine } from '../devices/virtual/report.ts'
import { serveTerminal } from '../devices/virtual/server.ts'
import type { ServedTerminal } from '../devices/virtual/server.ts'
import { makeTemplate } from '../devices/virtual/templates.ts'
import { createTerminal } from '../devices/virtual/terminal.ts'
import type { Terminal, TerminalOptions } from '../devices/virtual/terminal.ts'
import type { LogRecord, UserRecord } from '../devices/zkteco/records.ts'
import { strangerPin } from './day-plan.ts'
import type { LoggedPress } from './oracle.ts'
import type { Press } from './school-day.ts'
import type { DemoSchool, DemoStudent, DemoTerminal } from './school-data.ts'
import { terminals } from './school-data.ts'

/** Where a terminal can be reached. */
export type PlacedTerminal = {
  readonly serial: string
  readonly name: string
  readonly host: string
  readonly port: number
}

/** A terminal of the demo school, on the network. */
export type Gate = PlacedTerminal & {
  readonly terminal: Terminal
  readonly isPlugged: () => boolean
  setCable(plugged: boolean): void
  /** Its log as it stands. */
  log(): LoggedPress[]
  close(): Promise<void>
}

/** What a terminal reports, and which one it is. */
export type GateLine = TerminalLine & { readonly serial: string }

export type GateOptions = {
  /** True local time as local ms. */
  readonly localNow: () => number
  /** 4370 as on real ones, on an address each; 0: any free port. */
  readonly port: number
  /** Least real ms between two frames of one connection. */
  readonly paceMs: number
  /** Null: nobody presses when a finger is to be enrolled. */
  readonly presses: Presses | null
  readonly onEvent: (line: GateLine) => void
}

/** Share of good presses, and how many seconds a child takes for one. */
export type Presses = NonNullable<TerminalOptions['simulation']>

const rightIndex = 6

const adminUser: UserRecord = { ...user(9000, '9000', 'Office'), privilege: 14 }

/** Puts the demo school's terminals on the network, with its children and last week in them. */
export async function openGates(school: DemoSchool, history: readonly Press[], options: GateOptions): Promise<Gate[]> {
  const children = school.students.filter(({ enrolled }) => enrolled).map(userOf)
  const stranger = user(9001, strangerPin, 'Test finger')
  const people = {
    users: [adminUser, stranger, ...children],
    fingers: [stranger, ...children].map(fingerOf),
  }
  const gates: Gate[] = []
  try {
    for (const [index, facts] of terminals.entries()) {
      const logs = history.filter(({ terminal }) => terminal === index).map(logOf)
      gates.push(await openGate(facts, people, logs, options))
    }
  } catch (error) {
    await Promise.all(gates.map(gate => gate.close()))
    throw error
  }
  return gates
}

async function openGate(
  facts: DemoTerminal,
  people: { readonly users: readonly UserRecord[]; readonly fingers: readonly StoredFinger[] },
  logs: readonly LogRecord[],
  options: GateOptions,
): Promise<Gate> {
  const { serial, name } = facts
  const terminal = createTerminal({
    serial,
    clock: options.localNow,
    ...people,
    logs,
    ...(options.presses !== null && { simulation: options.presses }),
  })
  terminal.shiftClock(facts.clockOffMs)
  const { served, host } = await serve(terminal, facts, options)
  let plugged = true
  return {
    serial,
    name,
    host,
    port: served.port,
    terminal,
    isPlugged: () => plugged,
    setCable(wanted) {
      plugged = wanted
      if (wanted) served.plug()
      else served.unplug()
    },
    log: () =>
      terminal.log().map(({ userId, rawTime }) => ({ serial, pin: userId, local: unpackLocal(rawTime) ?? Number.NaN })),
    close: () => served.close(),
  }
}

/** Its own loopback address and the usual port; where that is taken or not to be had, another. */
async function serve(
  terminal: Terminal,
  { serial, host }: DemoTerminal,
  { port, paceMs, onEvent }: GateOptions,
): Promise<{ readonly served: ServedTerminal; readonly host: string }> {
  const report = (line: TerminalLine) => onEvent({ ...line, serial })
  const places = [
    { host, port },
    { host, port: 0 },
    { host: '127.0.0.1', port: 0 },
  ]
  let failure: unknown
  for (const place of places) {
    try {
      return { served: await serveTerminal(terminal, { ...place, paceMs, onEvent: report }), host: place.host }
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

function userOf({ pin, firstName, lastName }: DemoStudent): UserRecord {
  return user(pin, String(pin), `${firstName} ${lastName}`)
}

/** The same on every terminal. */
function fingerOf({ uid }: UserRecord): StoredFinger {
  const template = makeTemplate('10', 1, { uid, finger: rightIndex })
  return { uid, finger: rightIndex, flag: 1, template }
}

function user(uid: number, userId: string, name: string): UserRecord {
  return { uid, userId, name, privilege: 0, password: '', card: 0, group: 1 }
}

function logOf({ pin, local, state, verify }: Press): LogRecord {
  return { uid: Number(pin), userId: pin, verify, state, rawTime: packLocal(local), workCode: 0 }
}
