import { createSocket } from 'node:dgram'
import { onTestFinished } from 'vitest'
import { CMD, REPLY } from '../devices/zkteco/commands.ts'
import { decodePacket, encodePacket, type Packet } from '../devices/zkteco/packet.ts'
import { rangeRequest, tableRequest, type TableName } from '../devices/zkteco/tables.ts'
import { u32 } from '../devices/virtual/bytes.ts'
import { generateLogs, generateUsers } from '../devices/virtual/generate.ts'
import type { TerminalLine } from '../devices/virtual/report.ts'
import { serveTerminal, type ServedTerminal, type ServeOptions } from '../devices/virtual/server.ts'
import { generateFingers } from '../devices/virtual/templates.ts'
import { createTerminal, type Terminal, type TerminalOptions } from '../devices/virtual/terminal.ts'
import { openTestClient, type TestClient } from '../devices/virtual/test-client.ts'

export const SEVEN = Date.UTC(2026, 1, 3, 7)

export type Started = {
  readonly terminal: Terminal
  readonly served: ServedTerminal
  readonly lines: TerminalLine[]
}

/** A terminal with 40 users, 200 log lines and 12 fingers, until the test is over. */
export async function startTerminal(
  model: Partial<TerminalOptions> = {},
  serve: Partial<ServeOptions> = {},
): Promise<Started> {
  const users = generateUsers(40, 3).map(user => ({ ...user, name: user.name.slice(0, 8) }))
  const version = model.templateVersion ?? (model.family === 'bw' ? '9' : '10')
  const terminal = createTerminal({
    serial: 'T1',
    clock: () => SEVEN,
    users,
    logs: generateLogs(users, 200, 3),
    fingers: model.users ? [] : generateFingers(users, 12, 3, version),
    ...model,
  })
  const lines: TerminalLine[] = []
  const served = await serveTerminal(terminal, { port: 0, paceMs: 0, onEvent: line => lines.push(line), ...serve })
  onTestFinished(() => served.close())
  return { terminal, served, lines }
}

/** A client that is logged in. */
export async function logIn(served: ServedTerminal, key = 0): Promise<TestClient & { readonly session: number }> {
  const client = await openTestClient(served.port)
  onTestFinished(() => client.end())
  const session = await client.logIn(key)
  return { ...client, session }
}

type Asks = Pick<TestClient, 'ask' | 'next'>

/** The bytes that follow a packet which begins a transfer, or is one by itself. */
export async function receiveBytes(client: Asks, first: Packet): Promise<Uint8Array> {
  if (first.command === CMD.DATA) return first.data
  if (first.command !== CMD.PREPARE_DATA) throw new Error(`answered with ${first.command}`)
  const parts: Uint8Array[] = []
  for (let packet = await client.next(); packet.command !== REPLY.OK; packet = await client.next()) {
    if (packet.command === CMD.DATA && packet.replyId === first.replyId) parts[packet.session] = packet.data
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** A whole table as bytes, by request and range. */
export async function readTable(client: Asks, table: TableName): Promise<Uint8Array> {
  const prepared = await client.ask(CMD.TABLE_REQUEST, tableRequest(table))
  if (prepared.command === CMD.DATA) return prepared.data
  const size = u32(prepared.data, 1)
  return receiveBytes(client, await client.ask(CMD.TABLE_READ, rangeRequest(0, size)))
}

export type UdpClient = Asks & {
  send(packet: Packet): void
  during(ms: number): Promise<Packet[]>
}

/** A client over UDP that asks each thing once. */
export function openUdpClient(port: number): UdpClient {
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  const arrived: Packet[] = []
  let waiting: ((packet: Packet) => void) | null = null
  let session = 0
  let replyId = -1
  socket.on('message', payload => {
    const packet = decodePacket(new Uint8Array(payload))
    if (packet.replyId === 0 && packet.command === REPLY.OK) session = packet.session
    const taker = waiting
    waiting = null
    if (taker) taker(packet)
    else arrived.push(packet)
  })
  const send = (packet: Packet): void => socket.send(encodePacket(packet), port, '127.0.0.1')
  const next = (): Promise<Packet> => {
    const packet = arrived.shift()
    if (packet) return Promise.resolve(packet)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('nothing came')), 1000)
      waiting = found => {
        clearTimeout(timer)
        resolve(found)
      }
    })
  }
  return {
    next,
    send,
    ask(command, data = new Uint8Array()) {
      replyId += 1
      send({ command, session, replyId, data })
      return next()
    },
    async during(ms) {
      await new Promise(resolve => setTimeout(resolve, ms))
      return arrived.splice(0)
    },
  }
}
