import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServedTerminal } from '../core/devices/virtual/server.ts'
import { serveTerminal } from '../core/devices/virtual/server.ts'
import { makeTemplate } from '../core/devices/virtual/templates.ts'
import type { Terminal, TerminalOptions } from '../core/devices/virtual/terminal.ts'
import { createTerminal } from '../core/devices/virtual/terminal.ts'
import { demoSchool } from '../core/simulation/school-data.ts'

const serials = ['VT0001', 'VT0002', 'VT0003']
/** A terminal on the network that the school has not registered. */
export const spareSerial = 'VT0004'
/** What the demo school calls its terminals. */
export const gateNames = ['Main Gate', 'Gate 2', 'Hostel Gate'] as const

/** A terminal lost in the middle of a read takes presses again after ten seconds. */
const longestReadMs = 15_000

export type Gates = {
  /** Environment for the app to find them by. */
  readonly env: Readonly<Record<string, string>>
  readonly terminals: readonly Terminal[]
  readonly servers: readonly ServedTerminal[]
  /** Local ms of the school. */
  readonly localNow: () => number
  /** A press that counts: while a terminal is being read it takes none, and the child presses again. */
  press(gate: number, pin: number, local?: string): Promise<void>
  close(): Promise<void>
}

export const nobody = { uid: 1, userId: '1', name: '', privilege: 0, password: '', card: 0, group: 1 }

const seed = 1
const { students } = demoSchool(seed)
/** Grade 3 and above: the classes that the demo school keeps on its groups of terminals. */
const firstKept = 128

/** Everyone of the demo school, as users of a terminal; nobody has a finger on it. */
export const everyone = students.map(({ pin, firstName, lastName }) => ({
  ...nobody,
  uid: pin,
  userId: String(pin),
  name: `${firstName} ${lastName}`,
}))

/** Of everyone, for a terminal: whoever does not press there is absent. Without a finger nobody can tell. */
export const fingers = everyone.map(({ uid }) => ({
  uid,
  finger: 6,
  flag: 1,
  template: makeTemplate('10', 1, { uid, finger: 6 }),
}))

/** Those whom the office wants on the terminals from the beginning: with them there, nothing is left to bring in step. */
export const kept = everyone.filter(({ uid }) => uid >= firstKept)

type Setup = {
  /** Tuesday 12 May 2026 unless given. */
  readonly day?: string
  /** Of that day, `07:30:00`. */
  readonly localTime: string
  /** For the file that tells the app of them. */
  readonly folder: string
  /** What is special about each; they know everyone unless users are given. */
  readonly terminals?: readonly Partial<TerminalOptions>[]
  /** A stand-in for the messages provider that the test runs; the app has its own unless given. */
  readonly smsOrigin?: string
  /** A fourth one, with nobody in it, that the school has yet to register. */
  readonly spare?: boolean
}

/** The demo school's three terminals, played by the test on a clock at its normal pace: they live on when the app dies. */
export async function openGates(setup: Setup): Promise<Gates> {
  const { day = '2026-05-12', localTime, folder, terminals: setups = [], smsOrigin = null, spare = false } = setup
  const startedAt = Date.now()
  const local = Date.parse(`${day}T${localTime}Z`)
  const localNow = () => local + Date.now() - startedAt
  const terminals = serials.map((serial, i) =>
    createTerminal({ serial, users: everyone, clock: localNow, ...setups[i] }),
  )
  if (spare) terminals.push(createTerminal({ serial: spareSerial, clock: localNow }))
  const servers = await Promise.all(terminals.map(terminal => serveTerminal(terminal, { port: 0 })))
  mkdirSync(folder, { recursive: true })
  const file = `${folder}/world.json`
  writeFileSync(
    file,
    JSON.stringify({
      seed,
      segments: [{ realAt: startedAt, simAt: Date.parse(`${day}T${localTime}+03:00`), speed: 1 }],
      terminals: servers.map(({ port }, i) => ({
        serial: serials[i] ?? spareSerial,
        name: gateNames[i] ?? 'Spare',
        host: '127.0.0.1',
        port,
      })),
      smsOrigin,
    }),
  )
  return {
    env: { ROLLCALL_WORLD: file },
    terminals,
    servers,
    localNow,
    async press(gate, pin, at) {
      const when = at === undefined ? {} : { at: Date.parse(`${day}T${at}Z`) }
      const limit = performance.now() + longestReadMs
      for (;;) {
        const result = terminals[gate]?.punch(String(pin), when)
        if (result !== undefined && 'recorded' in result) return
        if (performance.now() > limit) throw new Error('The terminal took no press.')
        await pause(50)
      }
    },
    close: async () => {
      await Promise.all(servers.map(server => server.close()))
    },
  }
}
