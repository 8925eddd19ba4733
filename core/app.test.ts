import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { addAudit } from './audit/audit.repo.ts'
import type { SimulationState } from './contract/app.ts'
import type { AnyEvent } from './contract/events.ts'
import { audit, message } from './db/schema.ts'
import type { Simulation } from './ports.ts'
import { createTestApp, testNow } from './testing/test-app.ts'
import type { TestApp, TestAppOptions } from './testing/test-app.ts'

const running: TestApp[] = []
afterEach(async () => {
  for (const { app } of running.splice(0)) await app.stop()
})

function testApp(options?: TestAppOptions): TestApp {
  const made = createTestApp(options)
  running.push(made)
  return made
}

const refusal = (code: string) => expect.objectContaining({ code }) as Error

/** Leaves no room for one more row of the audit log. */
function fillDisk({ db }: TestApp): void {
  db.$client.pragma(`max_page_count = ${String(db.$client.pragma('page_count', { simple: true }))}`)
  const row = {
    at: 1,
    userId: null,
    username: null,
    action: 'VIEW',
    channel: 'c',
    entity: 'e',
    entityId: null,
  } as const
  const untilFull = () => {
    for (let i = 0; i < 10_000; i++) addAudit(db, { ...row, outcome: 'ok' })
  }
  expect(untilFull).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }) as Error)
}

function fakeSimulation() {
  const listeners = new Set<(state: SimulationState) => void>()
  const state: SimulationState = { now: 1, speed: 1, phase: 'playing', progress: 0, story: [], terminals: [] }
  const set: unknown[] = []
  const simulation: Simulation = {
    state: () => state,
    setSpeed: speed => set.push(speed),
    setCable: (serial, plugged) => set.push([serial, plugged]),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    demoAccounts: [],
  }
  return { simulation, state, set, listeners, change: () => listeners.forEach(listener => listener(state)) }
}

describe('the frame of the window', () => {
  it('tells the school, its clock and the place in the term', async () => {
    const test = testApp()
    const teacher = await test.as('teacher')
    expect(await teacher.call('app.frame', {})).toEqual({
      school: { name: 'Mwangaza Test', code: 'TEST', address: '', phone: '', email: '' },
      zone: 'Africa/Nairobi',
      now: testNow,
      clockSpeed: 1,
      day: '2026-05-12',
      term: { name: 'Term 2', week: 3, dayOfTerm: 11, daysInTerm: 65 },
    })
    test.clock.at = Date.UTC(2026, 4, 12, 21)
    expect(await teacher.call('app.frame', {})).toMatchObject({ day: '2026-05-13' })
  })

  it('shows messages to those who may read them', async () => {
    const test = testApp()
    expect(await (await test.as('clerk')).call('app.status', {})).toEqual({ devices: [], messages: null, problems: [] })
    const { messages } = await (await test.as('school_admin')).call('app.status', {})
    expect(messages).toMatchObject({ queued: 0 })
  })
})

describe('announcements', () => {
  it('reach a window only while someone is signed in there who may hear them', async () => {
    const test = testApp()
    const outside = test.window()
    const viewer = await test.as('viewer')
    const gone = await test.as('viewer')
    const closed = await test.as('viewer')
    await gone.call('session.signOut', {})
    test.app.forgetWindow(closed.windowId)
    fillDisk(test)
    await expect(outside.call('session.signIn', { username: 'x', password: 'wrong' })).rejects.toThrow(
      refusal('disk_full'),
    )
    expect([outside, gone, closed].flatMap(({ events }) => events)).toEqual([])
    expect(viewer.events).toEqual([
      { name: 'app.problems', payload: [{ code: 'disk_full', details: {}, since: testNow }] },
    ] satisfies AnyEvent[])
  })

  it('of the simulation reach every window while the app runs', async () => {
    const { simulation, state, change, listeners } = fakeSimulation()
    const test = testApp({ simulation })
    const outside = test.window()
    change()
    test.app.start()
    change()
    expect(outside.events).toEqual([{ name: 'simulation.changed', payload: state }])
    await test.app.stop()
    expect(listeners.size).toBe(0)
  })
})

