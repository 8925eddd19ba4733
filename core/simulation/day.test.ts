import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { createApp } from '../app.ts'
import type { DaySummary } from '../contract/attendance.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import type { Result } from '../contract/errors.ts'
import type { MessageKind, MessagePage } from '../contract/messages.ts'
import { createZktecoDriver } from '../devices/zkteco/driver.ts'
import type { Ports, SmsGateway } from '../ports.ts'
import { demoDay } from './day-plan.ts'
import { createDemoKeyring } from './keyring.ts'
import { prepareDemoDatabase } from './seed.ts'
import { createWorld } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-day-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const window = 1

function valueOf<T>(result: Result): T {
  if (!result.ok) throw new Error(result.error.code)
  return result.value as T
}

describe('the core on the demo day', () => {
  it('knows in the evening what the terminals know, and told every parent once', async () => {
    const sent: string[] = []
    const smsGateway: SmsGateway = {
      name: 'test',
      send: ({ phone, body }) => {
        sent.push(`${phone} ${body}`)
        return Promise.resolve({ kind: 'accepted', providerId: String(sent.length), costMinor: 80, code: '101' })
      },
      balance: () => Promise.resolve(null),
    }
    const faults: unknown[] = []
    const world = await createWorld({ port: 0, paceMs: 0 })
    const paths = { database: join(folder, 'day.db'), backups: folder }
    const keyring = createDemoKeyring(join(folder, 'key'))
    await prepareDemoDatabase(paths, world, keyring)
    const ports: Ports = {
      clock: world.clock,
      log: { info: () => undefined, warn: () => undefined, error: (what, error) => faults.push(what, error) },
      paths,
      deviceDriver: createZktecoDriver({ connectTimeoutMs: 1000, replyTimeoutMs: 1000 }),
      sms: { open: () => smsGateway, test: () => Promise.resolve(null) },
      deliveryReports: null,
      mailer: { send: () => Promise.resolve({ kind: 'unreachable', reason: 'no_mail' }) },
      pages: {
        keep: () => '',
        print: () => Promise.resolve(false),
        savePdf: () => Promise.resolve(null),
        saveFile: () => Promise.resolve(null),
      },
      keyring,
      simulation: world.simulation,
    }
    const app = createApp(ports, { devices: { heartbeatMs: 100, backoffMs: [50] }, messages: { perSecond: 500 } })
    const ask = async <T>(channel: string, input: unknown = {}) => valueOf<T>(await app.call(window, channel, input))
    try {
      app.start()
      // Twice the demo's pace: much faster, and a busy machine takes hours of school time to read a terminal, so that
      // parents are told "late" of a child whose earlier press nobody knows yet.
      world.simulation.setSpeed(2)
      world.play()
      await ask('session.signIn', { username: 'secretary', password: 'secretary' })
      for (const limit = performance.now() + 80_000; performance.now() < limit;) {
        await pause(200)
        if (world.simulation.state().phase !== 'finished') continue
        const devices = await ask<DeviceStatus[]>('devices.list')
        if (devices.reduce((sum, { punchesRecorded }) => sum + punchesRecorded, 0) === world.expected().punches) break
      }
      for (const { id } of await ask<DeviceStatus[]>('devices.list')) await ask('devices.readNow', { deviceId: id })
      await pause(1500)

      const expected = world.expected()
      const summary = await ask<DaySummary>('attendance.summary', { day: demoDay, session: 'AM' })
      expect(summary.counts).toEqual({
        roll: expected.roll,
        present: expected.present,
        late: expected.late,
        absent: expected.absent,
        notYetIn: 0,
        notRecorded: expected.notRecorded,
      })
      expect(summary.unmatchedPunches).toBe(expected.unmatched)
      const devices = await ask<DeviceStatus[]>('devices.list')
      expect(devices.reduce((sum, { punchesRecorded }) => sum + punchesRecorded, 0)).toBe(expected.punches)
      // A message is taken back when an earlier press comes to light before it has left.
      const written = async (kind: MessageKind) => {
        const { total } = await ask<MessagePage>('messages.list', { kind })
        const cancelled = await ask<MessagePage>('messages.list', { kind, state: 'cancelled' })
        return total - cancelled.total
      }
      const { arrival, late, leftEarly, absent } = expected.messages
      const arrivedAfter = await written('arrived_after')
      expect([await written('arrival'), await written('left_early')]).toEqual([arrival, leftEarly])
      // Whose absence was told before is not told "late", but that the child has arrived.
      expect((await written('late')) + arrivedAfter).toBe(late)
      const alerts = await ask<MessagePage>('messages.list', { kind: 'absent', limit: 500 })
      const noon = Date.parse(`${demoDay}T12:00:00+03:00`)
      const morning = alerts.rows.filter(({ state, createdAt }) => state !== 'cancelled' && createdAt < noon)
      expect(morning.length - arrivedAfter).toBe(absent)
      expect(sent.length).toBe(new Set(sent).size)
      expect(faults).toEqual([])
    } finally {
      await app.stop()
      await world.close()
    }
  }, 120_000)
})
