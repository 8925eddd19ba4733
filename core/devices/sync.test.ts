import { afterEach, describe, expect, it } from 'vitest'
import type { SyncMatrix } from '../contract/sync.ts'
import type { DeviceDriver } from '../ports.ts'
import type { Gate, Hall } from '../testing/terminal-hall.ts'
import { createZktecoDriver } from './zkteco/driver.ts'
import { childName, fingersHeld, openHall, templateOf, until } from '../testing/terminal-hall.ts'

// The real core on a real database, the real driver, virtual terminals over TCP.

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function hall(...args: Parameters<typeof openHall>): Promise<Hall> {
  const it = await openHall(...args)
  closing.push(() => it.close())
  return it
}

async function assign(it: Hall, assigned = true): Promise<void> {
  await it.desk.call('sync.assign', { deviceGroupId: it.deviceGroupId, streamId: it.streamId, assigned })
}

function totals(it: Hall): Promise<SyncMatrix['totals']> {
  return it.desk.call('sync.matrix', {}).then(matrix => matrix.totals)
}

async function inStep(it: Hall, count: number, seconds = 10): Promise<void> {
  await until(`${count} are in step`, async () => (await totals(it)).in_step === count, seconds)
}

function holdsRightly({ terminal }: Gate, pins: readonly number[]): boolean {
  const users = terminal.users()
  return pins.every(pin => {
    const user = users.find(({ userId }) => userId === String(pin))
    if (user === undefined) return false
    return fingersHeld.every(finger => {
      const held = terminal.finger(user.uid, finger)
      return held !== undefined && Buffer.from(held.template).equals(templateOf(pin, finger))
    })
  })
}

const pinsUpTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

describe('600 children put on two terminals in one action, one of them without a cable', () => {
  it('completes at one at once, and at the other by itself when it returns', { timeout: 60_000 }, async () => {
    const it = await hall({ children: 600, gates: [{ name: 'Main' }, { name: 'Back' }] })
    const [main, back] = it.gates as [Gate, Gate]
    await it.holdFingers(600)
    await it.line(main, 'online')
    await it.line(back, 'online')
    back.served.unplug()
    await it.line(back, 'offline')

    await assign(it)
    await inStep(it, 600, 40)
    expect(await totals(it)).toMatchObject({ in_step: 600, offline: 600, waiting: 0, failed: 0 })
    expect(main.terminal.users()).toHaveLength(600)
    expect(holdsRightly(main, pinsUpTo(600))).toBe(true)
    expect(back.terminal.users()).toHaveLength(0)

    back.served.plug()
    await inStep(it, 1200, 40)
    expect(holdsRightly(back, pinsUpTo(600))).toBe(true)
    const heard = () => it.desk.events.flatMap(event => (event.name === 'sync.changed' ? [event.payload] : []))
    await until('the end is told', () => heard().at(-1)?.running === false)
    const runs = heard()
    expect(runs.at(-1)).toMatchObject({ deviceId: back.id, done: 600, failed: 0, running: false, error: null })
    expect(runs.length).toBeGreaterThan(3)
  })
})

describe('a line that breaks in the middle', () => {
  it('is gone on with where it was', async () => {
    const it = await hall({ children: 120, gates: [{ name: 'Main' }] })
    const [main] = it.gates as [Gate]
    await it.holdFingers(120)
    await it.line(main, 'online')
    await assign(it)
    await until('some are there', () => main.terminal.fingers().length >= 40)
    main.served.dropLines()
    await inStep(it, 120)
    expect(holdsRightly(main, pinsUpTo(120))).toBe(true)
    expect(main.terminal.users()).toHaveLength(120)
  })
})

