import { afterEach, expect, it } from 'vitest'
import type { DeviceId } from '../contract/common.ts'
import type { DeviceLine, DeviceStatus } from '../contract/devices.ts'
import { AppError } from '../contract/errors.ts'
import { createSmallSchool } from '../testing/small-school.ts'
import { deviceLogLines } from './device-log.repo.ts'
import { createSelfTest } from './self-test.job.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

function setUp() {
  const school = createSmallSchool({ students: 1, devices: 2 })
  closing.push(school.close)
  const [main, back] = school.devices as [DeviceId, DeviceId]
  const lines = new Map<DeviceId, DeviceLine>([
    [main, { kind: 'online' }],
    [back, { kind: 'offline', since: 0, reason: 'device_offline' }],
  ])
  const read: DeviceId[] = []
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const fleet = {
    statuses: () => [...lines].map(([id, line]) => ({ id, line, lastReadAt: null }) as DeviceStatus),
    readNow: (id: DeviceId) => {
      read.push(id)
      return Promise.reject(new AppError('device_offline'))
    },
  }
  const finding = { kind: 'offline', severity: 'act_now', details: {}, remedy: null } as const
  const doctor = {
    reports: () =>
      Promise.resolve(
        [...lines].map(([deviceId, line]) => ({
          deviceId,
          name: '',
          at: 0,
          findings: line.kind === 'offline' ? [finding] : [],
        })),
      ),
  }
  const start = () => createSelfTest({ ...school, log }, fleet, doctor)
  const job = start()
  const tests = (id: DeviceId) => deviceLogLines(school.db, id, 10).map(({ details }) => details)
  const at = async (clock: string, day?: string, which = job) => {
    school.clock.set(school.at(clock, day))
    await which.run(new AbortController().signal)
  }
  return { at, start, tests, read, lines, main, back }
}

it('at half past six of a school day every terminal is read and what is found is written down, once a day', async () => {
  const { at, start, tests, read, main, back } = setUp()
  await at('06:29')
  expect(tests(main)).toEqual([])
  await at('06:30')
  expect(tests(main)).toEqual([{ findings: 0, kinds: '' }])
  expect(tests(back)).toEqual([{ findings: 1, kinds: 'offline' }])
  expect(read).toEqual([main])
  await at('06:31')
  await at('06:40', undefined, start())
  expect(tests(main)).toHaveLength(1)
  await at('06:30', '2026-05-13')
  expect(tests(main)).toHaveLength(2)
})

it('an app that is opened later that morning waits for its lines; on Saturday nothing is tested', async () => {
  const { at, tests, lines, main } = setUp()
  await at('06:30', '2026-05-16')
  lines.set(main, { kind: 'connecting' })
  await at('07:10')
  expect(tests(main)).toEqual([])
  lines.set(main, { kind: 'online' })
  await at('07:11')
  expect(tests(main)).toHaveLength(1)
})
