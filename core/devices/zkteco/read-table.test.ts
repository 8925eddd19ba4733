import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../contract/errors.ts'
import type { DeviceSession } from '../../ports.ts'
import type { Content, Script, ScriptedTerminal, Wire } from '../../testing/scripted-terminal.ts'
import {
  delivered,
  preparedAnswer,
  SESSION,
  someLogs,
  startScriptedTerminal,
  tableOf,
  u32s,
} from '../../testing/scripted-terminal.ts'
import { encodeAttlogEvent } from './attlog-event.ts'
import { CMD, EF, REPLY } from './commands.ts'
import { createZktecoDriver } from './driver.ts'
import type { Packet } from './packet.ts'
import { recordWidths } from './read-table.ts'
import { encodeTable, tableRequest } from './tables.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function connected(
  script?: Script,
  content?: Partial<Content>,
): Promise<{ device: ScriptedTerminal; session: DeviceSession }> {
  const device = await startScriptedTerminal(script, content)
  open.push(device)
  const driver = createZktecoDriver({ connectTimeoutMs: 500, replyTimeoutMs: 100 })
  const address = { host: '127.0.0.1', port: device.port, commKey: 0 }
  const session = await driver.connect(address, new AbortController().signal)
  open.push(session)
  return { device, session }
}

async function failure(promise: Promise<unknown>): Promise<{ code: string; reason: unknown }> {
  try {
    await promise
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, reason: error.details['reason'] }
    throw error
  }
  return { code: 'nothing thrown', reason: null }
}

function codes(received: readonly Packet[]): number[] {
  return received.map(packet => packet.command).filter(code => code !== CMD.OPTIONS_RRQ && code !== CMD.GET_VERSION)
}

const pins = (punches: readonly { userId: string }[]) => punches.map(punch => punch.userId)
const expectedPins = (n: number) => someLogs(n).map(record => record.userId)

describe('reading a table', () => {
  it('reads a small one that comes in one packet', async () => {
    const { device, session } = await connected(undefined, { logs: someLogs(3) })
    expect(await session.readLogs()).toEqual(
      someLogs(3).map(({ uid, userId, rawTime, verify, state }) => ({ uid, userId, rawTime, verify, state })),
    )
    expect(codes(device.received)).toEqual([
      CMD.CONNECT,
      CMD.GET_FREE_SIZES,
      CMD.DISABLE_DEVICE,
      CMD.GET_FREE_SIZES,
      CMD.TABLE_REQUEST,
      CMD.GET_FREE_SIZES,
      CMD.ENABLE_DEVICE,
    ])
  })

  it('reads a large one by ranges of 65472 bytes, frees it and enables the terminal', async () => {
    const { device, session } = await connected(undefined, { logs: someLogs(4000), packetBytes: 65_472 })
    const progress: number[] = []
    const punches = await session.readLogs((done, total) => {
      progress.push(done)
      expect(total).toBe(4000)
    })
    expect(pins(punches)).toEqual(expectedPins(4000))
    expect(progress).toEqual([0, 1636, 3273, 4000])
    const ranges = device.received.filter(packet => packet.command === CMD.TABLE_READ).map(packet => packet.data)
    expect(ranges).toEqual([u32s(0, 65_472), u32s(65_472, 65_472), u32s(130_944, 160_004 - 130_944)])
    expect(codes(device.received).slice(-3)).toEqual([CMD.FREE_DATA, CMD.GET_FREE_SIZES, CMD.ENABLE_DEVICE])
    expect(device.received.find(packet => packet.command === CMD.DISABLE_DEVICE)?.data).toEqual(u32s(10))
  })

  it('does not care how a range is cut into packets', async () => {
    const { session } = await connected(undefined, { logs: someLogs(60), packetBytes: 7 })
    expect(pins(await session.readLogs())).toEqual(expectedPins(60))
  })

  it('reads users, and never mistakes bytes behind a text for it', async () => {
    const people = Array.from({ length: 30 }, (_, i) => ({
      uid: i * 7 + 1,
      privilege: 0,
      password: '12',
      name: `Wanjiru ${i}`,
      card: i,
      group: 1,
      userId: String(9000 + i),
    }))
    const { session } = await connected(undefined, { users: people })
    expect(await session.users()).toEqual(
      people.map(({ uid, userId, name, privilege, card }) => ({ uid, userId, name, privilege, card })),
    )
  })

  const empty: [string, (request: Packet, wire: Wire) => void][] = [
    ['refusal', (request, wire) => wire.reply(request, REPLY.ERROR)],
    ['size 0', (request, wire) => wire.reply(request, REPLY.OK, preparedAnswer(0))],
    ['size 4', (request, wire) => wire.reply(request, REPLY.OK, preparedAnswer(4))],
    ['empty table', (request, wire) => wire.reply(request, CMD.DATA, encodeTable([]))],
    ['empty packet', (request, wire) => wire.reply(request, CMD.DATA)],
  ]
  it.each(empty)('takes a %s for an empty table, but only when nothing is counted', async (_, answer) => {
    const { device, session } = await connected((request, wire) => {
      if (request.command !== CMD.TABLE_REQUEST) return false
      answer(request, wire)
      return true
    })
    expect(await session.readLogs()).toEqual([])
    device.content.countedLogs = 1
    expect((await failure(session.readLogs())).code).toBe('device_protocol')
  })

  it('asks older firmware directly', async () => {
    const { device, session } = await connected(
      (request, wire) => {
        if (request.command === CMD.TABLE_REQUEST) wire.reply(request, REPLY.UNKNOWN)
        else if (request.command === CMD.ATTLOG_RRQ) {
          const table = tableOf(device.content, tableRequest('logs'))
          for (const bytes of delivered(wire, request.replyId, table, 1008)) wire.socket.write(bytes)
        } else return false
        return true
      },
      { logs: someLogs(70) },
    )
    expect(pins(await session.readLogs())).toEqual(expectedPins(70))
  })

  it('takes events that come between the packets of a table', async () => {
    const event = encodeAttlogEvent(someLogs(1)[0] ?? never(), 32)
    const { session } = await connected(
      (request, wire) => {
        if (request.command !== CMD.TABLE_READ) return false
        wire.socket.write(wire.bytes(CMD.REG_EVENT, EF.ATTLOG, 0, event))
        return false
      },
      { logs: someLogs(60) },
    )
    const live: string[] = []
    await session.listen(
      punches => live.push(...pins(punches)),
      () => undefined,
    )
    expect(pins(await session.readLogs())).toEqual(expectedPins(60))
    expect(live).toEqual(['1'])
  })

  it('accepts a record more than was counted, since somebody may punch meanwhile', async () => {
    const { session } = await connected(undefined, { logs: someLogs(60), countedLogs: 59 })
    expect(pins(await session.readLogs())).toEqual(expectedPins(60))
  })

  it('refuses a table with fewer records than are counted', async () => {
    const { session } = await connected(undefined, { logs: someLogs(60), countedLogs: 61 })
    expect((await failure(session.readLogs())).code).toBe('device_protocol')
  })
})

