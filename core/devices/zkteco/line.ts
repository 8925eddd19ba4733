import type { ErrorDetails } from '../../contract/errors.ts'
import { AppError } from '../../contract/errors.ts'
import type { Packet } from './packet.ts'
import { ProtocolError, SecuredStreamError } from './packet.ts'

export type LineHandlers = {
  /** All whole packets of one TCP chunk or datagram, in order. */
  onPackets(packets: readonly Packet[]): void
  /** A packet that was spoilt on the way and is as good as lost (UDP only). */
  onSpoilt(reason: string): void
  /** Called once: the line is gone. Null when this side cut it without a reason to report. */
  onEnd(error: Error | null): void
}

/** A line that carries whole packets. */
export type Line = {
  readonly transport: 'tcp' | 'udp'
  /** One packet in one write. Does nothing once the line is gone. */
  send(packet: Packet): void
  /** Ends the line at once; `onEnd` gets the error. */
  readonly cut: (error: Error | null) => void
}

export type LineOptions = { readonly connectTimeoutMs: number; readonly signal: AbortSignal }

/** The line is not there, or went away. `reason` is for a technician. */
export function offline(reason: string, details: ErrorDetails = {}, cause?: unknown): AppError {
  return new AppError('device_offline', { reason, ...details }, cause === undefined ? undefined : { cause })
}

/** What arrived cannot be cut into packets: it makes no sense, or is of the encrypted protocol. */
export function malformed(thrown: unknown): Error {
  if (thrown instanceof SecuredStreamError) {
    return new AppError('device_secured', { reason: thrown.message }, { cause: thrown })
  }
  if (thrown instanceof ProtocolError) {
    return new AppError('device_protocol', { reason: thrown.message }, { cause: thrown })
  }
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
