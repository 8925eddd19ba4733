import { describe, expect, it } from 'vitest'
import { CMD, REPLY } from '../zkteco/commands.ts'
import { encodeUser } from '../zkteco/records.ts'
import { splitTable } from '../zkteco/tables.ts'
import { generateUsers } from './generate.ts'
import { createRandom } from './random.ts'
import { logIn, openUdpClient, readTable, startTerminal } from '../../testing/test-terminal.ts'

/** Codes that end the line, the session or the terminal's hearing, which is what they are for. */
const ENDING = new Set<number>([CMD.EXIT, CMD.RESTART, CMD.POWER_OFF, CMD.CONNECT])

describe('a terminal', () => {
  it.each([
    ['TCP', 'tft'],
    ['UDP', 'bw'],
  ] as const)('outlives requests with random data (%s, %s)', async (transport, family) => {
    const { served } = await startTerminal({ family }, { udp: true })
    const random = createRandom(11)
    const codes = Object.values(CMD).filter(code => !ENDING.has(code))
    const tcp = await logIn(served)
    const client = transport === 'UDP' ? openUdpClient(served.port) : tcp
    const session = transport === 'UDP' ? (await client.ask(CMD.CONNECT)).session : tcp.session
    for (let i = 0; i < 4000; i++) {
      const length = random.pick([0, 1, 2, 3, 4, 5, 6, 8, 11, 24, 25, 26, 28, 72, random.int(1100)])
      const data = Uint8Array.from({ length }, () => (random.int(3) === 0 ? random.int(256) : random.int(4)))
      client.send({ command: random.pick(codes), session, replyId: 1 + (i % 60_000), data })
      if (i % 100 === 0) await client.during(1)
    }
    await client.during(300)
    const after = await logIn(served)
    expect((await after.ask(CMD.GET_TIME)).command).toBe(REPLY.OK)
    expect((await after.ask(CMD.GET_FREE_SIZES)).command).toBe(REPLY.OK)
    for (const table of ['users', 'logs', 'fingers', 'opLogs'] as const) await readTable(after, table)
  })
})

describe('a user record', () => {
  it('is given back with every byte as it was written', async () => {
    const { served } = await startTerminal({ users: generateUsers(1, 1) })
    const client = await logIn(served)
    const record = encodeUser(
      { uid: 9, privilege: 0, password: '12', name: 'Amina', card: 5, group: 2, userId: '77' },
      72,
      0x5c,
    )
    record.set([1, 0, 2, 0, 3, 0, 4, 0], 40)
    expect((await client.ask(CMD.USER_WRQ, record)).command).toBe(REPLY.OK)
    expect(splitTable(await readTable(client, 'users'), 72)[1]).toEqual(record)
  })

  it('is refused when its password is none that a record can hold', async () => {
    const { served } = await startTerminal()
    const record = encodeUser(
      { uid: 900, privilege: 0, password: '12', name: 'A', card: 5, group: 2, userId: '77' },
      72,
    )
    record.fill(0xff, 3, 11)
    expect((await (await logIn(served)).ask(CMD.USER_WRQ, record)).command).toBe(REPLY.ERROR)
  })
})
