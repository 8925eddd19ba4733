import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import type { DeviceId, EnrollmentId } from '../contract/common.ts'
import { device, enrollmentIntent, punch, station } from '../db/schema.ts'
import type { Gate, Hall } from '../testing/terminal-hall.ts'
import { openHall, until } from '../testing/terminal-hall.ts'
import { returnRetired } from './registry.repo.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function hall(...args: Parameters<typeof openHall>): Promise<Hall> {
  const it = await openHall(...args)
  closing.push(() => it.close())
  return it
}

const unregistered = (name: string, more = {}) => ({ name, registered: false, ...more })

function draftOf({ host, served }: Gate, name = 'Main') {
  return { name, host, port: served.port }
}

async function lineOf({ desk }: Hall, id: DeviceId): Promise<string | undefined> {
  const line = (await desk.call('devices.list', {})).find(status => status.id === id)?.line
  return line?.kind === 'offline' ? line.reason : line?.kind
}

async function online(it: Hall, id: DeviceId): Promise<void> {
  await until('it is online', async () => (await lineOf(it, id)) === 'online')
}

describe('a terminal that is added', () => {
  it('is connected at once, in the group that was chosen', async () => {
    const it = await hall({ children: 1, gates: [unregistered('Main')] })
    const [main] = it.gates as [Gate]
    const { id } = await it.desk.call('devices.add', { ...draftOf(main), newGroupName: 'Kitchen', commKey: 0 })
    await online(it, id)
    expect(await it.desk.call('devices.list', {})).toMatchObject([
      { id, name: 'Main', groupName: 'Kitchen', serial: 'VT0001', line: { kind: 'online' } },
    ])
    expect((await it.desk.call('devices.groups', {})).map(({ name }) => name)).toEqual(['Gates', 'Kitchen'])
    expect((await it.desk.call('devices.log', { deviceId: id })).map(({ what }) => what)).toEqual(['online', 'added'])
  })

  it('cannot have the address of another', async () => {
    const it = await hall({ children: 1, gates: [{ name: 'Main' }, { name: 'Back' }] })
    const [main, back] = it.gates as [Gate, Gate]
    await expect(it.desk.call('devices.add', draftOf(main))).rejects.toMatchObject({
      code: 'device_address_taken',
      details: { device: 'Main' },
    })
    await expect(
      it.desk.call('devices.edit', { deviceId: back.id, host: main.host, port: main.served.port }),
    ).rejects.toMatchObject({ code: 'device_address_taken' })
    await it.desk.call('devices.edit', { deviceId: back.id, host: back.host, name: 'Back gate' })
  })

  it('never gives its key away', async () => {
    const it = await hall({ children: 1, gates: [unregistered('Main', { commKey: 4711 })] })
    const [main] = it.gates as [Gate]
    const { id } = await it.desk.call('devices.add', { ...draftOf(main), commKey: 4711 })
    await online(it, id)
    const said = JSON.stringify([
      await it.desk.call('devices.list', {}),
      await it.desk.call('devices.doctor', {}),
      await it.desk.call('devices.log', { deviceId: id }),
      it.desk.events,
      it.logged,
    ])
    expect(said).not.toContain('4711')
  })

  it('is refused to those who may only look', async () => {
    const it = await hall({ children: 1, gates: [unregistered('Main')] })
    const teacher = await it.as('teacher')
    await expect(teacher.call('devices.add', draftOf(it.gates[0] as Gate))).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a terminal that is changed', () => {
  it('is connected anew under another key, and stays connected under another name', async () => {
    const it = await hall({ children: 1, gates: [{ name: 'Main', commKey: 99 }] })
    const [main] = it.gates as [Gate]
    await until('its key is wrong', async () => (await lineOf(it, main.id)) === 'device_key_wrong')
    await it.desk.call('devices.edit', { deviceId: main.id, commKey: 99 })
    await online(it, main.id)
    const connects = () =>
      it.desk.events.filter(event => event.name === 'devices.changed' && event.payload.line.kind === 'connecting')
    const before = connects().length
    await it.desk.call('devices.edit', { deviceId: main.id, name: 'Front', location: 'Road' })
    expect(await it.desk.call('devices.list', {})).toMatchObject([
      { name: 'Front', location: 'Road', line: { kind: 'online' } },
    ])
    expect(connects()).toHaveLength(before)
  })

  it('is not found when it is not there', async () => {
    const it = await hall({ children: 1, gates: [{ name: 'Main' }, unregistered('None')] })
    const none = (it.gates[1] as Gate).id
    await expect(it.desk.call('devices.edit', { deviceId: none, name: 'X' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(it.desk.call('devices.retire', { deviceId: none, word: 'RETIRE' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('a terminal that is retired', () => {
  it('is let go, keeps its punches, and goes on as itself when it is registered again', async () => {
    const it = await hall({ children: 2, gates: [{ name: 'Main' }] })
    const [main] = it.gates as [Gate]
    await it.line(main, 'online')
    await until('pressed', () => 'recorded' in main.terminal.punch('1'))
    const punches = () => it.db.select().from(punch).all()
    await until('recorded', () => punches().length === 1)
    await it.desk.call('devices.retire', { deviceId: main.id, word: 'RETIRE' })
    expect(await it.desk.call('devices.list', {})).toEqual([])
    main.terminal.punch('2')
    await new Promise(resolve => setTimeout(resolve, 60))
    expect(punches()).toHaveLength(1)

    const { id: again } = await it.desk.call('devices.add', draftOf(main, 'Main again'))
    await online(it, main.id)
    await until('both are recorded', () => punches().length === 2)
    expect(new Set(punches().map(({ deviceId }) => deviceId))).toEqual(new Set([main.id]))
    expect(it.db.select().from(device).where(eq(device.id, again)).all()).toEqual([])
    expect(await it.desk.call('devices.list', {})).toMatchObject([{ id: main.id, name: 'Main again' }])
    expect((await it.desk.call('devices.log', { deviceId: main.id })).map(({ what }) => what)).toContain('returned')
  })

  it('takes over the list that was begun at its second row before it answered', async () => {
    const it = await hall({ children: 2, gates: [{ name: 'Main' }] })
    const [main] = it.gates as [Gate]
    await it.line(main, 'online')
    await it.desk.call('devices.retire', { deviceId: main.id, word: 'RETIRE' })
    main.served.unplug()
    const { id: again } = await it.desk.call('devices.add', draftOf(main))
    const where = { streamId: it.streamId, deviceId: again, finger: 6, onlyMissing: false } as const
    await it.desk.call('enrollment.stationStart', where)
    main.served.plug()
    await online(it, main.id)
    expect(it.db.select({ at: station.deviceId }).from(station).all()).toEqual([{ at: main.id }])
    expect(await it.desk.call('enrollment.station', {})).toMatchObject({ deviceId: main.id })
    expect(it.db.select().from(device).where(eq(device.id, again)).all()).toEqual([])
  })

  it('stays a row of its own where something else hangs on the second one', async () => {
    const it = await hall({ children: 1, gates: [{ name: 'Main' }] })
    const [main] = it.gates as [Gate]
    await it.line(main, 'online')
    await it.desk.call('devices.retire', { deviceId: main.id, word: 'RETIRE' })
    main.served.unplug()
    const { id: again } = await it.desk.call('devices.add', draftOf(main))
    const [studentId] = it.children
    if (studentId === undefined) throw new Error('no child')
    const id = 'left-behind' as EnrollmentId
    const intent = { id, studentId, deviceId: again, pin: '1', finger: 6, userIsNew: true, startedAt: it.clock.at }
    it.db.insert(enrollmentIntent).values(intent).run()
    expect(returnRetired(it.db, again, 'VT0001')).toBeNull()
    expect(it.db.select({ at: enrollmentIntent.deviceId }).from(enrollmentIntent).all()).toEqual([{ at: again }])
  })
})
