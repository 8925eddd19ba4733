import { afterEach, describe, expect, it } from 'vitest'
import { decodeAttlogEvent, type AttlogEventLength } from '../zkteco/attlog-event.ts'
import { scrambleCommKey } from '../zkteco/comm-key.ts'
import { CMD, EF, REPLY } from '../zkteco/commands.ts'
import { encodePacket, frame, type Packet } from '../zkteco/packet.ts'
import { decodeLogs } from '../zkteco/log-records.ts'
import { decodeFreeSizes, decodeUsers, encodeUser } from '../zkteco/records.ts'
import { rangeRequest, tableRequest } from '../zkteco/tables.ts'
import { generateLogs, generateUsers } from './generate.ts'
import { packLocal } from './local-time.ts'
import type { TerminalLine } from './report.ts'
import { serveTerminal, type ServedTerminal, type ServeOptions } from './server.ts'
import { createTerminal, type Terminal, type TerminalOptions } from './terminal.ts'
import { openTestClient, u32, type TestClient } from './test-client.ts'

const SEVEN = Date.UTC(2026, 1, 3, 7)
const cleanUps: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

type Line = { terminal: Terminal; served: ServedTerminal; client: TestClient; lines: TerminalLine[] }

async function start(model: Partial<TerminalOptions> = {}, serve: Partial<ServeOptions> = {}): Promise<Line> {
  const users = generateUsers(40, 3)
  const logs = generateLogs(users, 200, 3)
  const terminal = createTerminal({ serial: 'T1', clock: () => SEVEN, users, logs, ...model })
  const lines: TerminalLine[] = []
  const served = await serveTerminal(terminal, { port: 0, paceMs: 0, onEvent: line => lines.push(line), ...serve })
  cleanUps.push(() => served.close())
  return { terminal, served, client: await connectTo(served), lines }
}

async function connectTo(served: ServedTerminal): Promise<TestClient> {
  const client = await openTestClient(served.port)
  cleanUps.push(() => client.end())
  return client
}

const text = (data: Uint8Array): string => Buffer.from(data).toString()
const numbers = (data: Uint8Array): number[] =>
  Array.from({ length: data.length / 4 }, (_, i) => Buffer.from(data).readUInt32LE(i * 4))

/** Reads packets up to the closing acknowledgement of a transfer, and checks their shape. */
async function transfer(client: TestClient, first: Packet, packetSize: number): Promise<Uint8Array> {
  expect(first.command).toBe(CMD.PREPARE_DATA)
  const [total = 0, size] = numbers(first.data)
  expect(size).toBe(packetSize)
  const parts: Uint8Array[] = []
  let packet = await client.next()
  for (; packet.command === CMD.DATA; packet = await client.next()) {
    expect(packet.session).toBe(parts.length)
    expect(packet.replyId).toBe(first.replyId)
    parts.push(packet.data)
  }
  expect(packet).toMatchObject({ command: REPLY.OK, session: parts.length - 1, replyId: first.replyId })
  expect(parts.slice(0, -1).every(part => part.length === packetSize)).toBe(true)
  const body = new Uint8Array(Buffer.concat(parts))
  expect(body).toHaveLength(total)
  return body
}

async function readLogs(client: TestClient, packetSize = 65_536): Promise<Uint8Array> {
  const prepared = await client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))
  const size = Buffer.from(prepared.data).readUInt32LE(1)
  return transfer(client, await client.ask(CMD.TABLE_READ, rangeRequest(0, size)), packetSize)
}