describe('the simulation', () => {
  it('is set through the app', async () => {
    const { simulation, state, set } = fakeSimulation()
    const test = testApp({ simulation })
    const window = await test.as('viewer')
    expect(await test.window().call('simulation.state', {})).toEqual(state)
    await window.call('simulation.setSpeed', { speed: 5 })
    await window.call('simulation.setCable', { serial: 'VT2', plugged: false })
    expect(set).toEqual([5, ['VT2', false]])
  })

  it('is off in a real school', async () => {
    const test = testApp()
    const window = await test.as('viewer')
    expect(await window.call('simulation.state', {})).toBeNull()
    await expect(window.call('simulation.setSpeed', { speed: 1 })).rejects.toThrow(refusal('simulation_off'))
  })
})

describe('the end', () => {
  it('refuses calls, lets those that run finish, and closes the database', async () => {
    const test = testApp()
    const { windowId } = await test.as('viewer')
    const signingIn = test.app.call(7, 'session.signIn', { username: 'nobody', password: 'wrong' })
    const stopping = test.app.stop()
    expect(await test.app.call(windowId, 'students.list', {})).toEqual({
      ok: false,
      error: { code: 'stopping', details: {} },
    })
    expect(await signingIn).toMatchObject({ ok: false, error: { code: 'sign_in_wrong' } })
    await stopping
    await test.app.stop()
    expect(test.db.$client.open).toBe(false)
    expect(test.logged.filter(({ level }) => level !== 'info')).toEqual([])
  })
})

describe('on the disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-app-'))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('what was there is there after a restart, and nobody is signed in', async () => {
    const database = join(folder, 'one', 'school.db')
    const first = testApp({ database })
    const { windowId } = await first.as('viewer')
    await first.app.stop()
    const second = testApp({ database })
    expect(second.schoolId).toBe(first.schoolId)
    expect(second.db.select({ outcome: audit.outcome }).from(audit).all()).toEqual([{ outcome: 'ok' }])
    expect(await second.app.call(windowId, 'students.list', {})).toMatchObject({ error: { code: 'not_signed_in' } })
  })

  it('a database of a newer version is refused by name', async () => {
    const database = join(folder, 'two', 'school.db')
    await testApp({ database }).app.stop()
    const newer = join(folder, 'newer')
    cpSync(join(import.meta.dirname, 'db', 'migrations'), newer, { recursive: true })
    const journal = join(newer, 'meta', '_journal.json')
    writeFileSync(
      journal,
      readFileSync(journal, 'utf8').replace(/"when": (\d+)/, (_, when: string) => `"when": ${Number(when) - 1}`),
    )
    expect(() => createTestApp({ database, migrations: newer })).toThrow(refusal('database_newer'))
  })

  it('a message that was being sent when the app ended is not sent again', async () => {
    const test = testApp()
    test.db.$client.pragma('foreign_keys = OFF')
    const row = {
      kind: 'late',
      day: '2026-05-12',
      phone: '+254700000001',
      body: 'x',
      segments: 1,
      expiresAt: testNow + 1,
    } as const
    test.db
      .insert(message)
      .values({
        ...row,
        id: 'm' as never,
        studentId: 's' as never,
        guardianId: 'g' as never,
        state: 'sending',
        createdAt: 1,
        updatedAt: 1,
      })
      .run()
    test.app.start()
    await expect
      .poll(() => test.db.select({ state: message.state }).from(message).all())
      .toEqual([{ state: 'uncertain' }])
    await test.app.stop()
    expect(test.sent).toEqual([])
    expect(test.logged).toContainEqual({ level: 'warn', what: 'messages were being sent when the app ended' })
  })
})
