/** Payloads on their way out of one connection, with a pause between them as the small processor of a terminal needs. */
export type Outbox = {
  /** Queues the answer to a request. */
  send(payload: Uint8Array): void
  /** Queues one packet of a long transfer. */
  sendPacket(payload: Uint8Array): void
  /** Queues an event: behind answers and other events, before what is left of a transfer. `onSent` is called when it is written. */
  sendEvent(payload: Uint8Array, onSent: () => void): void
  isEmpty(): boolean
  /** Drops what waits and stays silent from now on. */
  stop(): void
}

type Waiting = {
  readonly kind: 'answer' | 'packet' | 'event'
  readonly payload: Uint8Array
  readonly onSent?: () => void
}

/** @param paceMs least time between two payloads; one that comes after a longer silence leaves at once. 0 = no pause. */
export function createOutbox(write: (payload: Uint8Array) => void, paceMs: number): Outbox {
  let queue: Waiting[] = []
  let lastSentAt = -Infinity
  let timer: NodeJS.Timeout | null = null
  let stopped = false

  function pump(): void {
    timer = null
    while (!stopped && queue.length > 0) {
      const waitMs = lastSentAt + paceMs - performance.now()
      if (paceMs > 0 && waitMs > 0) {
        timer = setTimeout(pump, Math.ceil(waitMs))
        return
      }
      const next = queue.shift()
      if (!next) return
      lastSentAt = performance.now()
      write(next.payload)
      next.onSent?.()
    }
  }

  function add(waiting: Waiting, at = queue.length): void {
    if (stopped) return
    queue.splice(at, 0, waiting)
    if (timer === null) pump()
  }

  return {
    send: payload => add({ kind: 'answer', payload }),
    sendPacket: payload => add({ kind: 'packet', payload }),
    sendEvent(payload, onSent) {
      const firstPacket = queue.findIndex(({ kind }) => kind === 'packet')
      add({ kind: 'event', payload, onSent }, firstPacket < 0 ? queue.length : firstPacket)
    },
    isEmpty: () => queue.length === 0,
    stop() {
      stopped = true
      queue = []
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
