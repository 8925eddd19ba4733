import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CMD, EF, REPLY } from '../zkteco/commands.ts'
import { createDeframer, encodePacket, frame } from '../zkteco/packet.ts'
import { rangeRequest, tableRequest } from '../zkteco/tables.ts'
import { u32, u32Bytes } from './bytes.ts'
import { GOOD_NETWORK, networkMode, type NetworkMode } from './network.ts'
import { createRandom } from './random.ts'
import { createTcpWire } from './tcp-wire.ts'
import { logIn, openUdpClient, readTable, receiveBytes, startTerminal } from '../../testing/test-terminal.ts'

const payloadOf = (replyId: number, size = 20): Uint8Array =>
  encodePacket({ command: CMD.DATA, session: 0, replyId, data: new Uint8Array(size).fill(replyId) })

/** What a wire writes for ten payloads. */
async function written(mode: NetworkMode, size = 20, seed = 1): Promise<{ chunks: Uint8Array[]; ended: boolean }> {
  const chunks: Uint8Array[] = []
  let ended = false
  const conditions = networkMode(mode)
  const network = { now: () => conditions, set: () => undefined, mode: () => undefined }
  const out = { write: (bytes: Uint8Array) => void chunks.push(bytes), end: () => void (ended = true) }
  const wire = createTcpWire(out, network, createRandom(seed), () => undefined)
  for (let i = 1; i <= 10; i++) wire.send(payloadOf(i, size))
  await new Promise(resolve => setTimeout(resolve, mode === 'late' ? 420 : 60))
  wire.stop()
  return { chunks, ended }
}

const all = Array.from({ length: 10 }, (_, i) => payloadOf(i + 1))
const together = (chunks: readonly Uint8Array[]): Buffer => Buffer.concat(chunks)

