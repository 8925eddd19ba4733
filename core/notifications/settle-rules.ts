import type { BlockReason, MessageState, PauseCode } from '../contract/messages.ts'

// What becomes of a message after the provider's answer. Times are epoch ms.

/** The provider's answer, as far as it decides. */
export type Answer =
  | { readonly kind: 'accepted'; readonly providerId: string; readonly costMinor: number | null }
  | { readonly kind: 'refused'; readonly reason: string; readonly contact: BlockReason | null }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs: number; readonly tries: number }
  | { readonly kind: 'account'; readonly reason: PauseCode; readonly afterMs?: number }
  | { readonly kind: 'held'; readonly providerId: string | null; readonly reason: string }
  | { readonly kind: 'ambiguous'; readonly reason: string; readonly providerId: string | null }
  | { readonly kind: 'unreachable'; readonly reason: string }

export type Settlement = {
  readonly state: MessageState
  readonly note: string | null
  readonly notBefore: number | null
  readonly providerId: string | null
  readonly costMinor: number | null
}

const minuteMs = 60_000
const unreachableAfterMs = 10 * minuteMs
const nothing = { note: null, notBefore: null, providerId: null, costMinor: null }

/**
 * Ambiguous is never tried again by itself. `earlierTries`: how often the provider has asked for another try of this
 * message before. What waits for another try expires as any other message does.
 */
export function settlementOf(answer: Answer, earlierTries: number, now: number): Settlement {
  switch (answer.kind) {
    case 'accepted':
      return { ...nothing, state: 'submitted', providerId: answer.providerId, costMinor: answer.costMinor }
    case 'refused':
      return { ...nothing, state: 'rejected', note: answer.reason }
    case 'retry':
      return earlierTries + 1 >= answer.tries
        ? { ...nothing, state: 'rejected', note: answer.reason }
        : { ...nothing, state: 'queued', note: answer.reason, notBefore: now + answer.afterMs }
    // The whole queue waits; this message has lost nothing by it.
    case 'account':
      return { ...nothing, state: 'queued', note: answer.reason }
    case 'held':
      return { ...nothing, state: 'held_provider', note: answer.reason, providerId: answer.providerId }
    case 'ambiguous':
      return { ...nothing, state: 'uncertain', note: answer.reason, providerId: answer.providerId }
    case 'unreachable':
      return { ...nothing, state: 'queued', note: answer.reason, notBefore: now + unreachableAfterMs }
  }
}

/** Parts that may still go today: the smaller rest of the two caps; null: no cap. */
export function partsLeft(
  caps: { readonly dailyCap: number; readonly monthlyCap: number },
  used: { readonly today: number; readonly month: number },
): number | null {
  const rests = [
    ...(caps.dailyCap > 0 ? [caps.dailyCap - used.today] : []),
    ...(caps.monthlyCap > 0 ? [caps.monthlyCap - used.month] : []),
  ]
  return rests.length === 0 ? null : Math.max(0, Math.min(...rests))
}
