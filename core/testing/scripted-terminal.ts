import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { CMD, REPLY } from '../devices/zkteco/commands.ts'
import type { Packet } from '../devices/zkteco/packet.ts'
import { createDeframer, decodePacket, encodePacket, frame } from '../devices/zkteco/packet.ts'
import type { LogRecord, UserRecord } from '../devices/zkteco/records.ts'
import { encodeFreeSizes, encodeLog40, encodeUser } from '../devices/zkteco/records.ts'
import { encodeTable, requestedTable } from '../devices/zkteco/tables.ts'

export const SESSION = 0x1234

/** One connection, as the script sees it. */
export type Wire = {
  readonly socket: Socket
  /** A well-made answer. */
  reply(request: Packet, command: number, data?: Uint8Array, session?: number): void
  /** The bytes of a well-made packet, to be cut, joined or spoilt. */
  bytes(command: number, session: number, replyId: number, data?: Uint8Array): Uint8Array
}

/** Answers a request in its own way, or leaves it to the well-behaved default by returning false. */
export type Script = (request: Packet, wire: Wire) => unknown

export type ScriptedTerminal = {
  readonly port: number
  /** All requests and acknowledgements received, in order, of all connections. */
  readonly received: Packet[]
  readonly wires: Wire[]
  /** What the terminal holds; may be changed while it runs. */
  readonly content: Content
  close(): Promise<void>
}

export type Content = {
  users: UserRecord[]
  logs: LogRecord[]
  /** Counts as told; those of the tables when null. */
  countedLogs: number | null
  serial: string
  rawTime: number
  /** Tables larger than this are read by ranges. */
  inlineBytes: number
  packetBytes: number
}

const NOTHING = new Uint8Array(0)

/** A terminal for tests that can be made to misbehave. Use the virtual terminal where good behaviour is wanted. */
export async function startScriptedTerminal(
  script: Script = () => false,
  content: Partial<Content> = {},
): Promise<ScriptedTerminal> {
  const received: Packet[] = []
  const wires: Wire[] = []
  const held: Content = {
    users: [],
    logs: [],
    countedLogs: null,
    serial: 'ST0001',
    rawTime: 803_977_200,
    inlineBytes: 1024,
    packetBytes: 1008,
    ...content,
  }
  const server = createServer({ noDelay: true }, socket => {
    const wire: Wire = {
      socket,
      bytes: (command, session, replyId, data = NOTHING) => frame(encodePacket({ command, session, replyId, data })),
      reply(request, command, data = NOTHING, session = SESSION) {
        socket.write(wire.bytes(command, session, request.replyId, data))
      },
    }
    wires.push(wire)
    const deframer = createDeframer()
    const prepared: { table: Uint8Array } = { table: NOTHING }
    socket.on('error', () => socket.destroy())
    socket.on('data', chunk => {
      for (const payload of deframer.push(chunk)) {
        const request = decodePacket(payload)
        received.push(request)
        if (request.command === REPLY.OK) continue
        if (script(request, wire) === false) behave(request, wire, held, prepared)
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    received,
    wires,
    content: held,
    close: () =>
      new Promise(resolve => {
        for (const wire of wires) wire.socket.destroy()
        server.close(() => {
          resolve()
        })
      }),
  }
}

function behave(request: Packet, wire: Wire, held: Content, prepared: { table: Uint8Array }): void {
  switch (request.command) {
    case CMD.OPTIONS_RRQ: {
      const name = text(request.data)
      const value = { '~SerialNumber': held.serial, '~DeviceName': 'Scripted', '~Platform': 'TEST_TFT' }[name]
      if (value === undefined) wire.reply(request, REPLY.ERROR)
      else wire.reply(request, REPLY.OK, utf8(`${name}=${value}\0`))
      return
    }
    case CMD.GET_VERSION:
      wire.reply(request, REPLY.OK, utf8('Ver 6.60 Nov 13 2019\0'))
      return
    case CMD.GET_TIME:
      wire.reply(request, REPLY.OK, u32s(held.rawTime))
      return
    case CMD.SET_TIME:
      held.rawTime = readU32(request.data, 0)
      wire.reply(request, REPLY.OK)
      return
    case CMD.GET_FREE_SIZES:
      wire.reply(request, REPLY.OK, sizesOf(held))
      return
    case CMD.TABLE_REQUEST: {
      const table = tableOf(held, request.data)
      prepared.table = table
      if (table.length <= held.inlineBytes) wire.reply(request, CMD.DATA, table)
      else wire.reply(request, REPLY.OK, preparedAnswer(table.length))
      return
    }
    case CMD.TABLE_READ: {
      const offset = readU32(request.data, 0)
      const part = prepared.table.subarray(offset, offset + readU32(request.data, 4))
      for (const bytes of delivered(wire, request.replyId, part, held.packetBytes)) wire.socket.write(bytes)
      return
    }
    default:
      wire.reply(request, REPLY.OK)
  }
}

/** The packets that carry a range: PREPARE_DATA, DATA with the index as session, ACK_OK. */
export function delivered(wire: Wire, replyId: number, part: Uint8Array, packetBytes: number): Uint8Array[] {
  const packets = [wire.bytes(CMD.PREPARE_DATA, SESSION, replyId, u32s(part.length, packetBytes))]
  let index = 0
  for (let at = 0; at < part.length; at += packetBytes, index++) {
    packets.push(wire.bytes(CMD.DATA, index, replyId, part.subarray(at, at + packetBytes)))
  }
  packets.push(wire.bytes(REPLY.OK, Math.max(0, index - 1), replyId))
  return packets
}

/** The 13-byte answer that announces a table of `size` bytes. */
export function preparedAnswer(size: number): Uint8Array {
  return Uint8Array.of(0, ...u32s(size, size, 0x23efcd))
}

export function tableOf(held: Content, request: Uint8Array): Uint8Array {
  const records =
    requestedTable(request) === 'users'
      ? held.users.map(user => encodeUser(user, 72, 0xa5))
      : held.logs.map(log => encodeLog40(log, 0xa5))
  return encodeTable(records)
}

function sizesOf(held: Content): Uint8Array {
  return encodeFreeSizes(
    {
      users: held.users.length,
      fingers: 0,
      logs: held.countedLogs ?? held.logs.length,
      opLogs: 0,
      admins: 0,
      passwords: 0,
      fingerCapacity: 3000,
      userCapacity: 1000,
      logCapacity: 100_000,
    },
    80,
    0xa5,
  )
}

/** `n` log records of users 1, 2, 3 …, one second apart. */
export function someLogs(n: number, firstRawTime = 803_977_200): LogRecord[] {
  return Array.from({ length: n }, (_, i) => ({
    uid: (i % 60_000) + 1,
    userId: String(i + 1),
    verify: 1,
    state: 255,
    rawTime: firstRawTime + i,
    workCode: 0,
  }))
}

export function u32s(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4)
  values.forEach((value, i) => {
    new DataView(bytes.buffer).setUint32(i * 4, value, true)
  })
  return bytes
}

function readU32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true)
}

function utf8(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\0.*$/s, '')
}
