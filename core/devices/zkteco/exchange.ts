import { AppError } from '../../contract/errors.ts'
import type { Log } from '../../ports.ts'
import { CMD, REPLY } from './commands.ts'
import type { Packet } from './packet.ts'
import { offline, openLine } from './transport.ts'

/**
 * Looks at one packet of an answer: the result when it was the last one, null while more is to come.
 * Throwing ends the line: the answer made no sense, so nothing after it can be trusted.
 */
export type Take<T> = (packet: Packet) => { readonly result: T } | null

/**
 * Sends one request and collects its answer.
 * @param timeoutMs longest silence before or within the answer.
 * @throws AppError device_offline after that silence or when the line goes, device_protocol when the answer makes
 * no sense; the line is gone then.
 */
export type Ask = <T>(command: number, data: Uint8Array, take: Take<T>, timeoutMs?: number) => Promise<T>

/** Requests and answers on one line: one request in flight, answers matched by reply id, events routed apart. */
export type Exchange = {
  readonly ask: Ask
  /** The id that CONNECT gave; every later packet carries it. */
  setSession(session: number): void
  /** How many requests this connection can still make. */
  requestsLeft(): number
  /** Events of one TCP chunk, together. Without a handler they are dropped unacknowledged. */
  readonly setEventHandler: (handler: ((events: readonly Packet[]) => void) | null) => void
  /** Tells the terminal that an event is dealt with. */
  readonly acknowledge: (event: Packet) => void
  /** Gives up the request in flight, if any. Its late answer will be dropped. */
  abandon(error: Error): void
  /** Ends the line at once. */
  cut(error: Error | null): void
  /** Resolves once, when the line is gone. */
  readonly ended: Promise<Error | null>
  isOpen(): boolean
}

export type ExchangeOptions = {
  readonly connectTimeoutMs: number
  readonly replyTimeoutMs: number
  /** Highest reply id used; ids never wrap (terminals treat a repeated id as a repeat). */
  readonly replyIdLimit: number
  readonly log: Log
}

type Pending = {
  readonly command: number
  readonly replyId: number
  /** True when the answer is complete. */
  accept(packet: Packet): boolean
  reject(error: Error): void
  touch(): void
  stop(): void
}

const NOTHING = new Uint8Array(0)

/**
 * Opens a line and returns the exchange on it; nothing has been sent yet.
 * Matching is by reply id only: the session field of a reply may hold a state, a chunk index or an error number.
 * @throws AppError device_offline.
 */
export async function openExchange(
  address: { readonly host: string; readonly port: number },
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<Exchange> {
  let session = 0
  let nextReplyId = 0
  let pending: Pending | null = null
  let onEvents: ((events: readonly Packet[]) => void) | null = null
  let gone: { readonly error: Error | null } | null = null
  let resolveEnded: (error: Error | null) => void = () => undefined
  const ended = new Promise<Error | null>(resolve => {
    resolveEnded = resolve
  })

  const line = await openLine(
    address,
    { connectTimeoutMs: options.connectTimeoutMs, signal },
    {
      onPackets(packets) {
        const events: Packet[] = []
        for (const packet of packets) {
          if (gone) return
          // Events carry reply id 0 like the answer to CONNECT, so the command decides before any matching.
          if (packet.command === CMD.REG_EVENT) events.push(packet)
          else receive(packet)
        }
        if (events.length === 0) return
        if (onEvents) onEvents(events)
        else options.log.warn('terminal event without a listener dropped', { events: events.length })
      },
      onEnd(error) {
        gone = { error }
        abandon(error ?? offline('closed'))
        resolveEnded(error)
      },
    },
  )

  function receive(packet: Packet): void {
    const waiting = pending
    if (waiting?.replyId !== packet.replyId) {
      options.log.warn('terminal packet that nobody waits for dropped', {
        code: packet.command,
        replyId: packet.replyId,
        bytes: packet.data.length,
      })
      return
    }
    waiting.touch()
    try {
      if (!waiting.accept(packet)) return
      pending = null
      waiting.stop()
    } catch (error) {
      line.cut(error instanceof Error ? error : new AppError('device_protocol', { command: waiting.command }))
    }
  }

  function abandon(error: Error): void {
    const waiting = pending
    pending = null
    waiting?.stop()
    waiting?.reject(error)
  }

  const ask: Ask = (command, data, take, timeoutMs = options.replyTimeoutMs) => {
    if (gone) return Promise.reject(gone.error ?? offline('closed'))
    if (pending) return Promise.reject(new Error('a request is already in flight'))
    if (nextReplyId > options.replyIdLimit) {
      line.cut(offline('reply_ids_used_up'))
      return Promise.reject(offline('reply_ids_used_up'))
    }
    const replyId = nextReplyId++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        line.cut(offline('no_reply_in_time', { command }))
      }, timeoutMs)
      pending = {
        command,
        replyId,
        accept(packet) {
          const taken = take(packet)
          if (taken) resolve(taken.result)
          return taken !== null
        },
        reject,
        touch: () => void timer.refresh(),
        stop: () => {
          clearTimeout(timer)
        },
      }
      line.send({ command, session, replyId, data })
    })
  }

  return {
    ask,
    setSession(id) {
      session = id
    },
    requestsLeft: () => options.replyIdLimit - nextReplyId + 1,
    setEventHandler(handler) {
      onEvents = handler
    },
    acknowledge(event) {
      // The connection's session, not the event's session field (which names the kind of event).
      line.send({ command: REPLY.OK, session, replyId: event.replyId, data: NOTHING })
    },
    abandon,
    cut: line.cut,
    ended,
    isOpen: () => gone === null,
  }
}
