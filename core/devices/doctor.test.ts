import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FindingKind } from '../contract/devices.ts'
import { deviceLog, punch } from '../db/schema.ts'
import type { Gate, Hall } from '../testing/terminal-hall.ts'
import { openHall, until } from '../testing/terminal-hall.ts'
import { addDeviceLog, deviceLogLines } from './device-log.repo.ts'
import { createPruneDeviceLog } from './device-history.ts'
import type { Place } from './office-network.ts'
import { serveTerminal } from './virtual/server.ts'
import { packLocal } from './virtual/local-time.ts'

// Several waits follow each other here, and each says in its own words what it waited for.
vi.setConfig({ testTimeout: 30_000 })

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function hall(...args: Parameters<typeof openHall>): Promise<Hall> {
  const it = await openHall(...args)
  closing.push(() => it.close())
  return it
}

async function findingsOf(it: Hall, gate: Gate) {
  const reports = await it.desk.call('devices.doctor', {})
  return reports.find(({ deviceId }) => deviceId === gate.id)?.findings ?? []
}
async function kinds(it: Hall, gate: Gate): Promise<FindingKind[]> {
  return (await findingsOf(it, gate)).map(({ kind }) => kind)
}
const logOf = (it: Hall, gate: Gate) => deviceLogLines(it.db, gate.id, 100)
const whats = (it: Hall, gate: Gate) => logOf(it, gate).map(({ what }) => what)

const admin = { uid: 1, userId: '9001', name: '', privilege: 14, password: '', card: 0, group: 1 }

describe('a clock two and a half hours ahead', () => {
  it('is set, written down and told; the punches of the wrong time are kept', async () => {
    const it = await hall({ children: 1, gates: [{ name: 'Main' }] })
    const [main] = it.gates as [Gate]
    await it.line(main, 'online')
    main.terminal.shiftClock(150 * 60_000)
    await until('it was set', () => whats(it, main).includes('clock_set'))
    const line = logOf(it, main).find(({ what }) => what === 'clock_set')
    expect(line?.details['driftMs']).toBe(150 * 60_000)
    expect(main.terminal.time()).toBe(it.clock.at + 3 * 60 * 60_000)
    main.terminal.shiftClock(48 * 60 * 60_000)
    main.terminal.punch('1')
    await until('its time is impossible', async () => (await kinds(it, main)).includes('impossible_times'))
    expect(it.db.select().from(punch).all()).toMatchObject([{ at: null, studentId: null }])
    await until('the finding is there', async () => (await kinds(it, main)).includes('clock_wrong'))
  })
})

describe('findings', () => {
  it('of a terminal in use: no key, users that nobody knows, and none once that is mended', async () => {
    const stranger = { ...admin, uid: 9002, userId: '9002', privilege: 0 }
    const it = await hall({ children: 1, gates: [{ name: 'Main', users: [admin, stranger] }] })
    const [main] = it.gates as [Gate]
    await it.line(main, 'online')
    await until('users are known', async () => (await kinds(it, main)).length === 2)
    expect(await kinds(it, main)).toEqual(['no_comm_key', 'unknown_users'])
    await it.desk.call('sync.removeUnknown', { deviceId: main.id, pin: '9002', word: 'DELETE' })
    expect(await kinds(it, main)).toEqual(['no_comm_key'])
  })

  it('tell of the cable', async () => {
    const it = await hall({ children: 1, gates: [{ name: 'Main' }] })
    const [main] = it.gates as [Gate]
    await it.line(main, 'online')
    main.served.unplug()
    await it.line(main, 'offline')
    expect((await findingsOf(it, main))[0]).toMatchObject({ kind: 'offline', severity: 'act_now', remedy: 'search' })
    main.served.plug()
    await it.line(main, 'online')
    expect(await kinds(it, main)).not.toContain('offline')
    expect(whats(it, main)).toEqual(['online', 'offline', 'online'])
  })
})

describe('remedies', () => {
  it('set the clock, read, compare, restart', async () => {
    const it = await hall({ children: 1, gates: [{ name: 'Main', serve: { restartMs: 50 } }] })
    const [main] = it.gates as [Gate]
    await it.line(main, 'online')
    main.terminal.shiftClock(-30_000)
    const remedy = (name: 'set_clock' | 'read_now' | 'sync_now' | 'restart') =>
      it.desk.call('devices.remedy', { deviceId: main.id, remedy: name })
    await remedy('set_clock')
    expect(main.terminal.time()).toBe(it.clock.at + 3 * 60 * 60_000)
    await remedy('read_now')
    await remedy('sync_now')
    await remedy('restart')
    await it.line(main, 'online')
    await until('it was away', () => whats(it, main).filter(what => what === 'online').length === 2)
    expect(whats(it, main)).toContain('restarted')
  })

  it('clear the log only with the word, and only what is stored', async () => {
    const log = { uid: 1, userId: '1', verify: 1, state: 0, workCode: 0 }
    const logs = Array.from({ length: 700 }, (_, i) => ({ ...log, rawTime: packLocal(Date.UTC(2026, 4, 11, 7, 0, i)) }))
    const it = await hall({ children: 1, gates: [{ name: 'Main', logs }] })
    const [main] = it.gates as [Gate]
    await it.line(main, 'online')
    const clear = (word: string) => it.desk.call('devices.remedy', { deviceId: main.id, remedy: 'clear_log', word })
    await expect(clear('clear')).rejects.toMatchObject({ code: 'invalid_input' })
    expect(main.terminal.log()).toHaveLength(700)
    await clear('CLEAR')
    expect(main.terminal.log()).toHaveLength(0)
    expect(it.db.select().from(punch).all()).toHaveLength(700)
    expect(logOf(it, main)[0]).toMatchObject({ what: 'log_cleared', details: { records: 700 } })
    await it.line(main, 'online')
  })
})

