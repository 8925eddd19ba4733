import { afterEach, describe, expect, it } from 'vitest'
import type { AppError } from '../../contract/errors.ts'
import type { DeviceSession, RawPunch } from '../../ports.ts'
import type { Content, Script, ScriptedTerminal } from '../../testing/scripted-terminal.ts'
import { SESSION, someLogs, startScriptedTerminal, u32s } from '../../testing/scripted-terminal.ts'
import { encodeAttlogEvent } from './attlog-event.ts'
import { scrambleCommKey } from './comm-key.ts'
import { CMD, EF, REPLY } from './commands.ts'
import { createZktecoDriver } from './driver.ts'
import type { Packet } from './packet.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

async function terminal(script?: Script, content?: Partial<Content>): Promise<ScriptedTerminal> {
  const started = await startScriptedTerminal(script, content)
  open.push(started)
  return started
}

async function connect(
  to: ScriptedTerminal | number,
  options: { commKey?: number; replyTimeoutMs?: number; replyIdLimit?: number; signal?: AbortSignal } = {},
): Promise<DeviceSession> {
  const driver = createZktecoDriver({
    connectTimeoutMs: 500,
    replyTimeoutMs: options.replyTimeoutMs ?? 150,
    ...(options.replyIdLimit !== undefined && { replyIdLimit: options.replyIdLimit }),
    log,
  })
  const port = typeof to === 'number' ? to : to.port
  const session = await driver.connect(
    { host: '127.0.0.1', port, commKey: options.commKey ?? 0 },
    options.signal ?? new AbortController().signal,
  )
  open.push(session)
  return session
}

/** Code and details of the error a promise fails with. */
async function failure(promise: Promise<unknown>): Promise<{ code: string; details: Record<string, unknown> }> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown as AppError,
  )
  return { code: error?.code ?? 'nothing thrown', details: { ...error?.details } }
}

function commands(received: readonly Packet[]): number[] {
  return received.map(packet => packet.command)
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await new Promise(resolve => setTimeout(resolve, 5))
  expect(condition()).toBe(true)
}

