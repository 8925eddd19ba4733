import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DeviceStatus } from '../contract/devices.ts'
import { AppError } from '../contract/errors.ts'
import type { DeviceDriver } from '../ports.ts'
import { createFingerTerminal } from '../testing/finger-terminal.ts'
import { createTestApp, testNow } from '../testing/test-app.ts'
import { insertDevice, insertDeviceGroup } from './devices.repo.ts'
import { createRefind } from './refind.job.ts'
import { nearby } from './subnet-rules.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const running = new AbortController().signal
const oldHost = '192.168.1.20'

/** A terminal that went from its address to the farthest of the network; nobody answers at any other. */
function movedFar() {
  const { db, schoolId } = createTestApp()
  if (schoolId === null) throw new Error('a terminal needs a school')
  const deviceGroupId = insertDeviceGroup(db, { schoolId, name: 'Gates' })
  const id = insertDevice(db, { schoolId, deviceGroupId, name: 'Main', host: oldHost, port: 4370, at: testNow })
  const newHost = nearby(oldHost).at(-1) ?? ''
  const lost: DeviceStatus = {
    id,
    name: 'Main',
    location: '',
    groupName: 'Gates',
    host: oldHost,
    port: 4370,
    serial: 'FT0009',
    model: null,
    firmware: null,
    line: { kind: 'offline', since: testNow, reason: 'device_offline' },
    lastSeenAt: null,
    lastReadAt: null,
    enrolledCount: null,
    capacity: null,
    logsOnDevice: null,
    logCapacity: null,
    punchesRecorded: 0,
    clockDriftMs: null,
  }
  const terminal = createFingerTerminal('FT0009')
  const asked: string[] = []
  let open = 0
  let most = 0
  const deviceDriver: DeviceDriver = {
    async connect(address, signal) {
      asked.push(address.host)
      if (address.host === newHost) return terminal.driver.connect(address, signal)
      most = Math.max(most, (open += 1))
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          open -= 1
          reject(new AppError('device_offline'))
        })
      })
    },
  }
  const refreshed: string[] = []
  const job = createRefind({
    db,
    clock: { now: () => testNow, speed: () => 1 },
    log: silent,
    deviceDriver,
    fleet: { statuses: () => [lost], refresh: id => Promise.resolve(void refreshed.push(id)) },
    network: { near: ({ host, port }) => nearby(host).map(other => ({ host: other, port })) },
    searching: () => false,
  })
  return { job, id, asked, refreshed, most: () => most }
}

it('finds the farthest address well within two minutes, asking few at a time', async () => {
  const { job, id, asked, refreshed, most } = movedFar()
  let seconds = 0
  const rounds = async () => {
    while (refreshed.length === 0) {
      await job.run(running)
      await new Promise(resolve => setTimeout(resolve, job.everyMs))
    }
  }
  const found = rounds()
  while (refreshed.length === 0 && seconds < 120) {
    await vi.advanceTimersByTimeAsync(1000)
    seconds += 1
  }
  expect(refreshed).toEqual([id])
  expect(asked).toHaveLength(253)
  // 16 s before it is known to be lost are not in this.
  expect(seconds).toBeLessThanOrEqual(90)
  expect(seconds).toBeGreaterThan(45)
  expect(most()).toBeLessThanOrEqual(6)
  await vi.advanceTimersByTimeAsync(job.everyMs)
  await found
})
