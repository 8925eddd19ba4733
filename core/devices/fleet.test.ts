import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { createRecordPunches } from '../attendance/record-punches.ts'
import type { DeviceId, SchoolId } from '../contract/common.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import { device, deviceUser, punch } from '../db/schema.ts'
import { createProblems } from '../problems.ts'
import { findSchool } from '../school/school.repo.ts'
import { createSmallSchool } from '../testing/small-school.ts'
import { insertDevice, insertDeviceGroup, replaceDeviceUsers } from './devices.repo.ts'
import type { Fleet, FleetOptions } from './fleet.ts'
import { createFleet } from './fleet.ts'
import { serveTerminal } from './virtual/server.ts'
import { createTerminal } from './virtual/terminal.ts'
import { createZktecoDriver } from './zkteco/driver.ts'
import type { UserRecord } from './zkteco/records.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function until(condition: () => boolean, what: string): Promise<void> {
  let reached = condition()
  for (let i = 0; i < 600 && !reached; i++) {
    await new Promise(resolve => setTimeout(resolve, 5))
    reached = condition()
  }
  expect({ what, reached }).toEqual({ what, reached: true })
}

const nairobiMs = 3 * 60 * 60_000

function setUp() {
  const school = createSmallSchool({ students: 3, devices: 0 })
  closing.push(school.close)
  const startedAt = performance.now()
  const clock = { now: () => school.at('07:00') + Math.round(performance.now() - startedAt), speed: () => 1 }
  const schoolId = findSchool(school.db)?.id as SchoolId
  const deviceGroupId = insertDeviceGroup(school.db, { schoolId, name: 'Gates' })
  const warnings: string[] = []
  const deps = {
    db: school.db,
    clock,
    emit: school.emit,
    log: {
      info: () => undefined,
      warn: (what: string) => void warnings.push(what),
      error: (what: string) => void warnings.push(what),
    },
    deviceDriver: createZktecoDriver({ connectTimeoutMs: 300, replyTimeoutMs: 150 }),
  }
  const problems = createProblems(deps)

  return {
    ...school,
    clock,
    problems,
    warnings,
    gate: async (name: string, serial: string, users: readonly UserRecord[] = [pupil(1), pupil(2), pupil(3)]) => {
      const terminal = createTerminal({ serial, name: 'K40', clock: () => clock.now() + nairobiMs, users })
      const served = await serveTerminal(terminal, { port: 0, paceMs: 0, resendMs: 100 })
      closing.push(() => served.close())
      const press = async (pin: number | string) => {
        await until(() => 'recorded' in terminal.punch(String(pin)), 'press')
      }
      return { ...served, name, terminal, press }
    },
    register: (name: string, port: number, serialNumber?: string) =>
      insertDevice(school.db, {
        schoolId,
        deviceGroupId,
        name,
        host: '127.0.0.1',
        port,
        at: clock.now(),
        ...(serialNumber !== undefined && { serialNumber }),
      }),
    fleet: (options: FleetOptions = {}) => {
      const fleet = createFleet({ ...deps, problems }, createRecordPunches({ ...deps, terminals: () => [] }), {
        heartbeatMs: 50,
        backoffMs: [20, 40],
        ...options,
      })
      closing.push(() => fleet.stop())
      return fleet
    },
    stored: (id: DeviceId) => school.db.select().from(device).where(eq(device.id, id)).get(),
    announced: () =>
      school.events.flatMap((event): DeviceStatus[] => (event.name === 'devices.changed' ? [event.payload] : [])),
  }
}

function pupil(n: number): UserRecord {
  return { uid: n, privilege: 0, password: '', name: `Child ${n}`, card: 0, group: 1, userId: String(n) }
}

function status(fleet: Fleet, id: DeviceId): DeviceStatus | undefined {
  return fleet.statuses().find(one => one.id === id)
}

const isOnline = (fleet: Fleet, id: DeviceId) => () => status(fleet, id)?.line.kind === 'online'

