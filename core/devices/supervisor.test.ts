import { afterEach, describe, expect, it } from 'vitest'
import type { DeviceId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { RawPunch } from '../ports.ts'
import type { Content, Script } from '../testing/scripted-terminal.ts'
import { someLogs, startScriptedTerminal } from '../testing/scripted-terminal.ts'
import type { Supervisor, SupervisorOptions, SupervisorState } from './supervisor.ts'
import { createSupervisor } from './supervisor.ts'
import { packLocal, unpackLocal } from './virtual/local-time.ts'
import type { TerminalLine } from './virtual/report.ts'
import { serveTerminal } from './virtual/server.ts'
import type { Terminal, TerminalOptions } from './virtual/terminal.ts'
import { createTerminal } from './virtual/terminal.ts'
import type { DeviceFacts, PunchSource } from './visit.ts'
import { CMD, EF, REPLY } from './zkteco/commands.ts'
import { encodeAttlogEvent } from './zkteco/attlog-event.ts'
import { createZktecoDriver } from './zkteco/driver.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const ID = '0198c0de-0000-7000-8000-000000000001' as DeviceId
/** 7 o'clock on a school day; the walls of this school are in UTC. */
const MORNING = Date.UTC(2026, 1, 3, 7)
const started = performance.now()
const trueTime = () => MORNING + Math.round(performance.now() - started)

async function until(condition: () => boolean, what = 'condition'): Promise<void> {
  let reached = condition()
  for (let i = 0; i < 400 && !reached; i++) {
    await new Promise(resolve => setTimeout(resolve, 5))
    reached = condition()
  }
  expect({ what, reached }).toEqual({ what, reached: true })
}

/** What a database would do: known punches change nothing, and each keeps the source it first came with. */
type Office = {
  readonly supervisor: Supervisor
  readonly recorded: Map<string, PunchSource>
  readonly portions: { readonly source: PunchSource; readonly punches: RawPunch[] }[]
  readonly states: SupervisorState[]
  readonly facts: DeviceFacts[]
  /** Set to make recording fail. */
  failure: Error | null
  pins(source: PunchSource): string[]
}

function office(
  port: number,
  settings: Partial<SupervisorOptions> & { serial?: string; commKey?: number; clock?: () => number } = {},
): Office {
  const { serial, commKey, clock, ...options } = settings
  const recorded = new Map<string, PunchSource>()
  const portions: Office['portions'] = []
  const states: SupervisorState[] = []
  const facts: DeviceFacts[] = []
  const supervisor = createSupervisor({
    device: { id: ID, serial: serial ?? null, host: '127.0.0.1', port, commKey: commKey ?? 0 },
    driver: createZktecoDriver({ connectTimeoutMs: 300, replyTimeoutMs: 150 }),
    clock: { now: clock ?? trueTime },
    toRaw: packLocal,
    toAt: unpackLocal,
    onPunches(_, punches, source) {
      if (it.failure) throw it.failure
      portions.push({ source, punches })
      for (const punch of punches) {
        const key = `${punch.userId} ${punch.rawTime}`
        if (!recorded.has(key)) recorded.set(key, source)
      }
    },
    onState: (_, state) => states.push(state),
    onFacts: (_, fact) => facts.push(fact),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    options: { heartbeatMs: 60, backoffMs: [20, 40], backlogChunk: 500, fullReadEveryMs: 60_000, ...options },
  })
  closing.push(() => supervisor.stop())
  supervisor.start()
  const it: Office = {
    supervisor,
    recorded,
    portions,
    states,
    facts,
    failure: null,
    pins: source => [...recorded].filter(([, from]) => from === source).map(([key]) => key.split(' ')[0] ?? ''),
  }
  return it
}

async function gate(options: Partial<TerminalOptions> = {}) {
  const lines: TerminalLine[] = []
  const terminal = createTerminal({ serial: 'VT0001', clock: trueTime, ...options })
  const served = await serveTerminal(terminal, { port: 0, paceMs: 0, resendMs: 100, onEvent: line => lines.push(line) })
  closing.push(() => served.close())
  return { ...served, terminal, lines, whats: () => lines.map(line => line.what) }
}

async function scripted(script?: Script, content?: Partial<Content>) {
  const terminal = await startScriptedTerminal(script, { rawTime: packLocal(trueTime()), ...content })
  closing.push(() => terminal.close())
  return terminal
}

const online = (it: Office) => until(() => it.supervisor.state().kind === 'online', 'online')
const offline = (it: Office) => until(() => it.supervisor.state().kind === 'offline', 'offline')

/** As a person would: presses again when the terminal was busy. */
async function press(terminal: Terminal, pin: string, at: number): Promise<void> {
  await until(() => 'recorded' in terminal.punch(pin, { at }), 'press')
}

describe('a terminal that is there', () => {
  it('is read whole, then heard live, and each punch is recorded once', async () => {
    const device = await gate({ logs: someLogs(1200) })
    const it = office(device.port)
    await online(it)
    expect(it.recorded.size).toBe(1200)
    const sizes = it.portions.map(portion => portion.punches.length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1200)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500)
    await press(device.terminal, '77', MORNING + 1000)
    await until(() => device.whats().includes('event-acked'), 'acknowledged')
    expect(it.pins('live')).toEqual(['77'])
    expect(it.states.map(state => state.kind)).toEqual([
      'connecting',
      ...it.states.slice(1, -1).map(() => 'reading'),
      'online',
    ])
    expect(it.states.at(-2)).toEqual({ kind: 'reading', done: 1200, total: 1200 })
  })

  it('tells its facts, with how many records it has and how many were read', async () => {
    const device = await gate({ logs: someLogs(3), name: 'Gate 1' })
    const it = office(device.port)
    await online(it)
    const last = it.facts.filter(fact => fact.logsRead !== null).at(-1)
    expect(last).toMatchObject({
      info: { serial: 'VT0001', name: 'Gate 1' },
      sizes: { logs: 3, users: 0 },
      logsRead: 3,
    })
    expect(Math.abs(last?.clockDriftMs ?? Infinity)).toBeLessThan(1500)
  })

  it('lets other work run between two portions of the backlog', async () => {
    const device = await gate({ logs: someLogs(3000) })
    const it = office(device.port)
    let turns = 0
    const seen: number[] = []
    const count = () => {
      turns += 1
      if (it.portions.length > seen.length) seen.push(turns)
      if (it.supervisor.state().kind !== 'online') setImmediate(count)
    }
    count()
    await online(it)
    expect(it.portions.length).toBeGreaterThanOrEqual(6)
    expect(new Set(seen).size).toBe(it.portions.length)
  })

  it('is sent events for before its log is read, so that nothing falls between', async () => {
    const device = await scripted()
    const it = office(device.port)
    await online(it)
    const codes = device.received.map(packet => packet.command)
    expect(codes.indexOf(CMD.REG_EVENT)).toBeLessThan(codes.indexOf(CMD.TABLE_REQUEST))
  })
})