describe('signing in', () => {
  it('gives a session on CONNECT and answers its requests with their reply ids', async () => {
    const { client } = await start()
    const session = await client.logIn()
    expect(session).toBeGreaterThan(0)
    expect(await client.ask(CMD.ENABLE_DEVICE)).toMatchObject({ command: REPLY.OK, session, replyId: 1 })
    expect(await client.ask(CMD.REFRESH_DATA)).toMatchObject({ command: REPLY.OK, session, replyId: 2 })
  })

  it('answers 2005 to everything until the right key came', async () => {
    const { client } = await start({ commKey: 1234 })
    const { command, session } = await client.ask(CMD.CONNECT)
    expect(command).toBe(REPLY.UNAUTH)
    const ask = async (code: number, data: Uint8Array = new Uint8Array()): Promise<number> => {
      client.send({ command: code, session, replyId: 9, data })
      return (await client.next()).command
    }
    expect(await ask(CMD.GET_TIME)).toBe(REPLY.UNAUTH)
    expect(await ask(4321)).toBe(REPLY.UNAUTH)
    expect(await ask(CMD.AUTH, scrambleCommKey(1235, session))).toBe(REPLY.UNAUTH)
    expect(await ask(CMD.AUTH, scrambleCommKey(1234, session).subarray(0, 3))).toBe(REPLY.UNAUTH)
    expect(await ask(CMD.AUTH, scrambleCommKey(1234, session + 0x100))).toBe(REPLY.UNAUTH)
    expect(await ask(CMD.AUTH, scrambleCommKey(1234, session, 7))).toBe(REPLY.OK)
    expect(await ask(CMD.GET_TIME)).toBe(REPLY.OK)
  })

  it('gives the same sessions for the same seed', async () => {
    const sessions = async (seed: number): Promise<number[]> => {
      const { served, client } = await start({ seed })
      return [await client.logIn(), await (await connectTo(served)).logIn()]
    }
    expect(await sessions(5)).toEqual(await sessions(5))
    expect(await sessions(5)).not.toEqual(await sessions(6))
  })

  it('takes its leave on EXIT and is silent after it', async () => {
    const { client } = await start()
    const session = await client.logIn()
    expect((await client.ask(CMD.EXIT)).command).toBe(REPLY.OK)
    client.send({ command: CMD.GET_TIME, session, replyId: 9, data: new Uint8Array() })
    expect(await client.during(60)).toEqual([])
  })
})

describe('packets that are wrong', () => {
  it('get no answer for a bad checksum or session, and the line goes on', async () => {
    const { client, lines } = await start()
    const session = await client.logIn()
    const request = { command: CMD.GET_TIME, session, replyId: 50, data: new Uint8Array() }
    const damaged = frame(encodePacket(request))
    damaged[10] = (damaged[10] ?? 0) ^ 1
    client.socket.write(damaged)
    client.send({ ...request, session: session + 1 })
    expect(await client.during(60)).toEqual([])
    client.send({ ...request, replyId: 51 })
    expect(await client.next()).toMatchObject({ command: REPLY.OK, replyId: 51 })
    expect(lines.filter(line => line.what === 'dropped')).toHaveLength(2)
  })

  it('get no answer before CONNECT', async () => {
    const { client } = await start()
    client.send({ command: CMD.GET_TIME, session: 0, replyId: 1, data: new Uint8Array() })
    expect(await client.during(60)).toEqual([])
  })

  it('close the line when they cannot be cut out of the stream', async () => {
    const { client } = await start()
    await client.logIn()
    client.socket.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    await client.closed
  })

  it('are understood however TCP cuts them, and answered in order when they come together', async () => {
    const { client } = await start()
    const session = await client.logIn()
    const ask = (replyId: number): Uint8Array =>
      frame(encodePacket({ command: CMD.GET_TIME, session, replyId, data: new Uint8Array() }))
    for (const byte of ask(1)) {
      client.socket.write(Uint8Array.of(byte))
      await new Promise(resolve => setImmediate(resolve))
    }
    expect((await client.next()).replyId).toBe(1)
    client.socket.write(Buffer.concat([ask(2), ask(3), ask(4)]))
    expect([(await client.next()).replyId, (await client.next()).replyId, (await client.next()).replyId]).toEqual([
      2, 3, 4,
    ])
  })

  it.each([
    ['a table request of 10 bytes', CMD.TABLE_REQUEST, tableRequest('logs').subarray(0, 10)],
    ['a request for no table', CMD.TABLE_REQUEST, new Uint8Array(11)],
    ['a range request of 7 bytes', CMD.TABLE_READ, new Uint8Array(7)],
    ['a range of no table', CMD.TABLE_READ, rangeRequest(0, 10)],
    ['a user of another width', CMD.USER_WRQ, new Uint8Array(28)],
    ['a user without an id', CMD.USER_WRQ, new Uint8Array(72)],
    ['a user to delete who is not there', CMD.DELETE_USER, Uint8Array.of(0xff, 0xff)],
    ['a user to delete in one byte', CMD.DELETE_USER, Uint8Array.of(1)],
    ['a registration without a mask', CMD.REG_EVENT, new Uint8Array()],
    ['a clock set to 31 February', CMD.SET_TIME, u32(808_819_200)],
    ['a clock set to nothing', CMD.SET_TIME, new Uint8Array()],
    ['disabling for a byte', CMD.DISABLE_DEVICE, new Uint8Array(1)],
    ['an option it does not have', CMD.OPTIONS_RRQ, Buffer.from('NoSuchOption\0')],
    ['another serial number', CMD.OPTIONS_WRQ, Buffer.from('~SerialNumber=X\0')],
    ['a template', CMD.USERTEMP_RRQ, Uint8Array.of(1, 0, 0)],
  ])('are refused with 2001: %s', async (_what, command, data) => {
    const { client } = await start()
    await client.logIn()
    expect((await client.ask(command, data)).command).toBe(REPLY.ERROR)
  })

  it('are answered with 65535 when the command is not known', async () => {
    const { client } = await start()
    await client.logIn()
    expect((await client.ask(4321)).command).toBe(REPLY.UNKNOWN)
  })
})