describe('a fleet', () => {
  it('knows its terminals before it is started', () => {
    const { fleet, register } = setUp()
    register('Gate 2', 2)
    register('Gate 1', 1)
    expect(
      fleet()
        .statuses()
        .map(({ name, line }) => [name, line.kind]),
    ).toEqual([
      ['Gate 1', 'stopped'],
      ['Gate 2', 'stopped'],
    ])
  })

  it('learns and keeps what a first connection tells, users included', async () => {
    const { gate, register, fleet, stored, db, clock } = setUp()
    const main = await gate('Main Gate', 'VT0001')
    await main.press(1)
    const id = register('Main Gate', main.port)
    const it = fleet()
    it.start()
    await until(() => it.coveredUntil().get(id) !== null, 'covered')
    expect(status(it, id)).toMatchObject({
      name: 'Main Gate',
      groupName: 'Gates',
      serial: 'VT0001',
      model: 'K40',
      line: { kind: 'online' },
      enrolledCount: 3,
      logsOnDevice: 1,
      punchesRecorded: 1,
    })
    expect(stored(id)).toMatchObject({ serialNumber: 'VT0001', model: 'K40', enrolledCount: 3, logsOnDevice: 1 })
    expect(stored(id)?.lastReadAt).toBeLessThanOrEqual(clock.now())
    expect(
      db
        .select()
        .from(deviceUser)
        .all()
        .map(({ pin, name }) => `${pin} ${name}`),
    ).toEqual(['1 Child 1', '2 Child 2', '3 Child 3'])
  })

  it('records live punches of several terminals and counts them', async () => {
    const { gate, register, fleet, db, announced } = setUp()
    const [main, back] = [await gate('Main', 'VT0001'), await gate('Back', 'VT0002')]
    const ids = [register('Main', main.port), register('Back', back.port)]
    const it = fleet()
    it.start()
    for (const id of ids) await until(isOnline(it, id), 'online')
    await main.press(1)
    await back.press(2)
    await until(() => db.select().from(punch).all().length === 2, 'recorded')
    expect(it.statuses().map(({ punchesRecorded }) => punchesRecorded)).toEqual([1, 1])
    await until(() => announced().some(({ punchesRecorded }) => punchesRecorded === 1), 'announced')
  })

  it('takes in a user added at the terminal', async () => {
    const { gate, register, fleet, db } = setUp()
    const main = await gate('Main', 'VT0001')
    const id = register('Main', main.port)
    const it = fleet()
    it.start()
    await until(() => db.select().from(deviceUser).all().length === 3, 'users')
    main.terminal.putUser(pupil(4))
    await until(() => db.select().from(deviceUser).all().length === 4, 'fourth user')
    main.terminal.deleteUser({ uid: 1 })
    await it.readNow(id)
    await until(() => db.select().from(deviceUser).all().length === 3, 'first user gone')
  })

  it('reads on demand, and says when there is no such terminal', async () => {
    const { fleet, register, students } = setUp()
    const it = fleet()
    await expect(it.readNow(students[0] as unknown as DeviceId)).rejects.toThrow('not_found')
    const id = register('Gate', 1)
    const other = fleet()
    await expect(other.readNow(id)).rejects.toThrow('stopping')
  })
})

describe('coverage', () => {
  it('stops where the line was last alive, though nobody has noticed yet that it is dead', async () => {
    const { gate, register, fleet, clock } = setUp()
    const main = await gate('Main', 'VT0001')
    const id = register('Main', main.port)
    const it = fleet({ heartbeatMs: 100_000 })
    it.start()
    await until(() => it.coveredUntil().get(id) !== null, 'covered')
    main.unplug()
    const unpluggedAt = clock.now()
    await new Promise(resolve => setTimeout(resolve, 60))
    expect(isOnline(it, id)()).toBe(true)
    expect(it.coveredUntil().get(id)).toBeLessThanOrEqual(unpluggedAt)
  })

  it('goes on with each sign of life', async () => {
    const { gate, register, fleet } = setUp()
    const main = await gate('Main', 'VT0001')
    const id = register('Main', main.port)
    const it = fleet()
    it.start()
    await until(() => it.coveredUntil().get(id) !== null, 'covered')
    const first = it.coveredUntil().get(id) ?? Infinity
    await until(() => (it.coveredUntil().get(id) ?? 0) > first, 'covered further')
  })

  it('starts from the last read of an earlier run', () => {
    const { register, fleet, db, at } = setUp()
    const [known, unknown] = [register('Known', 1), register('Unknown', 2)]
    for (const id of [known, unknown])
      db.update(device)
        .set({ lastReadAt: at('06:55') })
        .where(eq(device.id, id))
        .run()
    replaceDeviceUsers(db, known, [{ uid: 1, userId: '1', name: '', privilege: 0, card: 0 }])
    const until = fleet().coveredUntil()
    // A log without the list of users does not tell who could have been recorded.
    expect([until.get(known), until.get(unknown)]).toEqual([at('06:55'), null])
  })
})

describe('trouble', () => {
  it('shows that another terminal answers, until the right one does', async () => {
    const { gate, register, fleet, problems, db } = setUp()
    const other = await gate('Other', 'VT0009')
    await other.press(1)
    const id = register('Main', other.port, 'VT0001')
    const it = fleet()
    it.start()
    await until(() => problems.list().length === 1, 'problem')
    expect(problems.list()[0]).toMatchObject({ code: 'device_serial_changed', details: { device: 'Main' } })
    expect(status(it, id)?.line).toMatchObject({ kind: 'offline', reason: 'device_serial_changed' })
    expect(db.select().from(punch).all()).toEqual([])
    db.update(device).set({ serialNumber: 'VT0009' }).where(eq(device.id, id)).run()
    await it.stop()
    const again = fleet()
    again.start()
    await until(isOnline(again, id), 'online')
    expect(problems.list()).toEqual([])
  })

  it('does not let two rows claim one terminal', async () => {
    const { gate, register, fleet } = setUp()
    const main = await gate('Main', 'VT0001')
    register('Main', 1, 'VT0001')
    const second = register('Twin', main.port)
    const it = fleet()
    it.start()
    await until(() => status(it, second)?.line.kind === 'offline', 'offline')
    expect(status(it, second)?.line).toMatchObject({ reason: 'device_serial_changed' })
  })

  it('notices the cable going out, keeps the counts, and comes back', async () => {
    const { gate, register, fleet, db } = setUp()
    const main = await gate('Main', 'VT0001')
    const id = register('Main', main.port)
    const it = fleet()
    it.start()
    await until(() => isOnline(it, id)() && main.terminal.isEnabled(), 'online, and not being read')
    main.unplug()
    await until(() => status(it, id)?.line.kind === 'offline', 'offline')
    await main.press(1)
    main.plug()
    await until(isOnline(it, id), 'online again')
    expect(
      db
        .select()
        .from(punch)
        .all()
        .map(({ pin, source }) => `${pin} ${source}`),
    ).toEqual(['1 backlog'])
    expect(status(it, id)).toMatchObject({ punchesRecorded: 1, enrolledCount: 3 })
  })
})