describe('the cable', () => {
  it('out and in again: offline since then, and the punches made meanwhile come once, as read back', async () => {
    const device = await gate()
    const it = office(device.port)
    await online(it)
    await press(device.terminal, '1', MORNING + 1000)
    await until(() => it.recorded.size === 1, 'live punch')
    device.unplug()
    for (const [i, pin] of ['2', '3', '4'].entries()) await press(device.terminal, pin, MORNING + 2000 + i * 1000)
    await offline(it)
    const first = it.supervisor.state()
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(it.supervisor.state()).toEqual(first)
    expect(first).toMatchObject({ kind: 'offline', reason: 'device_offline' })
    device.plug()
    await online(it)
    await press(device.terminal, '5', MORNING + 9000)
    await until(() => it.recorded.size === 5, 'all punches')
    expect({ live: it.pins('live'), backlog: it.pins('backlog') }).toEqual({
      live: ['1', '5'],
      backlog: ['2', '3', '4'],
    })
  })

  it('out twice is told with the time of each', async () => {
    const device = await scripted()
    const it = office(device.port)
    await online(it)
    const outages: number[] = []
    for (const outage of [1, 2]) {
      device.wires.at(-1)?.socket.destroy()
      await until(() => it.states.filter(state => state.kind === 'offline').length === outage, 'offline')
      const state = it.states.findLast(one => one.kind === 'offline')
      outages.push(state?.since ?? 0)
      await online(it)
    }
    expect(outages[1]).toBeGreaterThan(outages[0] ?? Infinity)
  })

  it.each(['hangs up', 'falls silent'])(
    'lost because the terminal %s is not taken up again before a pause',
    async how => {
      let silent = false
      const device = await scripted(() => silent)
      const it = office(device.port, { backoffMs: [10_000_000] })
      await online(it)
      if (how === 'hangs up') device.wires[0]?.socket.destroy()
      else silent = true
      await offline(it)
      await new Promise(resolve => setTimeout(resolve, 50))
      expect(device.wires).toHaveLength(1)
    },
  )

  it('is tried again while the terminal is away, and found when it comes', async () => {
    const away = await gate()
    await away.close()
    closing.pop()
    const it = office(away.port)
    await offline(it)
    expect(it.states.map(state => state.kind)).toEqual(['connecting', 'offline'])
    const terminal = createTerminal({ serial: 'VT0001', clock: trueTime, logs: someLogs(2) })
    const back = await serveTerminal(terminal, { port: away.port, paceMs: 0 })
    closing.push(() => back.close())
    await online(it)
    expect(it.recorded.size).toBe(2)
  })
})