describe('a wire', () => {
  it('writes one frame at a time while the network is good', async () => {
    expect((await written('normal')).chunks.map(chunk => chunk.length)).toEqual(all.map(payload => payload.length + 8))
  })

  it('cuts at every byte when split', async () => {
    const { chunks } = await written('split')
    expect(new Set(chunks.map(chunk => chunk.length))).toEqual(new Set([1]))
    expect(together(chunks)).toEqual(together(all.map(frame)))
  })

  it('cuts long frames in small pieces when split', async () => {
    const { chunks } = await written('split', 30_000)
    const sizes = chunks.map(chunk => chunk.length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1460)
    expect(sizes.slice(0, 32)).toEqual(Array(32).fill(1))
    expect(together(chunks)).toEqual(together(Array.from({ length: 10 }, (_, i) => frame(payloadOf(i + 1, 30_000)))))
  })

  it('writes several frames in one piece when coalesced', async () => {
    const { chunks } = await written('coalesced')
    expect(chunks).toHaveLength(1)
    expect(together(chunks)).toEqual(together(all.map(frame)))
  })

  it('keeps the order when late', async () => {
    const startedAt = performance.now()
    const { chunks } = await written('late')
    expect(performance.now() - startedAt).toBeGreaterThan(150)
    expect(together(chunks)).toEqual(together(all.map(frame)))
  })

  it('brings old packets again out of turn when jumbled, and each right one once and in order', async () => {
    const { chunks } = await written('jumbled')
    const replyIds = createDeframer()
      .push(new Uint8Array(together(chunks)))
      .map(payload => payload[6] ?? 0)
    expect(replyIds.length).toBeGreaterThan(10)
    const highest = replyIds.filter((id, i) => id > Math.max(0, ...replyIds.slice(0, i)))
    expect(highest).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('loses, damages or ends only what the seed says', async () => {
    const seeds = Array.from({ length: 40 }, (_, i) => i)
    const many = (mode: NetworkMode) => Promise.all(seeds.map(seed => written(mode, 20, seed)))
    const lost = (await many('drop')).map(run => run.chunks.length)
    expect(lost).toContain(10)
    expect(Math.min(...lost)).toBeLessThan(10)
    expect((await many('drop')).map(run => run.chunks.length)).toEqual(lost)
    const damaged = (await many('corrupt')).map(run => together(run.chunks).equals(together(all.map(frame))))
    expect(new Set(damaged)).toEqual(new Set([true, false]))
    expect((await many('cut')).map(run => run.ended)).toContain(true)
  })
})

describe('a terminal on a bad network', () => {
  it.each(['split', 'coalesced', 'late'] as const)('gives its tables whole (%s)', async mode => {
    const { served, terminal } = await startTerminal({}, { packetSize: 1008, network: networkMode(mode) })
    const client = await logIn(served)
    expect(u32(await readTable(client, 'logs'), 0)).toBe(terminal.log().length * 40)
  })

  it('gives its tables whole among old packets (jumbled)', async () => {
    const { served } = await startTerminal({}, { packetSize: 1008, network: networkMode('jumbled') })
    const client = await logIn(served)
    const send = (replyId: number, command: number, data: Uint8Array): void =>
      client.send({ command, session: client.session, replyId, data })
    send(7, CMD.TABLE_REQUEST, tableRequest('logs'))
    send(8, CMD.TABLE_READ, rangeRequest(0, 8004))
    const packets = await client.during(150)
    const answers = packets.filter(packet => packet.replyId === 8)
    expect(answers.length).toBeLessThan(packets.length - 1)
    const body = answers.filter(packet => packet.command === CMD.DATA).flatMap(packet => [...packet.data])
    expect(body).toHaveLength(8004)
  })

  it('can be changed while lines are open', async () => {
    const { served } = await startTerminal()
    const client = await logIn(served)
    served.network.mode('late')
    const startedAt = performance.now()
    await client.ask(CMD.GET_TIME)
    expect(performance.now() - startedAt).toBeGreaterThan(120)
    served.network.mode('normal')
    served.network.set({ drop: 1 })
    client.send({ command: CMD.GET_TIME, session: client.session, replyId: 9, data: new Uint8Array() })
    expect(await client.during(40)).toEqual([])
  })
})

describe('faults', () => {
  it('end the line in the middle of a table, once', async () => {
    const { served } = await startTerminal()
    const client = await logIn(served)
    let bytes = 0
    client.socket.on('data', chunk => (bytes += chunk.length))
    served.faults.closeMidTable()
    await client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))
    expect((await client.ask(CMD.TABLE_READ, rangeRequest(0, 8004))).command).toBe(CMD.PREPARE_DATA)
    await client.closed
    expect(bytes).toBeGreaterThan(4000)
    expect(bytes).toBeLessThan(8004)
    expect(await readTable(await logIn(served), 'logs')).toHaveLength(8004)
  })

  it.each([
    ['close', false],
    ['close-after', true],
  ] as const)('%s: the line ends, and whether it was done before', async (action, isDone) => {
    const { served, terminal } = await startTerminal()
    const client = await logIn(served)
    served.faults.next(CMD.CLEAR_ATTLOG, action)
    client.send({ command: CMD.CLEAR_ATTLOG, session: client.session, replyId: 5, data: new Uint8Array() })
    await client.closed
    expect(terminal.log()).toHaveLength(isDone ? 0 : 200)
  })

  it.each([
    ['ignore', false],
    ['lose', true],
  ] as const)('%s: no answer comes, once', async (action, isDone) => {
    const { served, terminal } = await startTerminal()
    const client = await logIn(served)
    served.faults.next(CMD.CLEAR_ATTLOG, action)
    client.send({ command: CMD.CLEAR_ATTLOG, session: client.session, replyId: 5, data: new Uint8Array() })
    expect(await client.during(40)).toEqual([])
    expect(terminal.log()).toHaveLength(isDone ? 0 : 200)
    expect((await client.ask(CMD.CLEAR_ATTLOG)).command).toBe(REPLY.OK)
  })

  it('answer a request with any code, once', async () => {
    const { served } = await startTerminal()
    const client = await logIn(served)
    served.faults.next(CMD.BULK_WRITE, REPLY.NO_BUFFER)
    expect((await client.ask(CMD.BULK_WRITE)).command).toBe(REPLY.NO_BUFFER)
    expect((await client.ask(CMD.BULK_WRITE)).command).toBe(REPLY.ERROR)
  })

  it('can be firmware that wants an encrypted line', async () => {
    const { served } = await startTerminal({}, { secured: true })
    const client = await logIn(served)
    expect((await client.ask(CMD.GET_TIME)).command).toBe(REPLY.SECURED)
    served.faults.secured = false
    expect((await client.ask(CMD.GET_TIME)).command).not.toBe(REPLY.SECURED)
  })

  it('can be a terminal that answers nothing, or does not know a command', async () => {
    const { served } = await startTerminal({}, { missing: [CMD.BULK_WRITE] })
    const client = await logIn(served)
    expect((await client.ask(CMD.BULK_WRITE)).command).toBe(REPLY.UNKNOWN)
    served.faults.mute = true
    client.send({ command: CMD.GET_TIME, session: client.session, replyId: 5, data: new Uint8Array() })
    expect(await client.during(40)).toEqual([])
  })

  it('lock a terminal after wrong keys', async () => {
    const { served } = await startTerminal({ commKey: 1234 }, { lockAfter: 2 })
    const client = await logIn(served, 1)
    expect((await client.ask(CMD.AUTH, new Uint8Array(4))).command).toBe(REPLY.UNAUTH)
    expect((await client.ask(CMD.AUTH, new Uint8Array(4))).command).toBe(REPLY.AUTH_LOCKED)
  })
})