describe('connecting', () => {
  it('tells who the terminal is, and leaves with EXIT', async () => {
    const device = await terminal()
    const session = await connect(device)
    expect(session.info).toEqual({
      serial: 'ST0001',
      name: 'Scripted',
      platform: 'TEST_TFT',
      firmware: 'Ver 6.60 Nov 13 2019',
    })
    await session.close()
    expect(await session.ended).toBeNull()
    expect(commands(device.received)).toEqual([
      CMD.CONNECT,
      CMD.OPTIONS_RRQ,
      CMD.OPTIONS_RRQ,
      CMD.OPTIONS_RRQ,
      CMD.GET_VERSION,
      // templates of which version, records of which width
      CMD.OPTIONS_RRQ,
      CMD.GET_FREE_SIZES,
      CMD.OPTIONS_RRQ,
      CMD.EXIT,
    ])
  })

  it('counts reply ids up from 0 and uses the session it was given', async () => {
    const device = await terminal((request, wire) =>
      request.command === CMD.CONNECT ? wire.reply(request, REPLY.OK, undefined, 0xbeef) : false,
    )
    await connect(device)
    expect(device.received.map(packet => packet.replyId)).toEqual(device.received.map((_, i) => i))
    const [connectSession, ...sessions] = device.received.map(packet => packet.session)
    expect(connectSession).toBe(0)
    expect(new Set(sessions)).toEqual(new Set([0xbeef]))
  })

  it('leaves empty what the firmware does not tell', async () => {
    const device = await terminal((request, wire) => {
      if (request.command === CMD.OPTIONS_RRQ) {
        wire.reply(request, REPLY.ERROR)
        return
      }
      if (request.command === CMD.GET_VERSION) {
        wire.reply(request, REPLY.UNKNOWN)
        return
      }
      return false
    })
    const session = await connect(device)
    expect(session.info).toEqual({ serial: '', name: '', platform: '', firmware: '' })
  })

  it('sends the key only when asked, once, and gets in', async () => {
    const device = await terminal((request, wire) =>
      request.command === CMD.CONNECT ? wire.reply(request, REPLY.UNAUTH) : false,
    )
    await connect(device, { commKey: 1234 })
    const auth = device.received.filter(packet => packet.command === CMD.AUTH)
    expect(auth.map(packet => [...packet.data])).toEqual([[...scrambleCommKey(1234, SESSION)]])
  })

  it('tries a wrong key once only', async () => {
    const device = await terminal((request, wire) => wire.reply(request, REPLY.UNAUTH))
    expect((await failure(connect(device, { commKey: 1 }))).code).toBe('device_key_wrong')
    expect(commands(device.received)).toEqual([CMD.CONNECT, CMD.AUTH])
  })

  it('has nothing to send when a key is needed and none is set', async () => {
    const device = await terminal((request, wire) => wire.reply(request, REPLY.UNAUTH))
    expect((await failure(connect(device))).code).toBe('device_key_wrong')
    expect(commands(device.received)).toEqual([CMD.CONNECT])
  })

  it('names a terminal that only speaks its encrypted protocol', async () => {
    const device = await terminal((request, wire) => wire.reply(request, REPLY.SECURED))
    expect((await failure(connect(device))).code).toBe('device_secured')
  })

  it('names one that answers in the frames of that protocol', async () => {
    const device = await terminal((_, wire) => wire.socket.write(Buffer.from('5050837c1000000001020304', 'hex')))
    expect(await failure(connect(device))).toEqual({
      code: 'device_secured',
      details: { reason: 'the stream starts with 50 50 83 7c' },
    })
  })

  it('says which command was refused and how', async () => {
    const device = await terminal((request, wire) => wire.reply(request, REPLY.AUTH_LOCKED))
    expect(await failure(connect(device))).toMatchObject({
      code: 'device_refused',
      details: { command: CMD.CONNECT, code: 2032 },
    })
  })

  it('is offline when nobody listens', async () => {
    const device = await terminal()
    await device.close()
    expect(await failure(connect(device.port))).toEqual({
      code: 'device_offline',
      details: { reason: 'ECONNREFUSED' },
    })
  })

  it('is offline when the line opens and nothing ever answers', async () => {
    const device = await terminal(() => true)
    expect(await failure(connect(device))).toEqual({
      code: 'device_offline',
      details: { reason: 'no_reply_in_time', command: CMD.CONNECT },
    })
  })

  it('stops at once when told to, before or while it connects', async () => {
    const device = await terminal(() => true)
    const before = AbortSignal.abort()
    expect((await failure(connect(device, { signal: before }))).details).toEqual({ reason: 'aborted' })
    const controller = new AbortController()
    const attempt = failure(connect(device, { signal: controller.signal, replyTimeoutMs: 60_000 }))
    await until(() => device.received.length === 1)
    controller.abort()
    expect(await attempt).toEqual({ code: 'device_offline', details: { reason: 'aborted' } })
  })

  it('stops also while it asks who the terminal is, and leaves with EXIT', async () => {
    const device = await terminal(request => request.command === CMD.GET_VERSION)
    const controller = new AbortController()
    const attempt = failure(connect(device, { signal: controller.signal, replyTimeoutMs: 60_000 }))
    await until(() => commands(device.received).includes(CMD.GET_VERSION))
    controller.abort()
    expect((await attempt).code).toBe('device_offline')
    await until(() => commands(device.received).at(-1) === CMD.EXIT)
  })
})

