import { CMD, EF } from '../zkteco/commands.ts'
import { frame } from '../zkteco/packet.ts'
import type { Network } from './network.ts'
import type { Random } from './random.ts'
import type { Report } from './report.ts'
import { u16 } from './bytes.ts'

/** Payloads on their way into one socket, through the network as it is just now. Their order stays. */
export type TcpWire = {
  send(payload: Uint8Array): void
  /** Half of this one, and the line ends. */
  sendHalf(payload: Uint8Array): void
  stop(): void
}

const isEvent = (payload: Uint8Array): boolean => u16(payload, 0) === CMD.REG_EVENT
const isPunch = (payload: Uint8Array): boolean => u16(payload, SESSION_OFFSET) === EF.ATTLOG

type Out = { readonly write: (bytes: Uint8Array) => void; readonly end: () => void }
type Waiting = { readonly bytes: Uint8Array; readonly dueAt: number; readonly thenEnd: boolean }

const SESSION_OFFSET = 4
const REPLY_ID_OFFSET = 6
/** Payloads of so many packets are remembered to come again out of turn. */
const MEMORY = 8
/** Frames up to this length are cut at every byte; longer ones take too long. */
const SHORT_FRAME = 2048
const EDGE = 32
const LARGEST_PIECE = 1460

/** Pieces a frame falls into in the mode `split`. */
function* pieces(bytes: Uint8Array, random: Random): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const isEdge = bytes.length <= SHORT_FRAME || at < EDGE || at >= bytes.length - EDGE
    const size = isEdge ? 1 : Math.min(1 + random.int(LARGEST_PIECE), bytes.length - EDGE - at)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

export function createTcpWire(out: Out, network: Network, random: Random, report: Report): TcpWire {
  let queue: Waiting[] = []
  let timer: NodeJS.Timeout | null = null
  let splitting = false
  let stopped = false
  let lastDueAt = 0
  const memory: Uint8Array[] = []

  function end(): void {
    stopped = true
    queue = []
    out.end()
  }

  function release({ bytes, thenEnd }: Waiting): void {
    if (!network.now().split) {
      out.write(bytes)
      if (thenEnd) end()
      return
    }
    splitting = true
    const rest = pieces(bytes, random)
    const writeNext = (): void => {
      if (stopped) return
      const piece = rest.next()
      if (!piece.done) {
        out.write(piece.value)
        setImmediate(writeNext)
        return
      }
      splitting = false
      if (thenEnd) end()
      pump()
    }
    writeNext()
  }

  function pump(): void {
    while (!stopped && !splitting && !timer) {
      const first = queue[0]
      if (!first) return
      const waitMs = first.dueAt - performance.now()
      if (waitMs > 0) {
        timer = setTimeout(() => {
          timer = null
          pump()
        }, Math.ceil(waitMs))
        return
      }
      const { coalesceMs } = network.now()
      const together = coalesceMs > 0 ? queue.splice(0) : queue.splice(0, 1)
      const bytes =
        together.length === 1 ? first.bytes : new Uint8Array(Buffer.concat(together.map(each => each.bytes)))
      release({ bytes, dueAt: 0, thenEnd: together.some(each => each.thenEnd) })
    }
  }

  function dueAt(): number {
    const { lateMs, coalesceMs } = network.now()
    const now = performance.now()
    if (coalesceMs > 0) return queue[0]?.dueAt ?? now + coalesceMs
    if (lateMs === 0) return Math.max(lastDueAt, 0)
    return Math.max(lastDueAt, now + lateMs / 2 + random.int(lateMs / 2 + 1))
  }

  function add(bytes: Uint8Array, thenEnd = false): void {
    lastDueAt = dueAt()
    queue.push({ bytes, dueAt: lastDueAt, thenEnd })
    pump()
  }

  const half = (payload: Uint8Array): Uint8Array => {
    const bytes = frame(payload)
    return bytes.subarray(0, bytes.length >> 1)
  }

  /** An old packet that answers none of what is asked now. */
  function stale(payload: Uint8Array): Uint8Array | undefined {
    const old = memory.filter(other => u16(other, REPLY_ID_OFFSET) !== u16(payload, REPLY_ID_OFFSET))
    return old.length > 0 ? random.pick(old) : undefined
  }

  function remember(payload: Uint8Array): void {
    // a press that came twice would be another press
    if (isEvent(payload) && !isPunch(payload)) return
    memory.push(payload)
    if (memory.length > MEMORY) memory.shift()
  }

  return {
    send(payload) {
      if (stopped) return
      const { drop, jumble, corrupt, cut } = network.now()
      if (random.chance(drop)) {
        report('net-lost', { bytes: payload.length })
        return
      }
      if (random.chance(cut)) {
        report('net-cut', { bytes: payload.length })
        add(half(payload), true)
        return
      }
      if (random.chance(jumble)) {
        const old = stale(payload)
        if (old) add(frame(old))
      }
      if (jumble > 0) remember(payload)
      const bytes = frame(payload)
      if (random.chance(corrupt)) {
        const at = bytes.length - payload.length + random.int(payload.length)
        bytes[at] = (bytes[at] ?? 0) ^ (1 + random.int(255))
        report('net-corrupted', { bytes: payload.length })
      }
      add(bytes)
    },
    sendHalf(payload) {
      if (!stopped) add(half(payload), true)
    },
    stop() {
      stopped = true
      queue = []
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
