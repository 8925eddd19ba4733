import { createConnection } from 'node:net'
import type { ErrorDetails } from '../../contract/errors.ts'
import { AppError } from '../../contract/errors.ts'
import type { Packet } from './packet.ts'
import { createDeframer, decodePacket, encodePacket, frame, ProtocolError } from './packet.ts'

type LineHandlers = {
  /** All whole packets of one TCP chunk, in order. A chunk may hold a part of a packet, one, or many. */
  onPackets(packets: readonly Packet[]): void
  /** Called once: the line is gone. Null when this side cut it without a reason to report. */
  onEnd(error: Error | null): void
}

/** A TCP line that carries whole packets. */
type Line = {
  /** One packet in one write. Does nothing once the line is gone. */
  send(packet: Packet): void
  /** Ends the line at once; `onEnd` gets the error. */
  readonly cut: (error: Error | null) => void
}

/**
 * Opens a TCP line to a terminal. There is no probe connection before and no byte is sent here: many terminals
 * serve one connection only and expect CONNECT at once.
 * @throws AppError device_offline when nothing accepts within `connectTimeoutMs`, or `signal` aborts.
 */
export function openLine(
  address: { readonly host: string; readonly port: number },
  options: { readonly connectTimeoutMs: number; readonly signal: AbortSignal },
  handlers: LineHandlers,
): Promise<Line> {
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) {
      reject(offline('aborted'))
      return
    }
    const deframer = createDeframer()
    let phase: 'opening' | 'open' | 'gone' = 'opening'
    const socket = createConnection({ host: address.host, port: address.port, noDelay: true })
    const timer = setTimeout(() => {
      cut(offline('connect_timeout'))
    }, options.connectTimeoutMs)
    const onAbort = () => {
      cut(offline('aborted'))
    }
    options.signal.addEventListener('abort', onAbort, { once: true })

    function opened(): void {
      clearTimeout(timer)
      options.signal.removeEventListener('abort', onAbort)
    }

    function cut(error: Error | null): void {
      if (phase === 'gone') return
      const wasOpening = phase === 'opening'
      phase = 'gone'
      opened()
      socket.destroy()
      if (wasOpening) reject(error ?? offline('closed'))
      else handlers.onEnd(error)
    }

    socket.once('connect', () => {
      phase = 'open'
      opened()
      resolve({
        send(packet) {
          if (phase === 'open') socket.write(frame(encodePacket(packet)))
        },
        cut,
      })
    })
    socket.on('data', chunk => {
      if (phase !== 'open') return
      const packets: Packet[] = []
      let broken: Error | null = null
      try {
        for (const payload of deframer.push(chunk)) packets.push(decodePacket(payload))
      } catch (error) {
        broken = error instanceof ProtocolError ? malformed(error) : toError(error)
      }
      if (packets.length > 0) handlers.onPackets(packets)
      if (broken) cut(broken)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      cut(offline(error.code ?? 'socket_error', {}, error))
    })
    // Both: a terminal that closes sends an end first; a destroyed socket only closes.
    socket.once('end', () => {
      cut(offline('closed_by_terminal'))
    })
    socket.once('close', () => {
      cut(offline('closed_by_terminal'))
    })
  })
}

/** The line is not there, or went away. `reason` is for a technician. */
export function offline(reason: string, details: ErrorDetails = {}, cause?: unknown): AppError {
  return new AppError('device_offline', { reason, ...details }, cause === undefined ? undefined : { cause })
}

function malformed(cause: ProtocolError): AppError {
  return new AppError('device_protocol', { reason: cause.message }, { cause })
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