describe('one byte stream', () => {
  it('reads answers that arrive one byte at a time', async () => {
    const device = await terminal((request, wire) => {
      if (request.command !== CMD.GET_TIME) return false
      const bytes = wire.bytes(REPLY.OK, SESSION, request.replyId, u32s(777))
      const send = (at: number) => {
        if (at === bytes.length) return
        wire.socket.write(bytes.subarray(at, at + 1), () => setImmediate(send, at + 1))
      }
      send(0)
      return true
    })
    const session = await connect(device)
    expect(await session.getTime()).toBe(777)
  })

  it('reads an answer cut in two at every place', async () => {
    let cut = 0
    const device = await terminal((request, wire) => {
      if (request.command !== CMD.GET_TIME) return false
      const bytes = wire.bytes(REPLY.OK, SESSION, request.replyId, u32s(cut))
      const rest = bytes.subarray(cut)
      wire.socket.write(bytes.subarray(0, cut))
      setTimeout(() => wire.socket.write(rest), 1)
      return true
    })
    const session = await connect(device)
    const total = device.wires[0]?.bytes(REPLY.OK, SESSION, 0, u32s(0)).length ?? 0
    for (cut = 1; cut < total; cut++) expect(await session.getTime()).toBe(cut)
  })

  it('keeps an event apart that comes between a request and its answer, in the same segment', async () => {
    const device = await terminal((request, wire) => {
      if (request.command !== CMD.GET_TIME) return false
      const event = wire.bytes(CMD.REG_EVENT, EF.ATTLOG, 0, encodeAttlogEvent(punch('7'), 32))
      const answer = wire.bytes(REPLY.OK, SESSION, request.replyId, u32s(5))
      wire.socket.write(Buffer.concat([event, answer, event]))
      return true
    })
    const session = await connect(device)
    const bursts: string[][] = []
    await session.listen(
      punches => bursts.push(punches.map(one => one.userId)),
      () => undefined,
    )
    expect(await session.getTime()).toBe(5)
    expect(bursts).toEqual([['7', '7']])
  })

  it('never takes an event for an answer, whatever reply id it carries', async () => {
    const device = await terminal((request, wire) => {
      if (request.command !== CMD.GET_TIME) return false
      wire.socket.write(wire.bytes(CMD.REG_EVENT, EF.FINGER, request.replyId, u32s(1)))
      wire.reply(request, REPLY.OK, u32s(2))
      return true
    })
    const session = await connect(device)
    expect(await session.getTime()).toBe(2)
  })

  it('drops answers with another reply id and takes its own', async () => {
    const device = await terminal((request, wire) => {
      if (request.command !== CMD.GET_TIME) return false
      wire.socket.write(wire.bytes(REPLY.OK, SESSION, request.replyId - 1, u32s(1)))
      wire.socket.write(wire.bytes(REPLY.OK, SESSION, request.replyId + 1, u32s(2)))
      wire.socket.write(wire.bytes(REPLY.OK, SESSION, request.replyId, u32s(3)))
      return true
    })
    const session = await connect(device)
    expect(await session.getTime()).toBe(3)
  })

  it('takes an answer whatever its session field holds', async () => {
    const device = await terminal((request, wire) =>
      request.command === CMD.GET_TIME ? wire.reply(request, REPLY.OK, u32s(3), 0x77) : false,
    )
    const session = await connect(device)
    expect(await session.getTime()).toBe(3)
  })

  it('never gives a late answer to the next request: after a silence the line is closed', async () => {
    const device = await terminal((request, wire) => {
      if (request.command !== CMD.GET_TIME) return false
      setTimeout(() => wire.reply(request, REPLY.OK, u32s(1)), 120)
      return true
    })
    const session = await connect(device, { replyTimeoutMs: 60 })
    const [first, second] = await Promise.all([failure(session.getTime()), failure(session.options(['MAC']))])
    expect([first.code, second.code]).toEqual(['device_offline', 'device_offline'])
    expect((await session.ended)?.message).toBe('device_offline')
    expect(commands(device.received).at(-1)).toBe(CMD.GET_TIME)
  })

  it('has one request in flight however many are made', async () => {
    const waiting: Packet[] = []
    let most = 0
    const device = await terminal((request, wire) => {
      if (request.command !== CMD.GET_TIME) return false
      waiting.push(request)
      most = Math.max(most, waiting.length)
      setTimeout(() => {
        wire.reply(request, REPLY.OK, u32s(waiting.length))
        waiting.pop()
      }, 5)
      return true
    })
    const session = await connect(device)
    await Promise.all([session.getTime(), session.getTime(), session.getTime(), session.ping()])
    expect(most).toBe(1)
  })

  const spoilt: [string, (good: Uint8Array) => Uint8Array][] = [
    ['a bad checksum', good => good.with(good.length - 1, (good.at(-1) ?? 0) ^ 1)],
    ['other start bytes', good => good.with(2, 0x83)],
    ['a length under 8', good => good.with(4, 7)],
    ['a length over 1 MiB', good => good.with(7, 0x7f)],
    ['text', () => new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ]
  it.each(spoilt)('closes the line at %s', async (_, spoil) => {
    const device = await terminal((request, wire) => {
      if (request.command !== CMD.GET_TIME) return false
      wire.socket.write(spoil(wire.bytes(REPLY.OK, SESSION, request.replyId, u32s(3))))
      return true
    })
    const session = await connect(device)
    expect((await failure(session.getTime())).code).toBe('device_protocol')
    expect((await session.ended)?.message).toBe('device_protocol')
    expect((await failure(session.getTime())).code).toBe('device_protocol')
  })

  it('refuses an answer too short for what was asked', async () => {
    let short = false
    const device = await terminal((request, wire) =>
      short && request.command === CMD.GET_FREE_SIZES ? wire.reply(request, REPLY.OK, u32s(1, 2)) : false,
    )
    const session = await connect(device)
    short = true
    expect((await failure(session.sizes())).code).toBe('device_protocol')
  })

  it('notices that the terminal hung up while nothing was asked', async () => {
    const device = await terminal()
    const session = await connect(device)
    device.wires[0]?.socket.end()
    expect(await failure(session.ended.then(error => Promise.reject(error ?? new Error())))).toEqual({
      code: 'device_offline',
      details: { reason: 'closed_by_terminal' },
    })
  })

  it('asks for a new connection before reply ids run out', async () => {
    const device = await terminal()
    const session = await connect(device, { replyIdLimit: 1013 })
    for (let i = 0; i < 7; i++) await session.ping()
    expect(await failure(session.ping())).toEqual({
      code: 'device_offline',
      details: { reason: 'reply_ids_used_up' },
    })
    expect(commands(device.received).at(-1)).toBe(CMD.EXIT)
  })
})

describe('closing', () => {
  it('cuts short what is going on, enables the terminal and says EXIT', async () => {
    const device = await terminal(request => (request.command === CMD.TABLE_READ ? true : false), {
      logs: someLogs(100),
    })
    const session = await connect(device, { replyTimeoutMs: 60_000 })
    const read = failure(session.readLogs())
    await until(() => commands(device.received).includes(CMD.TABLE_READ))
    await session.close()
    expect(await read).toEqual({ code: 'device_offline', details: { reason: 'closed' } })
    expect(commands(device.received).slice(-3)).toEqual([CMD.FREE_DATA, CMD.ENABLE_DEVICE, CMD.EXIT])
    expect(await session.ended).toBeNull()
  })

  it('does not wait for a terminal that no longer answers', async () => {
    const device = await terminal(request => (request.command === CMD.EXIT ? true : false))
    const session = await connect(device)
    const before = performance.now()
    await Promise.all([session.close(), session.close()])
    expect(performance.now() - before).toBeLessThan(1000)
    expect(await session.ended).toBeNull()
  })
})

describe('live punches', () => {
  it('acknowledges with the session of the connection, after the punch was taken', async () => {
    const device = await terminal()
    const session = await connect(device)
    const acknowledged = () => device.received.filter(packet => packet.command === REPLY.OK)
    const taken: RawPunch[] = []
    await session.listen(
      punches => {
        expect(acknowledged()).toEqual([])
        taken.push(...punches)
      },
      () => undefined,
    )
    const event = encodeAttlogEvent(punch('41'), 32)
    const wire = device.wires[0]
    wire?.socket.write(wire.bytes(CMD.REG_EVENT, EF.ATTLOG, 0, event))
    await until(() => acknowledged().length === 1)
    expect(acknowledged()).toMatchObject([{ session: SESSION, replyId: 0, data: new Uint8Array(0) }])
    expect(taken).toEqual([{ userId: '41', uid: null, rawTime: 803_977_200, verify: 1, state: 0 }])
    const registration = device.received.find(packet => packet.command === CMD.REG_EVENT)
    expect(registration?.data).toEqual(u32s(0xffff))
  })

  it('hands several events of one segment over together and acknowledges each', async () => {
    const device = await terminal()
    const session = await connect(device)
    const bursts: string[][] = []
    await session.listen(
      punches => bursts.push(punches.map(one => one.userId)),
      () => undefined,
    )
    const wire = device.wires[0]
    const events = ['1', '2', '3'].map(pin =>
      wire?.bytes(CMD.REG_EVENT, EF.ATTLOG, 0, encodeAttlogEvent(punch(pin), 32)),
    )
    wire?.socket.write(Buffer.concat(events.map(event => event ?? new Uint8Array(0))))
    await until(() => commands(device.received).filter(code => code === REPLY.OK).length === 3)
    expect(bursts).toEqual([['1', '2', '3']])
  })

  it('acknowledges nothing and ends when a punch cannot be taken', async () => {
    const device = await terminal()
    const session = await connect(device)
    await session.listen(
      () => {
        throw new Error('disk full')
      },
      () => undefined,
    )
    const wire = device.wires[0]
    wire?.socket.write(wire.bytes(CMD.REG_EVENT, EF.ATTLOG, 0, encodeAttlogEvent(punch('1'), 32)))
    expect((await session.ended)?.message).toBe('disk full')
    expect(commands(device.received)).not.toContain(REPLY.OK)
  })

  it('asks for a read of the log at an event of unknown length, and acknowledges it', async () => {
    const device = await terminal()
    const session = await connect(device)
    let unknown = 0
    const punches: RawPunch[] = []
    await session.listen(
      burst => punches.push(...burst),
      () => unknown++,
    )
    const wire = device.wires[0]
    wire?.socket.write(wire.bytes(CMD.REG_EVENT, EF.ATTLOG, 0, new Uint8Array(21)))
    await until(() => commands(device.received).includes(REPLY.OK))
    expect({ unknown, punches }).toEqual({ unknown: 1, punches: [] })
  })

  it('acknowledges events that are no punches without a word', async () => {
    const device = await terminal()
    const session = await connect(device)
    const calls: string[] = []
    await session.listen(
      () => calls.push('punches'),
      () => calls.push('unknown'),
    )
    const wire = device.wires[0]
    wire?.socket.write(wire.bytes(CMD.REG_EVENT, EF.FINGER_SCORE, 0, Uint8Array.of(100)))
    await until(() => commands(device.received).includes(REPLY.OK))
    expect(calls).toEqual([])
  })

  it('finds the user of an event that only names the uid, and keeps one that nobody has', async () => {
    const device = await terminal(undefined, { users: [user(17, '4711')] })
    const session = await connect(device)
    const punches: RawPunch[] = []
    await session.listen(
      burst => punches.push(...burst),
      () => undefined,
    )
    const wire = device.wires[0]
    for (const uid of [17, 99]) {
      const event = encodeAttlogEvent({ ...punch(''), uid }, 10)
      wire?.socket.write(wire.bytes(CMD.REG_EVENT, EF.ATTLOG, 0, event))
      await until(() => punches.length === (uid === 17 ? 1 : 2))
    }
    expect(punches.map(({ uid, userId }) => ({ uid, userId }))).toEqual([
      { uid: 17, userId: '4711' },
      { uid: 99, userId: '#99' },
    ])
  })
})

function punch(userId: string) {
  return { uid: 0, userId, verify: 1, state: 0, rawTime: 803_977_200, workCode: 0 }
}

function user(uid: number, userId: string) {
  return { uid, privilege: 0, password: '', name: 'Achieng', card: 0, group: 1, userId }
}
