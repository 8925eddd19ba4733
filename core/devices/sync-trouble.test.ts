import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../contract/errors.ts'
import type { DeviceDriver, DeviceSession, TemplateUpload } from '../ports.ts'
import type { Gate } from '../testing/terminal-hall.ts'
import { openHall, until } from '../testing/terminal-hall.ts'
import { createTestKeyring } from '../testing/test-keyring.ts'
import { createZktecoDriver } from './zkteco/driver.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** The real driver, with trouble at uploads. */
function driverWith(
  trouble: (items: readonly TemplateUpload[], session: DeviceSession) => Promise<void>,
): DeviceDriver {
  const real = createZktecoDriver({ connectTimeoutMs: 400, replyTimeoutMs: 400 })
  return {
    async connect(address, signal) {
      const session = await real.connect(address, signal)
      const putTemplates: typeof session.putTemplates = async items => {
        await trouble(items, session)
        return session.putTemplates(items)
      }
      return { ...session, putTemplates }
    },
  }
}

async function syncing(deviceDriver: DeviceDriver, children = 50) {
  const keyring = createTestKeyring()
  const it = await openHall({ children, gates: [{ name: 'Main' }] }, { deviceDriver, keyring })
  closing.push(() => it.close())
  const [main] = it.gates as [Gate]
  await it.holdFingers(children)
  const failed = async () => {
    const { rows } = await it.desk.call('sync.matrix', {})
    return rows.flatMap(({ studentId, cells }) =>
      cells.flatMap(({ state, reason }) =>
        state === 'failed' ? [`${it.children.indexOf(studentId) + 1} ${reason}`] : [],
      ),
    )
  }
  const assign = () =>
    it.desk.call('sync.assign', { deviceGroupId: it.deviceGroupId, streamId: it.streamId, assigned: true })
  const inStep = async () => (await it.desk.call('sync.matrix', {})).totals.in_step
  return { it, main, keyring, failed, assign, inStep }
}
const has = (items: readonly TemplateUpload[], pin: string) => items.some(({ user }) => user.userId === pin)

describe('a child that a terminal will not take', () => {
  it('is found out, told with the reason, and keeps nobody else off; a person can have it tried again', async () => {
    let refusing = true
    const driver = driverWith(items =>
      refusing && has(items, '13') ? Promise.reject(new AppError('device_refused')) : Promise.resolve(),
    )
    const { it, main, failed, assign, inStep } = await syncing(driver)
    await it.line(main, 'online')
    await assign()
    await until('the others are in step', async () => (await inStep()) === 49)
    expect(await failed()).toEqual(['13 device_refused'])
    expect((await it.desk.call('devices.doctor', {}))[0]?.findings).toContainEqual(
      expect.objectContaining({ kind: 'sync_failed', details: { students: 1 }, remedy: 'sync_now' }),
    )
    refusing = false
    await it.desk.call('sync.run', { deviceId: main.id })
    await until('all are in step', async () => (await inStep()) === 50)
  })

  it('is found out also when the line is lost each time', async () => {
    const driver = driverWith(async (items, session) => {
      if (!has(items, '13')) return
      await session.close()
      throw new AppError('device_offline')
    })
    const { it, main, failed, assign, inStep } = await syncing(driver, 20)
    await it.line(main, 'online')
    await assign()
    await until('the others are in step', async () => (await inStep()) === 19)
    expect(await failed()).toEqual(['13 device_offline'])
  })
})

describe('a keyring that is locked', () => {
  it('puts the children there without fingers and says why; the fingers follow', async () => {
    const { it, main, keyring, failed, assign, inStep } = await syncing(
      driverWith(() => Promise.resolve()),
      3,
    )
    keyring.locked = true
    await it.line(main, 'online')
    await assign()
    await until('they are told of', async () => (await failed()).length === 3)
    expect(await failed()).toEqual(['1 keyring_unavailable', '2 keyring_unavailable', '3 keyring_unavailable'])
    expect([main.terminal.users().length, main.terminal.fingers().length]).toEqual([3, 0])
    keyring.locked = false
    await it.desk.call('sync.run', {})
    await until('all are in step', async () => (await inStep()) === 3)
    expect(main.terminal.fingers()).toHaveLength(6)
  })
})