describe('questions about the device', () => {
  it('are answered: options, version, width of ids, state', async () => {
    const { client } = await start({ name: 'Gate 1' })
    await client.logIn()
    expect(text((await client.ask(CMD.OPTIONS_RRQ, Buffer.from('~SerialNumber\0'))).data)).toBe('~SerialNumber=T1\0')
    expect(text((await client.ask(CMD.OPTIONS_RRQ, Buffer.from('~DeviceName'))).data)).toBe('~DeviceName=Gate 1\0')
    await client.ask(CMD.OPTIONS_WRQ, Buffer.from('SDKBuild=1\0'))
    expect(text((await client.ask(CMD.OPTIONS_RRQ, Buffer.from('SDKBuild\0'))).data)).toBe('SDKBuild=1\0')
    expect(text((await client.ask(CMD.GET_VERSION)).data)).toMatch(/^Ver 6\.60 .*\0$/)
    expect((await client.ask(CMD.GET_PIN_WIDTH)).data).toEqual(Uint8Array.of(9))
    expect(await client.ask(CMD.STATE_RRQ)).toMatchObject({ command: REPLY.OK, session: 0 })
  })

  it.each([80, 92] as const)('give its sizes in %i bytes', async sizesLength => {
    const { client, terminal } = await start({ sizesLength })
    await client.logIn()
    const { data } = await client.ask(CMD.GET_FREE_SIZES)
    expect(data).toHaveLength(sizesLength)
    expect(decodeFreeSizes(data)).toEqual(terminal.counts())
  })

  it('give and set its clock, also with trailing bytes as some clients send them', async () => {
    const { client, terminal } = await start()
    await client.logIn()
    expect(numbers((await client.ask(CMD.GET_TIME)).data)).toEqual([packLocal(SEVEN)])
    const later = packLocal(Date.UTC(2030, 0, 2, 3, 4, 5))
    expect((await client.ask(CMD.SET_TIME, u32(later, 0, 0))).command).toBe(REPLY.OK)
    expect(numbers((await client.ask(CMD.GET_TIME)).data)).toEqual([later])
    terminal.shiftClock(1000)
    expect(numbers((await client.ask(CMD.GET_TIME)).data)).toEqual([later + 1])
  })

  it('can disable it for a while, in which it records nothing', async () => {
    const { client, terminal } = await start()
    await client.logIn()
    await client.ask(CMD.DISABLE_DEVICE, u32(60))
    expect(terminal.punch('1001')).toEqual({ refused: 'disabled' })
    await client.ask(CMD.ENABLE_DEVICE)
    expect(terminal.punch('1001')).toHaveProperty('recorded')
  })
})