describe('punches during a long sync', () => {
  it('are recorded, while children come too', async () => {
    const it = await hall({ children: 60, gates: [{ name: 'Main' }] })
    const [main] = it.gates as [Gate]
    it.clock.at = it.clock.at - 9 * 60 * 60_000
    await it.holdFingers(60)
    await it.line(main, 'online')
    await assign(it)
    await until('it has begun', () => main.terminal.users().length >= 6)
    let pressed = 0
    for (let pin = 1; pin <= 6; pin++) {
      await until(`${pin} has pressed`, () => 'recorded' in main.terminal.punch(String(pin)), 2)
      pressed += 1
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    const feed = await it.desk.call('attendance.feed', {})
    await until('they are in the office', async () => (await it.desk.call('attendance.feed', {})).length === pressed)
    expect(feed.every(({ source }) => source === 'live')).toBe(true)
    expect(main.terminal.users().length).toBeLessThan(60)
  })
})

describe('what is on a terminal', () => {
  it('follows the office: names, classes, fingers removed; and nobody unknown is touched', async () => {
    const stranger = { uid: 900, userId: '900', name: 'Old Watchman', privilege: 14, password: '77', card: 5, group: 1 }
    const it = await hall({ children: 3, gates: [{ name: 'Main', users: [stranger] }] })
    const [main] = it.gates as [Gate]
    await it.holdFingers(3)
    await it.line(main, 'online')
    await assign(it)
    await inStep(it, 3)
    expect(main.terminal.users().map(({ userId, name }) => [userId, name])).toEqual([
      ['900', 'Old Watchman'],
      ...pinsUpTo(3).map(pin => [String(pin), Object.values(childName(pin)).join(' ')]),
    ])

    const [child] = it.children
    if (child === undefined) throw new Error('no child')
    await it.desk.call('enrollment.remove', { studentId: child, finger: 6 })
    await until('the finger is gone', () => main.terminal.fingers().length === 5)

    await assign(it, false)
    await until('they are gone', () => main.terminal.users().length === 1)
    expect(main.terminal.users()[0]).toEqual(stranger)
    expect((await it.desk.call('sync.plan', {}))[0]).toMatchObject({ removeUsers: 0, addUsers: 0, unknownUsers: 1 })
  })

  it('is told before anything is done', async () => {
    const it = await hall({ children: 4, gates: [{ name: 'Main' }, { name: 'Back' }] })
    const [main, back] = it.gates as [Gate, Gate]
    await it.holdFingers(2)
    await it.line(main, 'online')
    back.served.unplug()
    await it.line(back, 'offline')
    const before = await it.desk.call('sync.plan', {})
    expect(before.map(({ deviceName, online, addUsers }) => [deviceName, online, addUsers])).toEqual([
      ['Back', false, 0],
      ['Main', true, 0],
    ])
    await assign(it)
    const [away] = await it.desk.call('sync.plan', {})
    expect(away).toMatchObject({ online: false, addUsers: 4 })
    await until('the rest is done', async () => (await totals(it)).no_finger === 2)
    expect(await totals(it)).toMatchObject({ in_step: 2, no_finger: 2, offline: 4 })
  })

  it('of another template version gets the children and not the fingers', async () => {
    const it = await hall({ children: 2, gates: [{ name: 'Main' }, { name: 'Old', family: 'bw' }] })
    const [main, old] = it.gates as [Gate, Gate]
    await it.holdFingers(2)
    for (const gate of [main, old]) await it.line(gate, 'online')
    await assign(it)
    await until('both are done', async () => (await totals(it)).in_step + (await totals(it)).no_finger === 4)
    expect(old.terminal.users().map(({ userId }) => userId)).toEqual(['1', '2'])
    expect(old.terminal.fingers()).toEqual([])
    expect(main.terminal.fingers()).toHaveLength(4)
  })

  it('that has no room says so for those who do not fit', async () => {
    const it = await hall({ children: 5, gates: [{ name: 'Main', userCapacity: 3 }] })
    const [main] = it.gates as [Gate]
    await it.line(main, 'online')
    await assign(it)
    await until('three are there', () => main.terminal.users().length === 3)
    await until('told', async () => (await totals(it)).failed === 2)
    const { rows } = await it.desk.call('sync.matrix', { onlyProblems: true })
    expect(rows.flatMap(({ cells }) => cells.flatMap(({ reason }) => reason ?? []))).toEqual([
      'device_full',
      'device_full',
    ])
  })
})

describe('a finger enrolled at a terminal', () => {
  it('does not make all the others be read again, and travels to the other terminals', async () => {
    const whole: string[] = []
    const real = createZktecoDriver({ connectTimeoutMs: 400, replyTimeoutMs: 400 })
    const deviceDriver: DeviceDriver = {
      async connect(address, signal) {
        const session = await real.connect(address, signal)
        const templates: typeof session.templates = onProgress => {
          whole.push(session.info.serial)
          return session.templates(onProgress)
        }
        return { ...session, templates }
      },
    }
    const it = await hall({ children: 20, gates: [{ name: 'Main' }, { name: 'Back' }] }, { deviceDriver })
    const [main, back] = it.gates as [Gate, Gate]
    await it.holdFingers(19)
    for (const gate of [main, back]) await it.line(gate, 'online')
    await assign(it)
    await until('all but one are in step', async () => (await totals(it)).in_step === 38)
    whole.length = 0
    const studentId = it.children[19]
    if (studentId === undefined) throw new Error('no child')
    await it.desk.call('enrollment.start', { studentId, deviceId: main.id, finger: 6 })
    const steps = () =>
      it.desk.events.flatMap(event => (event.name === 'enrollment.progress' ? [event.payload.step] : []))
    for (const press of [1, 2, 3]) {
      await until(`press ${press} is asked for`, () =>
        steps().some(step => step.kind === 'place' && step.press === press),
      )
      main.terminal.enrollment.press('good')
    }
    await until('it is at the back too', () => back.terminal.fingers().length === 39)
    await inStep(it, 40)
    expect(whole).toEqual([])
  })
})
