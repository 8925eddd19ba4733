import { connect as openSocket, type Socket } from 'node:net'
import { scrambleCommKey } from '../zkteco/comm-key.ts'
import { CMD, REPLY } from '../zkteco/commands.ts'
import { createDeframer, decodePacket, encodePacket, frame, type Packet } from '../zkteco/packet.ts'

/** A client for tests that does only what it is told, also what a good client never does. */
export type TestClient = {
  readonly socket: Socket
  /** The next packet that came, in order; waits up to a second. */
  next(): Promise<Packet>
  /** Sends one request and returns the next packet. */
  ask(command: number, data?: Uint8Array): Promise<Packet>
  send(packet: Packet): void
  /** Packets that came within `ms` and were not yet taken. */
  during(ms: number): Promise<Packet[]>
  /** CONNECT, and AUTH when asked for. Returns the session id. */
  logIn(key?: number): Promise<number>
  readonly closed: Promise<void>
  end(): void
}

const NOTHING: Uint8Array = new Uint8Array(0)
const WAIT_MS = 1000

export function u32(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer)
}

export async function openTestClient(port: number): Promise<TestClient> {
  const socket = openSocket(port, '127.0.0.1')
  const deframer = createDeframer()
  const arrived: Packet[] = []
  let waiting: ((packet: Packet) => void) | null = null
  let session = 0
  let replyId = -1

  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => socket.destroy())
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  socket.on('data', chunk => {
    for (const packet of deframer.push(new Uint8Array(chunk)).map(decodePacket)) {
      const taker = waiting
      waiting = null
      if (taker) taker(packet)
      else arrived.push(packet)
    }
  })

  function next(): Promise<Packet> {
    const packet = arrived.shift()
    if (packet) return Promise.resolve(packet)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting = null
        reject(new Error('nothing came'))
      }, WAIT_MS)
      waiting = found => {
        clearTimeout(timer)
        resolve(found)
      }
    })
  }

  const send = (packet: Packet): void => void socket.write(frame(encodePacket(packet)))

  function ask(command: number, data = NOTHING): Promise<Packet> {
    replyId += 1
    send({ command, session, replyId, data })
    return next()
  }

  return {
    socket,
    next,
    ask,
    send,
    async during(ms) {
      await new Promise(resolve => setTimeout(resolve, ms))
      return arrived.splice(0)
    },
    async logIn(key = 0) {
      const reply = await ask(CMD.CONNECT)
      session = reply.session
      if (reply.command === REPLY.UNAUTH) await ask(CMD.AUTH, scrambleCommKey(key, session))
      return session
    },
    closed,
    end() {
      socket.destroy()
    },
  }
}
