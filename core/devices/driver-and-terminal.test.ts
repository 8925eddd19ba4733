import { afterEach, describe, expect, it } from 'vitest'
import type { DeviceSession, RawPunch } from '../ports.ts'
import { someLogs } from '../testing/scripted-terminal.ts'
import type { ServeOptions } from './virtual/server.ts'
import { serveTerminal } from './virtual/server.ts'
import type { Terminal, TerminalOptions } from './virtual/terminal.ts'
import { createTerminal } from './virtual/terminal.ts'
import { createZktecoDriver } from './zkteco/driver.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const MORNING = Date.UTC(2026, 1, 3, 7)
const people = Array.from({ length: 40 }, (_, i) => ({
  uid: 100 + i,
  privilege: 0,
  password: '',
  name: `Otieno${i}`,
  card: 0,
  group: 1,
  userId: String(5000 + i),
}))

async function connected(
  options: Partial<TerminalOptions>,
  serve: Partial<ServeOptions> = {},
): Promise<{ terminal: Terminal; session: DeviceSession; acknowledged: () => number }> {
  const terminal = createTerminal({ serial: 'VT0001', clock: () => MORNING, users: people, ...options })
  let acknowledged = 0
  const served = await serveTerminal(terminal, {
    port: 0,
    paceMs: 0,
    onEvent: line => {
      if (line.what === 'event-acked') acknowledged += 1
    },
    ...serve,
  })
  closing.push(() => served.close())
  const driver = createZktecoDriver({ connectTimeoutMs: 500, replyTimeoutMs: 300 })
  const address = { host: '127.0.0.1', port: served.port, commKey: options.commKey ?? 0 }
  const session = await driver.connect(address, new AbortController().signal)
  closing.push(() => session.close())
  return { terminal, session, acknowledged: () => acknowledged }
}

describe('driver and virtual terminal', () => {
  const kinds: [string, Partial<TerminalOptions>, Partial<ServeOptions>][] = [
    ['a colour screen', {}, {}],
    ['a communication key', { commKey: 123_456 }, {}],
    ['a black-and-white screen', { userWidth: 28 }, {}],
    ['small packets', {}, { packetSize: 1008 }],
    ['the long form of sizes', { sizesLength: 92 }, {}],
    ['no table requests', {}, { tableRequests: false, packetSize: 1008 }],
    ['every table by ranges', {}, { inlineLimit: 0 }],
    ['frames a little apart', {}, { paceMs: 3 }],
  ]
  it.each(kinds)('read the same users and logs of a terminal with %s', async (_, options, serve) => {
    const { session, terminal } = await connected({ logs: someLogs(2500), ...options }, serve)
    expect(await session.users()).toEqual(
      people.map(({ uid, userId, name, privilege, card }) => ({ uid, userId, name, privilege, card })),
    )
    expect(await session.readLogs()).toEqual(
      someLogs(2500).map(({ uid, userId, rawTime, verify, state }) => ({ uid, userId, rawTime, verify, state })),
    )
    expect(await session.sizes()).toMatchObject({ users: 40, logs: 2500, logCapacity: 100_000 })
    expect(terminal.isEnabled()).toBe(true)
  })

  it.each(['inline', 'refused'] as const)('read an empty log (%s)', async emptyTable => {
    const { session } = await connected({}, { emptyTable })
    expect(await session.readLogs()).toEqual([])
  })

  it.each([10, 12, 14, 32, 36, 37, 52] as const)(
    'hear a punch of %i bytes as the log will tell it',
    async eventLength => {
      const { session, terminal, acknowledged } = await connected({ eventLength })
      const heard: RawPunch[] = []
      await session.listen(
        punches => heard.push(...punches),
        () => undefined,
      )
      terminal.punch('5007', { at: MORNING + 61_000 })
      for (let i = 0; i < 100 && acknowledged() === 0; i++) await new Promise(resolve => setTimeout(resolve, 5))
      expect(acknowledged()).toBe(1)
      const [logged] = await session.readLogs()
      expect(heard.map(({ userId, rawTime, state }) => ({ userId, rawTime, state }))).toEqual([
        { userId: '5007', rawTime: logged?.rawTime, state: 0 },
      ])
    },
  )

  it('set the clock', async () => {
    const { session, terminal } = await connected({})
    terminal.shiftClock(3_600_000)
    const rawTime = await session.getTime()
    await session.setTime(rawTime - 3600)
    expect(terminal.time()).toBe(MORNING)
  })
})