describe('users', () => {
  it.each([72, 28] as const)('are read, written and deleted in %i bytes', async userWidth => {
    const users = generateUsers(40, 3).map(user => ({ ...user, name: user.name.slice(0, 8) }))
    const { client, terminal } = await start({ userWidth, users })
    await client.logIn()
    const added = { uid: 65_000, privilege: 0, password: '', name: 'Amina', card: 77, group: 1, userId: '5001' }
    expect((await client.ask(CMD.USER_WRQ, encodeUser(added, userWidth))).command).toBe(REPLY.OK)
    expect((await client.ask(CMD.USER_WRQ, encodeUser({ ...added, uid: 65_001 }, userWidth))).command).toBe(REPLY.ERROR)
    const first = users[0]?.uid ?? 0
    expect((await client.ask(CMD.DELETE_USER, Uint8Array.of(first, 0))).command).toBe(REPLY.OK)
    const byId = new Uint8Array(24)
    byId.set(Buffer.from('1002'))
    expect((await client.ask(CMD.DELETE_USER_BY_ID, byId)).command).toBe(REPLY.OK)

    const prepared = await client.ask(CMD.TABLE_REQUEST, tableRequest('users'))
    const expected = users.filter(user => user.uid !== first && user.userId !== '1002')
    const size = 4 + 39 * userWidth
    expect(prepared).toMatchObject({ command: REPLY.OK })
    expect(Buffer.from(prepared.data.subarray(0, 9)).toString('hex')).toBe(
      `00${Buffer.from(u32(size, size)).toString('hex')}`,
    )
    expect(prepared.data).toHaveLength(13)
    const body = await transfer(client, await client.ask(CMD.TABLE_READ, rangeRequest(0, size)), 65_536)
    expect(decodeUsers(body, userWidth)).toEqual([...expected, added])
    expect(terminal.users()).toEqual([...expected, added])
  })
})

describe('the log', () => {
  it.each([1008, 65_536] as const)('is read by ranges in packets of %i bytes', async packetSize => {
    const { client, terminal } = await start({}, { packetSize })
    await client.logIn()
    await client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))
    const ranges = [
      [0, 3000],
      [3000, 5000],
      [8000, 4],
    ] as const
    const parts: Uint8Array[] = []
    for (const [offset, size] of ranges) {
      parts.push(await transfer(client, await client.ask(CMD.TABLE_READ, rangeRequest(offset, size)), packetSize))
    }
    expect(decodeLogs(new Uint8Array(Buffer.concat(parts)), 'tft40')).toEqual(terminal.log())
    expect((await client.ask(CMD.TABLE_READ, rangeRequest(8000, 5))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.TABLE_READ, rangeRequest(0, 0))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.FREE_DATA)).command).toBe(REPLY.OK)
    expect((await client.ask(CMD.TABLE_READ, rangeRequest(0, 4))).command).toBe(REPLY.ERROR)
  })

  it('comes whole in one packet while it is small', async () => {
    const users = generateUsers(3, 1)
    const { client, terminal } = await start({ users, logs: generateLogs(users, 25, 1) })
    await client.logIn()
    const inline = await client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))
    expect(inline.command).toBe(CMD.DATA)
    expect(decodeLogs(inline.data, 'tft40')).toEqual(terminal.log())
    terminal.punch('1001')
    expect((await client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))).command).toBe(REPLY.OK)
  })

  it('is empty as four zero bytes or as a refusal', async () => {
    const inline = await start({ logs: [] })
    await inline.client.logIn()
    expect(await inline.client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))).toMatchObject({
      command: CMD.DATA,
      data: new Uint8Array(4),
    })
    const refusing = await start({ logs: [] }, { emptyTable: 'refused' })
    await refusing.client.logIn()
    expect((await refusing.client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))).command).toBe(REPLY.ERROR)
  })

  it('does not change under a reader when someone punches or it is cleared', async () => {
    const { client, terminal } = await start()
    await client.logIn()
    const before = terminal.log()
    await client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))
    const first = await transfer(client, await client.ask(CMD.TABLE_READ, rangeRequest(0, 4000)), 65_536)
    terminal.punch('1001')
    terminal.clearLog()
    const rest = await transfer(client, await client.ask(CMD.TABLE_READ, rangeRequest(4000, 4004)), 65_536)
    expect(decodeLogs(new Uint8Array(Buffer.concat([first, rest])), 'tft40')).toEqual(before)
  })

  it('is poisoned where its bytes mean nothing', async () => {
    const { client } = await start()
    await client.logIn()
    const body = await readLogs(client)
    expect([...body.subarray(4 + 36, 4 + 40)]).toEqual([0xa5, 0xa5, 0xa5, 0xa5])
  })

  it('is cleared on request', async () => {
    const { client, terminal } = await start()
    await client.logIn()
    expect((await client.ask(CMD.CLEAR_ATTLOG)).command).toBe(REPLY.OK)
    expect(terminal.log()).toEqual([])
  })

  it('and the users come directly on old firmware, which knows no ranges', async () => {
    const { client, terminal } = await start({}, { tableRequests: false, packetSize: 1008 })
    await client.logIn()
    expect((await client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))).command).toBe(REPLY.UNKNOWN)
    expect((await client.ask(CMD.TABLE_READ, rangeRequest(0, 4))).command).toBe(REPLY.UNKNOWN)
    const logs = await transfer(client, await client.ask(CMD.ATTLOG_RRQ), 1008)
    expect(decodeLogs(logs, 'tft40')).toEqual(terminal.log())
    const users = await transfer(client, await client.ask(CMD.USERTEMP_RRQ, Uint8Array.of(5)), 1008)
    expect(decodeUsers(users, 72)).toEqual(terminal.users())
  })
})