describe('the clock', () => {
  it('is set when it is surely wrong by more than a minute, and what it showed is told', async () => {
    const device = await gate()
    device.terminal.shiftClock(150 * 60_000)
    const it = office(device.port)
    await online(it)
    expect(Math.abs(device.terminal.time() - trueTime())).toBeLessThan(1500)
    expect(Math.abs((it.facts[0]?.clockDriftMs ?? 0) - 150 * 60_000)).toBeLessThan(1500)
  })

  it('is left alone within a minute', async () => {
    const device = await gate()
    device.terminal.shiftClock(-50_000)
    const it = office(device.port)
    await online(it)
    expect(Math.abs(device.terminal.time() - trueTime() + 50_000)).toBeLessThan(1500)
  })

  it('is watched while the terminal is online', async () => {
    const device = await gate()
    const it = office(device.port)
    await online(it)
    device.terminal.shiftClock(-150 * 60_000)
    await until(() => Math.abs(device.terminal.time() - trueTime()) < 1500, 'clock set')
  })

  it('is set when it shows a day that does not exist', async () => {
    const device = await scripted(undefined, { rawTime: 808_819_200 })
    const it = office(device.port)
    await online(it)
    expect(it.facts[0]?.clockDriftMs).toBeNull()
    expect(Math.abs((unpackLocal(device.content.rawTime) ?? 0) - trueTime())).toBeLessThan(1500)
  })

  it('is not judged more finely than the answer took, on a school clock that runs fast', async () => {
    let now = MORNING
    const device = await scripted(
      request => {
        // The answer takes 4 minutes of the school's time; the terminal read its clock at the end of them.
        if (request.command === CMD.GET_TIME) now += 240_000
        return false
      },
      { rawTime: packLocal(MORNING + 240_000) },
    )
    const it = office(device.port, { clock: () => now, heartbeatMs: 5000 })
    await online(it)
    expect(it.facts[0]?.clockDriftMs).toBe(120_000)
    expect(device.received.map(packet => packet.command)).not.toContain(CMD.SET_TIME)
  })
})

describe('another terminal at the address', () => {
  it('is not recorded', async () => {
    const device = await gate({ serial: 'OTHER', logs: someLogs(5) })
    const it = office(device.port, { serial: 'VT0001' })
    await offline(it)
    expect(it.supervisor.state()).toMatchObject({ kind: 'offline', reason: 'device_serial_changed' })
    expect(it.recorded.size).toBe(0)
    expect(device.terminal.isEnabled()).toBe(true)
  })

  it('is noticed also when the serial number was only learned at the first connection', async () => {
    const device = await scripted()
    const it = office(device.port)
    await online(it)
    device.content.serial = 'OTHER'
    device.content.logs = someLogs(2)
    device.wires[0]?.socket.destroy()
    await until(() => JSON.stringify(it.supervisor.state()).includes('device_serial_changed'), 'noticed')
    expect(it.recorded.size).toBe(0)
  })
})

describe('a wrong communication key', () => {
  it('is tried rarely, since terminals lock themselves', async () => {
    const device = await gate({ commKey: 1234 })
    const it = office(device.port, { commKey: 4321, backoffMs: [1, 400] })
    await offline(it)
    expect(it.supervisor.state()).toMatchObject({ kind: 'offline', reason: 'device_key_wrong' })
    await new Promise(resolve => setTimeout(resolve, 150))
    expect(device.lines.filter(line => line.what === 'connect')).toHaveLength(1)
  })
})

