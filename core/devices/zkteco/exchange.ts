import { AppError } from '../../contract/errors.ts'
import type { Log } from '../../ports.ts'
import { CMD, REPLY } from './commands.ts'
import { mayBeSent } from './dangerous-shapes.ts'
import { offline } from './line.ts'
import type { Packet } from './packet.ts'
import { openTcpLine } from './tcp-line.ts'
import { openUdpLine } from './udp-line.ts'

/**
 * Looks at one packet of an answer: the result when it was the last one, null while more is to come.
 * Throwing ends the line: the answer made no sense, so nothing after it can be trusted.
 */
export type Take<T> = (packet: Packet) => { readonly result: T } | null

export type AskOptions<T> = {
  /** Longest silence before or within the answer. */
  readonly timeoutMs?: number
  /** UDP: what an answer that stopped in the middle comes to, so that it can be asked for again. */
  readonly onGap?: () => T
  /** UDP: never sent again, however long the silence: doing it twice would be another thing. */
  readonly once?: boolean
}

/**
 * Sends one request and collects its answer.
 * @throws AppError device_offline after that silence or when the line goes, device_protocol when the answer makes
 * no sense; the line is gone then.
 */
export type Ask = <T>(command: number, data: Uint8Array, take: Take<T>, options?: AskOptions<T>) => Promise<T>

/** Requests and answers on one line: one request in flight, answers matched by reply id, events routed apart. */
export type Exchange = {
  readonly transport: 'tcp' | 'udp'
  readonly ask: Ask
  /** The id that CONNECT gave; every later packet carries it. */
  setSession(session: number): void
  readonly session: () => number
  /** How many requests this connection can still make. */
  requestsLeft(): number
  /** Events of one TCP chunk, together. Without a handler they are dropped unacknowledged. */
  readonly setEventHandler: (handler: ((events: readonly Packet[]) => void) | null) => void
  /** Looks at every event first. One it says true to is acknowledged at once and goes no further. */
  readonly setEventTap: (tap: ((event: Packet) => boolean) | null) => void
  /** Tells the terminal that an event is dealt with. */
  readonly acknowledge: (event: Packet) => void
  /** Gives up the request in flight, if any. Its late answer will be dropped. */
  abandon(error: Error): void
  /** Ends the line at once. */
  readonly cut: (error: Error | null) => void
  /** Resolves once, when the line is gone. */
  readonly ended: Promise<Error | null>
  isOpen(): boolean
}

export type ExchangeOptions = {
  readonly connectTimeoutMs: number
  readonly replyTimeoutMs: number
  /** UDP: a request without any answer is sent again after this long, with the same reply id. */
  readonly retransmitMs: number
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
  address: { readonly host: string; readonly port: number; readonly transport: 'tcp' | 'udp' },
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<Exchange> {
  let session = 0
  let nextReplyId = 0
  let pending: Pending | null = null
  let onEvents: ((events: readonly Packet[]) => void) | null = null
  let tap: ((event: Packet) => boolean) | null = null
  let gone: { readonly error: Error | null } | null = null
  let resolveEnded: (error: Error | null) => void = () => undefined
  const ended = new Promise<Error | null>(resolve => {
    resolveEnded = resolve
  })

  const open = address.transport === 'tcp' ? openTcpLine : openUdpLine
  const line = await open(
    address,
    { connectTimeoutMs: options.connectTimeoutMs, signal },
    {
      onPackets(packets) {
        const events: Packet[] = []
        for (const packet of packets) {
          if (gone) return
          // Events carry reply id 0 like the answer to CONNECT, so the command decides before any matching.
          if (packet.command !== CMD.REG_EVENT) receive(packet)
          else if (tap?.(packet)) acknowledge(packet)
          else events.push(packet)
        }
        if (events.length === 0) return
        if (onEvents) onEvents(events)
        else options.log.warn('terminal event without a listener dropped', { events: events.length })
      },
      onSpoilt(reason) {
        options.log.warn('spoilt packet of a terminal dropped', { reason })
      },
      onEnd(error) {
        gone = { error }
        abandon(error ?? offline('closed'))
        resolveEnded(error)
      },
    },
  )
  const isUdp = line.transport === 'udp'

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

  function acknowledge(event: Packet): void {
    // The connection's session, not the event's session field (which names the kind of event).
    line.send({ command: REPLY.OK, session, replyId: event.replyId, data: NOTHING })
  }

  function abandon(error: Error): void {
    const waiting = pending
    pending = null
    waiting?.stop()
    waiting?.reject(error)
  }

  const ask: Ask = (command, data, take, { timeoutMs = options.replyTimeoutMs, onGap, once = false } = {}) => {
    if (!mayBeSent(command, data)) return Promise.reject(new Error(`command ${command} is never sent like this`))
    if (gone) return Promise.reject(gone.error ?? offline('closed'))
    if (pending) return Promise.reject(new Error('a request is already in flight'))
    if (nextReplyId > options.replyIdLimit) {
      line.cut(offline('reply_ids_used_up'))
      return Promise.reject(offline('reply_ids_used_up'))
    }
    const request = { command, session, replyId: nextReplyId++, data }
    return new Promise((resolve, reject) => {
      const stepMs = isUdp ? Math.min(options.retransmitMs, timeoutMs) : timeoutMs
      let silentMs = 0
      let heard = false
      let timer = setTimeout(onSilence, stepMs)

      function onSilence(): void {
        silentMs += stepMs
        if (heard && onGap && isUdp) {
          pending = null
          resolve(onGap())
          return
        }
        if (silentMs >= timeoutMs) {
          line.cut(offline('no_reply_in_time', { command }))
          return
        }
        if (!heard && !once) line.send(request)
        timer = setTimeout(onSilence, stepMs)
      }

      pending = {
        command,
        replyId: request.replyId,
        accept(packet) {
          const taken = take(packet)
          if (taken) resolve(taken.result)
          return taken !== null
        },
        reject,
        touch() {
          heard = true
          silentMs = 0
          timer.refresh()
        },
        stop: () => {
          clearTimeout(timer)
        },
      }
      line.send(request)
    })
  }

  return {
    transport: line.transport,
    ask,
    setSession(id) {
      session = id
    },
    session: () => session,
    requestsLeft: () => options.replyIdLimit - nextReplyId + 1,
    setEventHandler(handler) {
      onEvents = handler
    },
    setEventTap(handler) {
      tap = handler
    },
    acknowledge,
    abandon,
    cut: line.cut,
    ended,
    isOpen: () => gone === null,
  }
}