describe('live punches', () => {
  const acknowledge = (client: TestClient, session: number): void =>
    client.send({ command: REPLY.OK, session, replyId: 0, data: new Uint8Array() })

  it('go to every session that asked for them, and to no other', async () => {
    const { client, served, terminal } = await start()
    const others = [await connectTo(served), await connectTo(served)] as const
    for (const each of [client, ...others]) await each.logIn()
    await client.ask(CMD.REG_EVENT, u32(EF.ALL))
    await others[0].ask(CMD.REG_EVENT, u32(EF.ATTLOG))
    await others[1].ask(CMD.REG_EVENT, u32(EF.BUTTON))
    terminal.punch('1001', { state: 1 })
    for (const listening of [client, others[0]]) {
      const event = await listening.next()
      expect(event).toMatchObject({ command: CMD.REG_EVENT, session: EF.ATTLOG, replyId: 0 })
      expect(decodeAttlogEvent(event.data)).toEqual([
        { uid: 0, userId: '1001', verify: 1, state: 1, rawTime: packLocal(SEVEN), workCode: 0 },
      ])
    }
    expect(await others[1].during(40)).toEqual([])
  })

  it.each([10, 12, 14, 32, 36, 37, 52] as AttlogEventLength[])('come in %i bytes', async eventLength => {
    const { client, terminal } = await start({ eventLength })
    await client.logIn()
    await client.ask(CMD.REG_EVENT, u32(EF.ATTLOG))
    terminal.punch('1001')
    const { data } = await client.next()
    expect(data).toHaveLength(eventLength)
    expect(decodeAttlogEvent(data)?.[0]?.rawTime).toBe(packLocal(SEVEN))
  })

  it('are sent again until acknowledged with the session of the connection', async () => {
    const { client, terminal, lines } = await start({}, { resendMs: 30 })
    const session = await client.logIn()
    await client.ask(CMD.REG_EVENT, u32(EF.ATTLOG))
    terminal.punch('1001')
    const first = await client.next()
    acknowledge(client, EF.ATTLOG)
    expect(await client.next()).toEqual(first)
    acknowledge(client, session)
    expect(await client.during(90)).toEqual([])
    expect(lines.filter(line => line.what.startsWith('event-')).map(line => [line.what, line['attempt']])).toEqual([
      ['event-sent', 1],
      ['event-sent', 2],
      ['event-acked', 2],
    ])
  })

  it('are left to the log when nobody ever acknowledges them', async () => {
    const { client, terminal, lines } = await start({}, { resendMs: 5 })
    await client.logIn()
    await client.ask(CMD.REG_EVENT, u32(EF.ATTLOG))
    terminal.punch('1001')
    expect(await client.during(100)).toHaveLength(5)
    expect(lines.at(-1)).toMatchObject({ what: 'event-given-up', pin: '1001' })
    expect(terminal.log().at(-1)?.userId).toBe('1001')
  })

  it('overtake the packets of a table, between which there is a pause', async () => {
    const { client, terminal } = await start({}, { packetSize: 1008, paceMs: 15 })
    await client.logIn()
    await client.ask(CMD.REG_EVENT, u32(EF.ATTLOG))
    await client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))
    await client.ask(CMD.TABLE_READ, rangeRequest(0, 8004))
    terminal.punch('1001')
    const start0 = performance.now()
    const arrived: number[] = []
    for (let i = 0; i < 10; i++) arrived.push((await client.next()).command)
    expect(arrived[0]).toBe(CMD.REG_EVENT)
    expect(arrived.at(-1)).toBe(REPLY.OK)
    expect(performance.now() - start0).toBeGreaterThan(9 * 14)
  })

  it('come after the answer to the registration, also while that still waits its turn', async () => {
    const { client, terminal, lines } = await start({}, { paceMs: 30 })
    const session = await client.logIn()
    client.send({ command: CMD.REG_EVENT, session, replyId: 1, data: u32(EF.ATTLOG) })
    while (!lines.some(line => line.what === 'registered')) await new Promise(resolve => setImmediate(resolve))
    terminal.punch('1001')
    expect((await client.next()).command).toBe(REPLY.OK)
    expect((await client.next()).command).toBe(CMD.REG_EVENT)
  })

  it('leave at once on a quiet line', async () => {
    const { client, terminal, lines } = await start({}, { paceMs: 200 })
    await client.logIn()
    await client.ask(CMD.REG_EVENT, u32(EF.ATTLOG))
    await client.during(210)
    terminal.punch('1001')
    expect(lines.at(-1)).toMatchObject({ what: 'event-sent', pin: '1001', rawTime: packLocal(SEVEN) })
  })
})