describe('a full disk', () => {
  it('loses nothing: the backlog comes again when there is room', async () => {
    const device = await gate({ logs: someLogs(3) })
    const it = office(device.port)
    it.failure = new AppError('disk_full')
    await offline(it)
    expect(it.supervisor.state()).toMatchObject({ kind: 'offline', reason: 'disk_full' })
    expect(device.terminal.isEnabled()).toBe(true)
    it.failure = null
    await online(it)
    expect(it.recorded.size).toBe(3)
  })

  it('at a live punch: not acknowledged, and recorded once when there is room', async () => {
    const device = await gate()
    const it = office(device.port)
    await online(it)
    it.failure = new AppError('disk_full')
    await press(device.terminal, '9', MORNING + 1000)
    await until(() => JSON.stringify(it.supervisor.state()).includes('disk_full'), 'disk_full')
    expect(device.whats()).not.toContain('event-acked')
    it.failure = null
    await online(it)
    expect(it.pins('backlog')).toEqual(['9'])
  })

  it('and any other fault are told apart', async () => {
    const device = await gate({ logs: someLogs(1) })
    const it = office(device.port)
    it.failure = new TypeError('a bug')
    await offline(it)
    expect(it.supervisor.state()).toMatchObject({ reason: 'internal' })
  })
})

describe('what events do not tell', () => {
  it('a record without an event is found by the counts and read back', async () => {
    const device = await scripted()
    const it = office(device.port)
    await online(it)
    device.content.logs = someLogs(1)
    await until(() => it.recorded.size === 1, 'found')
    expect(it.pins('backlog')).toEqual(['1'])
    expect(it.states.at(-1)).toEqual({ kind: 'online' })
  })

  it('an event that is only on its way is waited for', async () => {
    let late = true
    const device = await scripted((request, wire) => {
      if (request.command !== CMD.GET_FREE_SIZES || device.content.logs.length === 0 || !late) return false
      late = false
      const [record] = device.content.logs
      setTimeout(() => {
        if (record) wire.socket.write(wire.bytes(CMD.REG_EVENT, EF.ATTLOG, 0, encodeAttlogEvent(record, 32)))
      }, 10)
      return false
    })
    const it = office(device.port, { heartbeatMs: 40 })
    await online(it)
    device.content.logs = someLogs(1)
    await until(() => it.recorded.size === 1, 'recorded')
    await new Promise(resolve => setTimeout(resolve, 150))
    expect({ live: it.pins('live'), reads: it.facts.filter(fact => fact.logsRead !== null).length }).toEqual({
      live: ['1'],
      reads: 1,
    })
  })

  it('a log that somebody cleared is noticed', async () => {
    const device = await gate({ logs: someLogs(5) })
    const it = office(device.port)
    await online(it)
    device.terminal.clearLog()
    await until(() => it.facts.at(-1)?.logsRead === 0, 'read again')
  })

  it('an event of unknown length makes the log be read', async () => {
    const device = await scripted()
    const it = office(device.port, { heartbeatMs: 300 })
    await online(it)
    device.content.logs = someLogs(1)
    const wire = device.wires[0]
    wire?.socket.write(wire.bytes(CMD.REG_EVENT, EF.ATTLOG, 0, new Uint8Array(21)))
    await until(() => it.recorded.size === 1, 'read')
    expect(device.received.map(packet => packet.command)).toContain(REPLY.OK)
  })

  it('a terminal without events is read when its counts grow', async () => {
    const device = await scripted((request, wire) => {
      if (request.command !== CMD.REG_EVENT) return false
      wire.reply(request, REPLY.UNKNOWN)
      return true
    })
    const it = office(device.port)
    await online(it)
    device.content.logs = someLogs(2)
    await until(() => it.recorded.size === 2, 'read')
  })

  it('the whole log is compared again after a while', async () => {
    const device = await gate({ logs: someLogs(2) })
    const it = office(device.port, { fullReadEveryMs: 100 })
    await until(() => it.facts.filter(fact => fact.logsRead === 2).length >= 3, 'three reads')
    expect(it.supervisor.state()).toEqual({ kind: 'online' })
  })

  it('a quiet terminal is not read over and over', async () => {
    const device = await gate({ logs: someLogs(2) })
    const it = office(device.port, { heartbeatMs: 20 })
    await online(it)
    await press(device.terminal, '5', MORNING)
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(it.facts.filter(fact => fact.logsRead !== null)).toHaveLength(1)
  })
})