describe('a range that goes wrong', () => {
  /** Spoils the first `times` deliveries of a range. */
  function spoilRange(
    times: number,
    spoil: (packets: Uint8Array[], wire: Wire, request: Packet) => Uint8Array[],
  ): Script {
    let left = times
    return (request, wire) => {
      if (request.command !== CMD.TABLE_READ || left-- <= 0) return false
      const good = delivered(wire, request.replyId, tableBytes.subarray(0, 60 * 40 + 4), 1008)
      for (const bytes of spoil(good, wire, request)) wire.socket.write(bytes)
      return true
    }
  }
  const tableBytes = tableOf({ logs: someLogs(60) } as Content, tableRequest('logs'))
  const withoutOneData = (packets: Uint8Array[]) => packets.toSpliced(2, 1)
  const lessThanAsked = (_: Uint8Array[], wire: Wire, request: Packet) =>
    delivered(wire, request.replyId, tableBytes.subarray(0, 2000), 1008)
  const withOneTwice = (packets: Uint8Array[]) => packets.toSpliced(2, 0, packets[2] ?? never())

  it.each([
    ['short', withoutOneData],
    ['long', withOneTwice],
    ['whole but of another length', lessThanAsked],
  ])('is read again when it came %s', async (_, spoil) => {
    const { device, session } = await connected(spoilRange(3, spoil), { logs: someLogs(60) })
    expect(pins(await session.readLogs())).toEqual(expectedPins(60))
    expect(codes(device.received).filter(code => code === CMD.TABLE_READ)).toHaveLength(4)
  })

  it('fails the whole read when it stays wrong, and the terminal is enabled again', async () => {
    const { device, session } = await connected(spoilRange(4, withoutOneData), { logs: someLogs(60) })
    expect(await failure(session.readLogs())).toEqual({ code: 'device_protocol', reason: 'range_does_not_add_up' })
    expect(codes(device.received).slice(-3)).toEqual([CMD.FREE_DATA, CMD.ENABLE_DEVICE, CMD.EXIT])
    expect((await session.ended)?.message).toBe('device_protocol')
  })

  it('is not complete without its closing acknowledgement', async () => {
    const { session } = await connected(
      spoilRange(1, packets => packets.slice(0, -1)),
      { logs: someLogs(60) },
    )
    expect(await failure(session.readLogs())).toEqual({ code: 'device_offline', reason: 'no_reply_in_time' })
  })

  it('is no table when the terminal closes in the middle of it', async () => {
    const { session } = await connected(
      spoilRange(1, (packets, wire) => {
        setTimeout(() => wire.socket.end(), 5)
        return packets.slice(0, 2)
      }),
      { logs: someLogs(60) },
    )
    expect(await failure(session.readLogs())).toEqual({ code: 'device_offline', reason: 'closed_by_terminal' })
  })

  it('fails when the terminal refuses it', async () => {
    const { session } = await connected(
      spoilRange(1, (_, wire, request) => [wire.bytes(REPLY.NO_BUFFER, SESSION, request.replyId)]),
      { logs: someLogs(60) },
    )
    expect((await failure(session.readLogs())).code).toBe('device_refused')
  })

  const nonsense: [string, number, Uint8Array, string][] = [
    ['an impossible size', REPLY.OK, preparedAnswer(0xffff_fff0), 'impossible_size'],
    ['no size', REPLY.OK, new Uint8Array(0), 'no_size'],
    [
      'a header that does not add up',
      CMD.DATA,
      new Uint8Array([44, 0, 0, 0, ...new Uint8Array(40)]),
      'header_does_not_add_up',
    ],
    ['two bytes', CMD.DATA, new Uint8Array(2), 'no_header'],
    ['data of impossible length', CMD.PREPARE_DATA, u32s(0xffff_ffff), 'impossible_size'],
  ]
  it.each(nonsense)('refuses %s', async (_, command, data, reason) => {
    const { session } = await connected(
      (request, wire) => {
        if (request.command !== CMD.TABLE_REQUEST) return false
        wire.reply(request, command, data)
        return true
      },
      { countedLogs: 1 },
    )
    expect(await failure(session.readLogs())).toEqual({ code: 'device_protocol', reason })
  })
})