describe('a terminal that the router gave another address', () => {
  async function moved({ commKey = 0, afterMs = 150 } = {}) {
    const places: Place[] = []
    const network = { subnets: () => [{ name: '127.0.0.0/29', places }], near: () => places }
    const it = await hall(
      { children: 1, gates: [{ name: 'Main', commKey }, { name: 'Back' }] },
      { upkeep: { network, refind: { afterMs, againAfterMs: 300, everyMs: 40 } } },
    )
    const [main, back] = it.gates as [Gate, Gate]
    if (commKey !== 0) await it.desk.call('devices.edit', { deviceId: main.id, commKey })
    for (const gate of [main, back]) await it.line(gate, 'online')
    await main.served.close()
    await it.line(main, 'offline')
    const served = await serveTerminal(main.terminal, { port: 0, host: '127.0.0.9', paceMs: 0 })
    closing.unshift(() => served.close())
    const others = ['127.0.0.5', '127.0.0.6', '127.0.0.7'].map(host => ({ host, port: served.port }))
    const backPlace = { host: back.host, port: back.served.port }
    return {
      it,
      main,
      back,
      served,
      show: () => places.push(...others, backPlace, { host: '127.0.0.9', port: served.port }),
    }
  }

  it.each([0, 1234])('is found again by its serial number, and nobody has to do anything (key %i)', async commKey => {
    const { it, main, back, show } = await moved({ commKey })
    show()
    await it.line(main, 'online')
    expect((await it.desk.call('devices.list', {})).find(({ id }) => id === main.id)?.host).toBe('127.0.0.9')
    expect(logOf(it, main).find(({ what }) => what === 'address_changed')?.details).toEqual({
      from: '127.0.0.2',
      to: '127.0.0.9',
    })
    expect(await findingsOf(it, main)).toContainEqual({
      kind: 'address_changed',
      severity: 'ok_to_wait',
      details: { from: '127.0.0.2', to: '127.0.0.9' },
      remedy: null,
    })
    await it.line(back, 'online')
  })

  it('is found by a person’s search too, and is moved with one click', async () => {
    const { it, main, back, served, show } = await moved({ afterMs: 60_000 })
    show()
    await it.desk.call('devices.searchStart', {})
    await until('the search is over', async () => !(await it.desk.call('devices.search', {})).running)
    const search = await it.desk.call('devices.search', {})
    expect(search.found).toContainEqual({
      host: '127.0.0.9',
      port: served.port,
      serial: 'VT0001',
      name: 'Virtual terminal',
      knownAs: 'Main',
      locked: false,
    })
    expect(search.found.find(({ knownAs }) => knownAs === 'Back')).toMatchObject({ host: back.host, serial: 'VT0002' })
    expect(search).toMatchObject({ asked: 4, toAsk: 4, subnets: ['127.0.0.0/29'] })
    expect((await findingsOf(it, main))[0]).toMatchObject({ kind: 'address_changed', remedy: 'use_new_address' })
    await it.desk.call('devices.remedy', { deviceId: main.id, remedy: 'use_new_address' })
    await it.line(main, 'online')
    expect(it.desk.events.some(event => event.name === 'devices.searched' && !event.payload.running)).toBe(true)
  })
})

describe('the log of a terminal', () => {
  it('is kept for 90 days', async () => {
    const it = await hall({ children: 1, gates: [{ name: 'Main' }] })
    const [main] = it.gates as [Gate]
    const day = 24 * 60 * 60_000
    for (const age of [1, 89, 91, 400]) addDeviceLog(it.db, main.id, it.clock.at - age * day, 'offline')
    await createPruneDeviceLog({ db: it.db, clock: { now: () => it.clock.at, speed: () => 1 } }).run(
      AbortSignal.abort(),
    )
    const kept = it.db.select().from(deviceLog).where(eq(deviceLog.what, 'offline')).all()
    expect(kept.map(({ at }) => (it.clock.at - at) / day).sort()).toEqual([1, 89])
  })
})
