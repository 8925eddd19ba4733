import type { BlockReason, MessagePolicy, MessageState, TemplateKind } from '../contract/messages.ts'

// When messages may leave, and to whom. Minutes count from midnight on the school's wall clock; ages are in ms.

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Whether the school wants messages of this kind at all. Corrections are owed. */
export function isWanted(policy: MessagePolicy, kind: TemplateKind): boolean {
  switch (kind) {
    case 'arrival':
    case 'late':
    case 'departure':
    case 'absent':
      return policy[kind]
    case 'left_early':
      return policy.leftEarly
    case 'arrived_after':
    case 'correction':
      return true
  }
}

/** How long after its cause a message of this kind is worth sending, ms. */
export function freshForMs(policy: MessagePolicy, kind: TemplateKind): number {
  switch (kind) {
    case 'arrival':
    case 'late':
    case 'departure':
      return policy.staleAfterMinutes * minuteMs
    case 'absent':
    case 'left_early':
    case 'arrived_after':
      return 4 * hourMs
    // Late is better than never; the date stands in the text.
    case 'correction':
      return 24 * hourMs
  }
}

export type MessageTimes = {
  readonly state: MessageState
  readonly note: string | null
  readonly expiresAt: number
}

/**
 * Whether news that come to light now are still sent, and until when.
 * @param at when it happened
 * @param minute what the school's clock shows now
 */
export function timesOf(
  policy: MessagePolicy,
  { kind, at }: { readonly kind: TemplateKind; readonly at: number },
  now: number,
  minute: number,
): MessageTimes {
  // What answers an alert is owed from when it is known, however old what it speaks of is.
  const since = kind === 'correction' || kind === 'arrived_after' ? now : at
  const expiresAt = since + freshForMs(policy, kind)
  const expired: MessageState = 'expired'
  const queued: MessageState = 'queued'
  if (now >= expiresAt && now > at) return { state: expired, note: 'late_not_sent', expiresAt }
  if (kind !== 'correction' && isQuiet(policy, minute)) return { state: expired, note: 'quiet_hours', expiresAt }
  return { state: queued, note: null, expiresAt }
}

type Hours = Pick<MessagePolicy, 'quietFrom' | 'quietUntil'>

/** Whether no text leaves at this minute. Equal ends: no quiet hours. */
export function isQuiet({ quietFrom, quietUntil }: Hours, minute: number): boolean {
  return quietFrom > quietUntil
    ? minute >= quietFrom || minute < quietUntil
    : minute >= quietFrom && minute < quietUntil
}

/** By which ways a guardian is written to. */
export function channelsFor(
  receiver: { readonly blocked: BlockReason | null; readonly email: string | null },
  email: { readonly enabled: boolean; readonly when: 'also' | 'no_phone' },
): ('sms' | 'email')[] {
  const reachable = receiver.blocked === null
  const byEmail = email.enabled && receiver.email !== null && (email.when === 'also' || !reachable)
  return [...(reachable ? (['sms'] as const) : []), ...(byEmail ? (['email'] as const) : [])]
}