describe('UDP', () => {
  it('speaks bare payloads on the port with the same number, and TCP goes on', async () => {
    const { served, terminal } = await startTerminal({}, { udp: true })
    const client = openUdpClient(served.port)
    expect(await client.ask(CMD.CONNECT)).toMatchObject({ command: REPLY.OK, replyId: 0 })
    expect(u32(await readTable(client, 'logs'), 0)).toBe(8000)
    expect(u32(await readTable(await logIn(served), 'logs'), 0)).toBe(8000)
    expect(terminal.log()).toHaveLength(200)
  })

  it('gives long tables in datagrams of 1024 bytes', async () => {
    const { served } = await startTerminal({}, { udp: true })
    const client = openUdpClient(served.port)
    await client.ask(CMD.CONNECT)
    await client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))
    const first = await client.ask(CMD.TABLE_READ, rangeRequest(0, 8004))
    expect([u32(first.data, 0), u32(first.data, 4)]).toEqual([8004, 1024])
    const rest = await client.during(50)
    expect(rest.slice(0, -1).map(({ session, data }) => [session, data.length])).toEqual(
      [1024, 1024, 1024, 1024, 1024, 1024, 1024, 836].map((size, i) => [i, size]),
    )
    expect(rest.at(-1)?.command).toBe(REPLY.OK)
  })

  it('is all that answers on some terminals: TCP opens and stays silent, or is refused', async () => {
    const { served } = await startTerminal({}, { udp: true, tcp: 'silent' })
    const socket = connect(served.port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    await new Promise<void>(resolve => socket.once('connect', () => resolve()))
    let answered = false
    socket.on('data', () => (answered = true))
    socket.write(frame(encodePacket({ command: CMD.CONNECT, session: 0, replyId: 0, data: new Uint8Array() })))
    await new Promise(resolve => setTimeout(resolve, 60))
    expect(answered).toBe(false)
    expect((await openUdpClient(served.port).ask(CMD.CONNECT)).command).toBe(REPLY.OK)
    const closed = await startTerminal({}, { udp: true, tcp: 'closed' })
    expect((await openUdpClient(closed.served.port).ask(CMD.CONNECT)).command).toBe(REPLY.OK)
    await expect(logIn(closed.served)).rejects.toThrow(/ECONNREFUSED/)
  })

  it('answers a request that comes again without doing it again', async () => {
    const { served, terminal } = await startTerminal({}, { udp: true })
    const client = openUdpClient(served.port)
    const { session } = await client.ask(CMD.CONNECT)
    const ask = (replyId: number, command: number, data: Uint8Array) => {
      client.send({ command, session, replyId, data })
      return client.next()
    }
    expect((await ask(1, CMD.PREPARE_DATA, u32Bytes(20))).command).toBe(REPLY.OK)
    for (let i = 0; i < 3; i++) expect((await ask(2, CMD.DATA, new Uint8Array(15))).command).toBe(REPLY.OK)
    expect((await ask(3, CMD.DATA, new Uint8Array(5))).command).toBe(REPLY.OK)
    expect((await ask(4, CMD.DELETE_USER, Uint8Array.of(1, 0))).command).toBe(REPLY.OK)
    expect((await ask(4, CMD.DELETE_USER, Uint8Array.of(1, 0))).command).toBe(REPLY.OK)
    expect((await ask(5, CMD.DELETE_USER, Uint8Array.of(1, 0))).command).toBe(REPLY.ERROR)
    expect(terminal.users()).toHaveLength(39)
  })

  it('does not begin again while the answer is still on its way', async () => {
    const { served } = await startTerminal({}, { udp: true, paceMs: 5 })
    const client = openUdpClient(served.port)
    const { session } = await client.ask(CMD.CONNECT)
    await client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))
    const ask = { command: CMD.TABLE_READ, session, replyId: 2, data: rangeRequest(0, 8004) }
    client.send(ask)
    await client.next()
    client.send(ask)
    // The rest of the one answer, however slowly it comes, and then nothing more.
    for (let i = 0; i < 9; i++) await client.next()
    expect(await client.during(60)).toEqual([])
  })

  it('tells of punches until they are acknowledged', async () => {
    const { served, terminal } = await startTerminal({}, { udp: true, resendMs: 20 })
    const client = openUdpClient(served.port)
    const { session } = await client.ask(CMD.CONNECT)
    await client.ask(CMD.REG_EVENT, u32Bytes(EF.ATTLOG))
    terminal.punch('1001')
    const first = await client.next()
    expect(await client.next()).toEqual(first)
    client.send({ command: REPLY.OK, session, replyId: 0, data: new Uint8Array() })
    await client.during(10)
    expect(await client.during(50)).toEqual([])
  })

  it('falls silent with the cable, and knows no session from before', async () => {
    const { served } = await startTerminal({}, { udp: true })
    const client = openUdpClient(served.port)
    const { session } = await client.ask(CMD.CONNECT)
    served.unplug()
    const ask = { command: CMD.GET_TIME, session, replyId: 5, data: new Uint8Array() }
    client.send(ask)
    expect(await client.during(40)).toEqual([])
    served.plug()
    client.send(ask)
    expect(await client.during(40)).toEqual([])
    client.send({ command: CMD.CONNECT, session: 0, replyId: 0, data: new Uint8Array() })
    expect((await client.next()).command).toBe(REPLY.OK)
  })

  it('brings datagrams out of order and twice when jumbled, none missing', async () => {
    const { served } = await startTerminal({}, { udp: true })
    const client = openUdpClient(served.port)
    await client.ask(CMD.CONNECT)
    await client.ask(CMD.TABLE_REQUEST, tableRequest('logs'))
    served.network.mode('jumbled')
    const orders: string[] = []
    for (let i = 0; i < 5; i++) {
      const packets = [await client.ask(CMD.TABLE_READ, rangeRequest(0, 8004)), ...(await client.during(60))]
      const indexes = packets.filter(packet => packet.command === CMD.DATA).map(packet => packet.session)
      expect(new Set(indexes)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]))
      orders.push([...new Set(indexes)].join())
    }
    expect(orders.some(order => order !== '0,1,2,3,4,5,6,7')).toBe(true)
  })

  it('loses datagrams of both directions', async () => {
    const { served, lines } = await startTerminal({}, { udp: true, network: { ...GOOD_NETWORK, drop: 0.5 } })
    const client = openUdpClient(served.port)
    let answers = 0
    for (let i = 0; i < 40; i++) {
      client.send({ command: CMD.CONNECT, session: 0, replyId: 0, data: new Uint8Array(i) })
      answers += (await client.during(2)).length
    }
    answers += (await client.during(40)).length
    expect(answers).toBeGreaterThan(2)
    expect(answers).toBeLessThan(25)
    expect(lines.filter(line => line.what === 'net-lost').length + answers).toBe(40)
  })
})

describe('a template over UDP', () => {
  it('comes whole', async () => {
    const { served, terminal } = await startTerminal({}, { udp: true })
    const client = openUdpClient(served.port)
    await client.ask(CMD.CONNECT)
    for (const { uid, finger, template } of terminal.fingers()) {
      const request = Uint8Array.of(uid & 0xff, uid >> 8, finger)
      expect(await receiveBytes(client, await client.ask(CMD.USERTEMP_RRQ, request))).toEqual(template)
    }
  })
})