describe('the network cable', () => {
  it('when pulled leaves open lines silent and new ones unanswered, while punches are still recorded', async () => {
    const { client, served, terminal } = await start()
    const session = await client.logIn()
    await client.ask(CMD.REG_EVENT, u32(EF.ATTLOG))
    served.unplug()
    let isClosed = false
    void client.closed.then(() => (isClosed = true))
    terminal.punch('1001')
    const late = await connectTo(served)
    late.send({ command: CMD.CONNECT, session: 0, replyId: 0, data: new Uint8Array() })
    client.send({ command: CMD.CLEAR_ATTLOG, session, replyId: 9, data: new Uint8Array() })
    expect(await client.during(100)).toEqual([])
    expect(await late.during(0)).toEqual([])
    expect(isClosed).toBe(false)
    expect(terminal.log()).toHaveLength(201)

    served.plug()
    await Promise.all([client.closed, late.closed])
    const again = await connectTo(served)
    await again.logIn()
    expect(decodeLogs(await readLogs(again), 'tft40')).toEqual(terminal.log())
  })

  it('lets the terminal be stopped while pulled', async () => {
    const { served, client } = await start()
    served.unplug()
    await connectTo(served)
    await served.close()
    await client.closed
  })
})

describe('a restart', () => {
  it('ends every line without an answer, and the terminal comes back with its log', async () => {
    const { client, served, terminal } = await start({}, { restartMs: 40 })
    const session = await client.logIn()
    terminal.disable(0)
    client.send({ command: CMD.RESTART, session, replyId: 9, data: new Uint8Array() })
    await client.closed
    expect(await client.during(0)).toEqual([])
    const early = await connectTo(served)
    await early.closed
    const again = await connectTo(served)
    await again.logIn()
    expect(terminal.isEnabled()).toBe(true)
    expect(decodeFreeSizes((await again.ask(CMD.GET_FREE_SIZES)).data).logs).toBe(200)
  })
})
