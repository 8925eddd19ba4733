import type { AddressInfo, Socket } from 'node:net'
import { createConnection, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../core/contract/errors.ts'
import { generateLogs, generateUsers } from '../../core/devices/virtual/generate.ts'
import type { Random } from '../../core/devices/virtual/random.ts'
import { GOOD_NETWORK } from '../../core/devices/virtual/network.ts'
import { serveTerminal } from '../../core/devices/virtual/server.ts'
import { generateFingers } from '../../core/devices/virtual/templates.ts'
import { createTerminal } from '../../core/devices/virtual/terminal.ts'
import { CMD } from '../../core/devices/zkteco/commands.ts'
import { createZktecoDriver } from '../../core/devices/zkteco/driver.ts'
import type { Packet } from '../../core/devices/zkteco/packet.ts'
import { createDeframer, decodePacket, encodePacket, frame } from '../../core/devices/zkteco/packet.ts'
import type { DeviceSession } from '../../core/ports.ts'
import { randomBytes } from './stream.ts'
import type { Tally } from './tally.ts'
import { violation } from './tally.ts'

const LONGEST_READ_MS = 20_000
/** Part of the frames that are spoilt. */
const SPOILT = 0.02

/**
 * Real sessions through a line that spoils what the terminal sends: frames with right checksums whose structure is
 * wrong, noise, cuts and ends over TCP; losses, disorder and wrong bytes over UDP. A read gives the truth or an error.
 * @param frames at most, and no longer than `longestMs`
 */
export async function fuzzSessions(random: Random, frames: number, longestMs: number, tally: Tally): Promise<void> {
  const users = generateUsers(60, 5)
  const terminal = createTerminal({
    serial: 'FUZZ',
    clock: () => Date.UTC(2026, 1, 3, 7),
    users,
    logs: generateLogs(users, 800, 5),
    fingers: generateFingers(users, 40, 5, '10'),
  })
  const served = await serveTerminal(terminal, { port: 0, paceMs: 0, packetSize: 1008, udp: true, resendMs: 50 })
  const line = await openSpoiltLine(served.port, random, tally)
  const driver = createZktecoDriver({ connectTimeoutMs: 1000, replyTimeoutMs: 60, retransmitMs: 15 })
  const truth = truthOf(terminal)
  const endAt = performance.now() + longestMs
  try {
    for (let round = 0; tally.frames < frames && performance.now() < endAt; round++) {
      const isUdp = round % 2 === 1
      served.network.set(isUdp ? { drop: 0.01, jumble: 0.05, corrupt: 0.01 } : GOOD_NETWORK)
      const address = { host: '127.0.0.1', port: isUdp ? served.port : line.port, commKey: 0 }
      tally.cases += 1
      await attempt(
        tally,
        () => driver.connect({ ...address, transport: isUdp ? 'udp' : 'tcp' }, new AbortController().signal),
        truth,
        random,
      )
      // Datagrams do not pass the line in between: about as many as a session takes.
      if (isUdp) tally.frames += 60
    }
  } finally {
    await line.close()
    await served.close()
  }
}

type Truth = { readonly users: string; readonly logs: string; readonly templates: string }

function truthOf(terminal: ReturnType<typeof createTerminal>): Truth {
  const ids = new Map(terminal.users().map(user => [user.uid, user.userId]))
  return {
    users: JSON.stringify(
      terminal.users().map(({ uid, userId, name, privilege, card }) => ({ uid, userId, name, privilege, card })),
    ),
    logs: JSON.stringify(
      terminal
        .log()
        .map(({ uid, userId, rawTime, verify, state }) => ({ userId, uid: uid || null, rawTime, verify, state })),
    ),
    templates: JSON.stringify(terminal.fingers().map(one => ({ userId: ids.get(one.uid), ...one }))),
  }
}

async function attempt(
  tally: Tally,
  connect: () => Promise<DeviceSession>,
  truth: Truth,
  random: Random,
): Promise<void> {
  const reads: readonly (readonly [keyof Truth, (session: DeviceSession) => Promise<unknown>])[] = [
    ['users', session => session.users()],
    ['logs', session => session.readLogs()],
    ['templates', session => session.templates()],
  ]
  const [what, read] = random.pick(reads)
  const hang = new AbortController()
  const run = async (): Promise<void> => {
    let session: DeviceSession | null = null
    try {
      session = await connect()
      const result = JSON.stringify(await read(session))
      if (result === truth[what]) tally.accepted += 1
      else violation(tally, `wrong ${what} taken: ${result.slice(0, 300)}`)
    } catch (error) {
      tally.refused += 1
      if (!(error instanceof AppError && error.code.startsWith('device_'))) {
        violation(tally, `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      }
    } finally {
      await session?.close()
    }
  }
  const late = pause(LONGEST_READ_MS, 'hang', { signal: hang.signal }).catch(() => 'done')
  const first = await Promise.race([run(), late])
  if (first === 'hang') violation(tally, `${what}: neither data nor an error after ${LONGEST_READ_MS} ms`)
  hang.abort()
}

/** A line to a terminal that spoils at most one answer of each connection in its structure, and the stream now and then. */
async function openSpoiltLine(
  port: number,
  random: Random,
  tally: Tally,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, socket => {
    const far = createConnection({ port, host: '127.0.0.1', noDelay: true })
    const end = () => {
      socket.destroy()
      far.destroy()
      sockets.delete(socket)
    }
    sockets.add(socket)
    for (const one of [socket, far]) {
      one.on('error', end)
      one.on('close', end)
    }
    socket.on('data', chunk => far.write(chunk))
    const deframer = createDeframer()
    const spoil = createSpoiler(random)
    far.on('data', chunk => {
      for (const payload of deframer.push(chunk)) {
        tally.frames += 1
        const bytes = Buffer.concat(spoil(decodePacket(payload)))
        if (random.chance(SPOILT / 20)) bytes.fill(random.int(256), random.int(bytes.length + 1))
        writeInPieces(socket, bytes, random)
        if (random.chance(SPOILT / 20)) end()
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function writeInPieces(socket: Socket, bytes: Uint8Array, random: Random): void {
  if (socket.destroyed) return
  const cut = random.chance(0.3) ? random.int(bytes.length + 1) : bytes.length
  socket.write(bytes.subarray(0, cut))
  if (cut < bytes.length) socket.write(bytes.subarray(cut))
}

/** Frames for a packet; once in the life of the line, those of a liar. */
function createSpoiler(random: Random): (packet: Packet) => Uint8Array[] {
  let hasLied = false
  let held: Packet | null = null
  const good = (packet: Packet): Uint8Array => frame(encodePacket(packet))

  return packet => {
    if (held) {
      const first = held
      held = null
      return [good(packet), good(first)]
    }
    if (hasLied || !random.chance(SPOILT)) return [good(packet)]
    hasLied = true
    const isData = packet.command === CMD.DATA
    const { data } = packet
    switch (random.int(8)) {
      case 0:
        return []
      case 1:
        return [good(packet), good(packet)]
      case 2:
        held = packet
        return []
      case 3:
        return [good({ ...packet, data: data.slice(0, random.int(data.length + 1)) })]
      case 4:
        return [
          good({ ...packet, data: new Uint8Array(Buffer.concat([data, randomBytes(random, 1 + random.int(80))])) }),
        ]
      case 5:
        // Sizes, totals and counts; what a DATA packet holds is only the terminal's to know.
        return [good(isData ? packet : { ...packet, data: changed(data, random) })]
      case 6:
        return [good({ ...packet, command: random.pick([2001, 2005, 4989, 6001, 65535, 1500, 1501, 1234]) })]
      default:
        return [good({ ...packet, replyId: random.int(0x10000) })]
    }
  }
}

function changed(data: Uint8Array, random: Random): Uint8Array {
  const copy = data.slice()
  if (copy.length > 0) copy[random.int(copy.length)] = random.int(256)
  return copy
}
