/** Frames on their way out of one connection, with a pause between them as the small processor of a terminal needs. */
export type Outbox = {
  /** Queues the answer to a request. */
  send(frame: Uint8Array): void
  /** Queues one packet of a long transfer. */
  sendPacket(frame: Uint8Array): void
  /** Queues an event: behind answers and other events, before what is left of a transfer. `onSent` is called when it is written. */
  sendEvent(frame: Uint8Array, onSent: () => void): void
  /** Drops what waits and stays silent from now on. */
  stop(): void
}

type Waiting = {
  readonly kind: 'answer' | 'packet' | 'event'
  readonly frame: Uint8Array
  readonly onSent?: () => void
}

/** @param paceMs least time between two frames; a frame that comes after a longer silence leaves at once. 0 = no pause. */
export function createOutbox(write: (frame: Uint8Array) => void, paceMs: number): Outbox {
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
      write(next.frame)
      next.onSent?.()
    }
  }

  function add(waiting: Waiting, at = queue.length): void {
    if (stopped) return
    queue.splice(at, 0, waiting)
    if (timer === null) pump()
  }

  return {
    send: frame => add({ kind: 'answer', frame }),
    sendPacket: frame => add({ kind: 'packet', frame }),
    sendEvent(frame, onSent) {
      const firstPacket = queue.findIndex(({ kind }) => kind === 'packet')
      add({ kind: 'event', frame, onSent }, firstPacket < 0 ? queue.length : firstPacket)
    },
    stop() {
      stopped = true
      queue = []
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