describe('the width of records', () => {
  it('is the one that the count gives, and must be known', () => {
    expect(recordWidths('users', 720, { before: 10, after: 10 }, [72, 28])).toEqual([72])
    expect(recordWidths('users', 280, { before: 10, after: 10 }, [72, 28])).toEqual([28])
    expect(() => recordWidths('logs', 40 * 49, { before: 40, after: 40 }, [40])).toThrow('device_protocol')
  })

  it('is left to the table when two would fit', () => {
    expect(recordWidths('users', 72 * 28, { before: 0, after: 0 }, [72, 28])).toEqual([72, 28])
  })

  it('is never that of fewer records than are counted', () => {
    expect(() => recordWidths('logs', 40 * 60, { before: 301, after: 301 }, [40, 8])).toThrow('device_protocol')
  })

  it('holds for any number of punches made during the read', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(50), fc.nat(50), (before, during, later) => {
        const total = (before + during) * 40
        fc.pre(total > 0)
        const after = before + during + later
        // A count that happens to give another whole width is refused, never misread.
        fc.pre([before, after].every(count => count === 0 || total % count !== 0 || total / count === 40))
        expect(recordWidths('logs', total, { before, after }, [40])).toEqual([40])
      }),
      { numRuns: 200 },
    )
  })
})

describe('any cutting of the stream', () => {
  it('gives the same table, with an event in it', async () => {
    const cuts: number[] = []
    const event = encodeAttlogEvent(someLogs(1)[0] ?? never(), 32)
    const { session } = await connected(
      (request, wire) => {
        if (request.command !== CMD.TABLE_READ) return false
        const table = tableOf({ logs: someLogs(30) } as Content, tableRequest('logs'))
        const packets = delivered(wire, request.replyId, table, 1008)
        packets.splice(2, 0, wire.bytes(CMD.REG_EVENT, EF.ATTLOG, 0, event))
        const stream = Buffer.concat(packets)
        const ends = [...cuts.map(cut => cut % stream.length).sort((a, b) => a - b), stream.length]
        const send = (from: number, [to, ...rest]: number[]) => {
          if (to === undefined) return
          wire.socket.write(stream.subarray(from, to), () => setImmediate(send, to, rest))
        }
        send(0, ends)
        return true
      },
      { logs: someLogs(30) },
    )
    let live = 0
    await session.listen(
      punches => (live += punches.length),
      () => undefined,
    )
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3000), { maxLength: 12 }), async places => {
        cuts.splice(0, cuts.length, ...places)
        runs += 1
        expect(pins(await session.readLogs())).toEqual(expectedPins(30))
        expect(live).toBe(runs)
      }),
      { numRuns: 40 },
    )
  })
})

function never(): never {
  throw new Error('not in this test')
}