describe('asking it for something', () => {
  it('reads now when online, and tries at once when offline', async () => {
    const device = await gate()
    const it = office(device.port, { backoffMs: [60_000] })
    await online(it)
    await it.supervisor.readNow()
    expect(it.facts.filter(fact => fact.logsRead !== null)).toHaveLength(2)
    device.unplug()
    await offline(it)
    await expect(it.supervisor.readNow()).rejects.toMatchObject({ code: 'device_offline' })
    device.plug()
    await it.supervisor.readNow()
    expect(it.facts.filter(fact => fact.logsRead !== null)).toHaveLength(3)
    await online(it)
  })

  it('runs a command alone on the connection, and only when there is one', async () => {
    const device = await gate()
    const it = office(device.port, { heartbeatMs: 10 })
    await expect(it.supervisor.withSession(session => session.sizes())).rejects.toMatchObject({
      code: 'device_busy',
    })
    await online(it)
    const order: string[] = []
    await Promise.all([
      it.supervisor.withSession(async session => {
        order.push('first begins')
        await new Promise(resolve => setTimeout(resolve, 50))
        await session.sizes()
        order.push('first ends')
      }),
      it.supervisor.withSession(async () => {
        order.push('second')
        return Promise.resolve()
      }),
    ])
    expect(order).toEqual(['first begins', 'first ends', 'second'])
  })

  it('says that a terminal which is read the first time is not ready yet', async () => {
    const device = await gate({ logs: someLogs(5000) })
    const it = office(device.port, { backlogChunk: 1 })
    const early = () => it.supervisor.withSession(session => session.sizes())
    await expect(early()).rejects.toMatchObject({ code: 'device_busy' })
    await until(() => it.portions.length > 0, 'first portion')
    await expect(early()).rejects.toMatchObject({ code: 'device_busy', details: { reason: 'reading' } })
  })

  it('does not hide a lost line behind a command that never ends', async () => {
    const device = await scripted()
    const it = office(device.port, { backoffMs: [60_000] })
    await online(it)
    void it.supervisor.withSession(() => new Promise(() => undefined))
    device.wires[0]?.socket.destroy()
    await offline(it)
    expect(it.supervisor.state()).toMatchObject({ reason: 'device_offline' })
    await expect(it.supervisor.withSession(session => session.sizes())).rejects.toMatchObject({
      code: 'device_offline',
    })
  })
})

describe('stopping', () => {
  it('hands over nothing more', async () => {
    const device = await gate({ logs: someLogs(2000) })
    const it = office(device.port, { backlogChunk: 1 })
    await until(() => it.portions.length > 0, 'first portion')
    const stopped = it.supervisor.stop()
    const portions = it.portions.length
    await stopped
    expect(portions).toBeLessThan(2000)
    expect(it.portions).toHaveLength(portions)
  })

  it('leaves the terminal with EXIT and says so', async () => {
    const device = await scripted()
    const it = office(device.port)
    await online(it)
    await it.supervisor.stop()
    expect(device.received.at(-1)?.command).toBe(CMD.EXIT)
    expect(it.supervisor.state()).toEqual({ kind: 'stopped' })
    await expect(it.supervisor.readNow()).rejects.toMatchObject({ code: 'stopping' })
  })

  it('does not wait for a read to end, and leaves the terminal enabled', async () => {
    const device = await scripted(request => request.command === CMD.TABLE_READ, { logs: someLogs(200) })
    const it = office(device.port)
    const codes = () => device.received.map(packet => packet.command)
    await until(() => codes().includes(CMD.TABLE_READ), 'reading')
    const before = performance.now()
    await it.supervisor.stop()
    expect(performance.now() - before).toBeLessThan(120)
    expect(codes().slice(-3)).toEqual([CMD.FREE_DATA, CMD.ENABLE_DEVICE, CMD.EXIT])
  })

  it.each(['silent', 'away'])('does not wait for a terminal that is %s', async how => {
    const device = await scripted(() => true)
    if (how === 'away') await device.close()
    const it = office(device.port, { backoffMs: [60_000] })
    await (how === 'away' ? offline(it) : until(() => device.received.length > 0))
    const before = performance.now()
    await it.supervisor.stop()
    expect(performance.now() - before).toBeLessThan(100)
  })

  it('can be started again', async () => {
    const device = await gate({ logs: someLogs(1) })
    const it = office(device.port)
    await online(it)
    await it.supervisor.stop()
    await press(device.terminal, '8', MORNING + 5000)
    it.supervisor.start()
    await online(it)
    expect(it.pins('backlog')).toEqual(['1', '8'])
  })
})
