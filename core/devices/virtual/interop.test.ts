import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import ZKLib from 'node-zklib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import Zkteco from 'zkteco-js'
import { unpackTime } from '../zkteco/device-time.ts'
import { generateLogs, generateUsers } from './generate.ts'

// Clients that this project did not write read the terminal as it is started by hand, with the pause between frames
// that real terminals leave. Both take whatever TCP delivers at once for one frame: on a computer busy enough to sleep
// through a pause they lose one and wait for ever, so they get a second and a third try, one after the other.

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))
const SEED = 7
const CLIENT_TIMEOUT_MS = 5000
const stops: (() => void)[] = []

// both print that they are connected
beforeAll(() => {
  vi.spyOn(console, 'log').mockReturnValue(undefined)
})

afterAll(() => {
  vi.restoreAllMocks()
  for (const stop of stops) stop()
})

async function startTerminal(users: number, logs: number, ...args: string[]): Promise<number> {
  const counts = ['--users', String(users), '--logs', String(logs), '--seed', String(SEED)]
  const child = spawn(process.execPath, [CLI, '--port', '0', ...counts, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  stops.push(() => child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout })) {
    const { what, port } = JSON.parse(line) as { what: string; port: number }
    if (what === 'ready') return port
  }
  throw new Error('the terminal did not start')
}

/** The moment as these clients build it: the wall clock of the terminal read as if it were this computer's. */
function clientDate(rawTime: number): Date {
  const { wall } = unpackTime(rawTime)
  return new Date(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second)
}

function expectedUsers(count: number) {
  return generateUsers(count, SEED).map(user => ({
    uid: user.uid,
    role: user.privilege,
    password: user.password,
    name: user.name,
    cardno: user.card,
    userId: user.userId,
  }))
}

const expectedLogs = (users: number, logs: number) => generateLogs(generateUsers(users, SEED), logs, SEED)

describe.each([
  ['long tables, one packet a range', 600, 3000, '65536'],
  ['tables in packets of 1008 bytes', 60, 100, '1008'],
  ['a small table, in one packet', 30, 20, '65536'],
])('other clients read %s', { retry: 2, timeout: 6000 }, (_what, users, logs, packet) => {
  let port = 0
  beforeAll(async () => {
    port = await startTerminal(users, logs, '--packet', packet)
  })

  it('zkteco-js', async () => {
    const client = new Zkteco('127.0.0.1', port, CLIENT_TIMEOUT_MS, 0)
    await client.createSocket()
    expect(await client.getInfo()).toMatchObject({ userCounts: users, logCounts: logs })
    expect(await client.getSerialNumber()).toContain('VT0001')
    expect((await client.getUsers()).data).toEqual(expectedUsers(users))
    expect((await client.getAttendances()).data).toEqual(
      expectedLogs(users, logs).map(log => ({
        sn: log.uid,
        user_id: log.userId,
        record_time: clientDate(log.rawTime).toString(),
        type: log.verify,
        state: log.state,
        ip: '127.0.0.1',
      })),
    )
    await client.disconnect()
  })

  it('node-zklib', async () => {
    const client = new ZKLib('127.0.0.1', port, CLIENT_TIMEOUT_MS, 0)
    await client.createSocket()
    expect(await client.getInfo()).toMatchObject({ userCounts: users, logCounts: logs })
    expect(await client.getUsers()).toMatchObject({ data: expectedUsers(users) })
    const attendances = await client.getAttendances()
    expect(attendances.err ?? null).toBeNull()
    expect(
      attendances.data.map(({ userSn, deviceUserId, recordTime }) => ({ userSn, deviceUserId, recordTime })),
    ).toEqual(
      expectedLogs(users, logs).map(log => ({
        userSn: log.uid,
        deviceUserId: log.userId,
        recordTime: clientDate(log.rawTime),
      })),
    )
    await client.disconnect()
  })
})
