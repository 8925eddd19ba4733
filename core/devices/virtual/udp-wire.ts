import type { Network } from './network.ts'
import type { Random } from './random.ts'
import type { Report } from './report.ts'

/** Datagrams to one PC, through the network as it is just now. */
export type UdpWire = {
  send(payload: Uint8Array): void
  stop(): void
}

/** A datagram that is overtaken comes this late at most. */
const OVERTAKEN_MS = 15

export function createUdpWire(
  write: (payload: Uint8Array) => void,
  network: Network,
  random: Random,
  report: Report,
): UdpWire {
  const timers = new Set<NodeJS.Timeout>()
  let lastDueAt = 0

  function writeAfter(payload: Uint8Array, ms: number): void {
    if (ms <= 0) {
      write(payload)
      return
    }
    const timer = setTimeout(() => {
      timers.delete(timer)
      write(payload)
    }, ms)
    timers.add(timer)
  }

  function lateness(): number {
    const { lateMs, jumble } = network.now()
    const now = performance.now()
    if (random.chance(jumble)) return random.int(OVERTAKEN_MS) + 1
    if (lateMs > 0) lastDueAt = Math.max(lastDueAt, now + lateMs / 2 + random.int(lateMs / 2 + 1))
    return lastDueAt - now
  }

  return {
    send(payload) {
      const { drop, jumble, corrupt } = network.now()
      if (random.chance(drop)) {
        report('net-lost', { bytes: payload.length })
        return
      }
      const sent = payload.slice()
      if (random.chance(corrupt)) {
        const at = random.int(sent.length)
        sent[at] = (sent[at] ?? 0) ^ (1 + random.int(255))
        report('net-corrupted', { bytes: payload.length })
      }
      writeAfter(sent, lateness())
      if (random.chance(jumble / 2)) writeAfter(payload, random.int(OVERTAKEN_MS) + 1)
    },
    stop() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
