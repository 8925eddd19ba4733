import type { ChannelName, Input, Output } from '../core/contract/api.ts'
import { AppError } from '../core/contract/errors.ts'
import type { AnyEvent, EventName, Payload } from '../core/contract/events.ts'

/** Tells `ended` when an answer shows that the session is over. */
export const sessionEnd = new EventTarget()

/**
 * Asks the core.
 * @throws AppError with one of the contract's codes
 */
export async function call<C extends ChannelName>(channel: C, input: Input<C>): Promise<Output<C>> {
  const result = await window.bridge.call(channel, input)
  if (result.ok) return result.value as Output<C>
  if (result.error.code === 'not_signed_in') sessionEnd.dispatchEvent(new Event('ended'))
  throw new AppError(result.error.code, result.error.details)
}

const hearers = new Set<(batch: AnyEvent[]) => void>()
let stopHearing: (() => void) | null = null

/** Hears one kind of announcement: all of it that came together, oldest first. Returns the way to stop. */
export function on<E extends EventName>(name: E, listener: (payloads: Payload<E>[]) => void): () => void {
  const hear = (batch: AnyEvent[]) => {
    const mine = batch.filter((event): event is Extract<AnyEvent, { name: E }> => event.name === name)
    if (mine.length > 0) listener(mine.map(event => event.payload as Payload<E>))
  }
  hearers.add(hear)
  // The bridge is heard once for the whole window.
  stopHearing ??= window.bridge.subscribe(batch => {
    for (const each of [...hearers]) each(batch)
  })
  return () => {
    hearers.delete(hear)
    if (hearers.size > 0) return
    stopHearing?.()
    stopHearing = null
  }
}

/** What went wrong, whatever was thrown. */
export function asAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('internal', { reference: String(error).slice(0, 200) })
}
