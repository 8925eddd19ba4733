import type { BlockReason, PauseCode } from '../../../contract/messages.ts'
import type { SendEvidence, SendOutcome } from '../../../ports.ts'

// What the official package makes of an answer, and what that means. Source: what the package does with each shape of
// answer was tried against a stand-in; the codes are the provider's own documentation of its messaging answer.

/** How the package ended: with a value, or by throwing. */
export type Ended = { readonly resolved: unknown } | { readonly rejected: unknown }

const minuteMs = 60_000

/** Per-recipient codes. Those that are not here are unknown, and an unknown code may have been a send. */
const accepted = new Set([100, 101, 102])
const refusals: Readonly<Record<number, { reason: string; contact: BlockReason | null }>> = {
  403: { reason: 'InvalidPhoneNumber', contact: 'invalid' },
  404: { reason: 'UnsupportedNumberType', contact: 'unsupported' },
  406: { reason: 'UserInBlacklist', contact: 'opted_out' },
}
const pauses: Readonly<Record<number, PauseCode>> = { 402: 'sender_refused', 405: 'no_money' }
const retries: Readonly<Record<number, { reason: string; afterMs: number; tries: number }>> = {
  407: { reason: 'CouldNotRoute', afterMs: 30 * minuteMs, tries: 2 },
  409: { reason: 'DoNotDisturbRejection', afterMs: 10 * 60 * minuteMs, tries: 2 },
  502: { reason: 'RejectedByGateway', afterMs: 15 * minuteMs, tries: 2 },
}
/** The provider's own trouble: with a message id it may have gone on, without one it did not. */
const troubles: Readonly<Record<number, string>> = { 500: 'InternalServerError', 501: 'GatewayError' }
const troubleRetry = { afterMs: 5 * minuteMs, tries: 3 }
const strayRetry = { afterMs: 10 * minuteMs, tries: 3 }
const riskHold = 401
/** After `too fast`: where the provider does not say how long, and at most. */
const shortestWaitMs = minuteMs
const longestWaitMs = 60 * minuteMs

/** Refusals of the whole account come without recipients, and say why in words. */
const accountMessages: readonly (readonly [pattern: RegExp, code: PauseCode])[] = [
  [/invalid\s*sender/i, 'sender_refused'],
  [/insufficient\s*balance/i, 'no_money'],
  [/authentication/i, 'key_refused'],
]

/**
 * What became of one message to one phone. Nothing of the request or the answer is kept but codes: an error of the
 * package carries key, phone and text.
 */
export function outcomeOf(ended: Ended): SendOutcome {
  if ('resolved' in ended) return ofAnswer(ended.resolved, 201)
  const { rejected } = ended
  if (!(rejected instanceof Error)) {
    // The package takes 201 only; any other 2xx is thrown as the bare answer, and the message has gone.
    return ofAnswer(rejected, 200)
  }
  if ('isAxiosError' in rejected) return ofHttpError(rejected)
  // What the package has against a phone it says before it opens a line, and names the field.
  if (/^"to" /.test(rejected.message)) return { kind: 'refused', reason: 'invalid_for_package', contact: 'invalid' }
  return { kind: 'ambiguous', reason: 'package_failed', providerId: null }
}

function ofHttpError(error: Error): SendOutcome {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  const phase = 'phase' in error && isPhase(error.phase) ? error.phase : null
  const response = 'response' in error && isObject(error.response) ? error.response : null
  if (response === null) {
    const evidence = { phase, httpStatus: null, code }
    const reason = code ?? 'line_failed'
    return phase === 'connect'
      ? { kind: 'unreachable', reason, evidence }
      : { kind: 'ambiguous', reason, providerId: null, evidence }
  }
  const status = typeof response['status'] === 'number' ? response['status'] : 0
  const evidence = { phase: 'reply', httpStatus: status, code } as const
  const { data } = response
  if (status === 409 && dataOf(data) !== null) return ofAnswer(data, status)
  if (status === 401 || status === 403) return { kind: 'account', reason: 'key_refused', evidence }
  if (status === 402) return { kind: 'account', reason: 'no_money', evidence }
  if (status === 429) return { kind: 'account', reason: 'too_fast', afterMs: retryAfterMs(response), evidence }
  if (status >= 300 && status < 400) return { kind: 'unreachable', reason: 'redirected', evidence }
  if (status === 408 || status >= 500 || status < 300) {
    return { kind: 'ambiguous', reason: `http_${status}`, providerId: null, evidence }
  }
  const account = typeof data === 'string' ? accountCodeOf(data) : null
  if (account !== null) return { kind: 'account', reason: account, evidence }
  if (status === 400) return { kind: 'refused', reason: 'http_400', contact: null, evidence }
  // Not found, too large and the like: not about this message, and a passing page of somebody between may say it.
  return { kind: 'retry', reason: `http_${status}`, ...strayRetry, evidence }
}

/** `Retry-After` in seconds; a date is not used, since two clocks would have to agree. */
function retryAfterMs({ headers }: Readonly<Record<string, unknown>>): number {
  const seconds = isObject(headers) ? Number(headers['retry-after'] ?? Number.NaN) : Number.NaN
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, longestWaitMs) : shortestWaitMs
}

function ofAnswer(answer: unknown, httpStatus: number): SendOutcome {
  const evidence: SendEvidence = { phase: 'reply', httpStatus, code: null }
  const data = dataOf(answer)
  if (data === null) return { kind: 'ambiguous', reason: 'unreadable_answer', providerId: null, evidence }
  const [recipient] = data.recipients
  if (recipient === undefined) {
    const account = accountCodeOf(data.message)
    return account === null
      ? { kind: 'ambiguous', reason: 'no_recipient', providerId: null, evidence }
      : { kind: 'account', reason: account, evidence }
  }
  return ofRecipient(recipient, evidence)
}

function ofRecipient(recipient: Readonly<Record<string, unknown>>, at: SendEvidence): SendOutcome {
  const status = Number(recipient['statusCode'])
  const code = Number.isInteger(status) ? String(status) : null
  const evidence = { ...at, code }
  const providerId = idOf(recipient['messageId'])
  if (accepted.has(status)) {
    return providerId === null
      ? { kind: 'ambiguous', reason: 'accepted_without_id', providerId, evidence }
      : { kind: 'accepted', providerId, costMinor: costMinor(recipient['cost']), code, evidence }
  }
  const refusal = refusals[status]
  if (refusal !== undefined) return { kind: 'refused', ...refusal, evidence }
  const pause = pauses[status]
  if (pause !== undefined) return { kind: 'account', reason: pause, evidence }
  const retry = retries[status]
  if (retry !== undefined) return { kind: 'retry', ...retry, evidence }
  if (status === riskHold) return { kind: 'held', providerId, reason: 'RiskHold', evidence }
  const trouble = troubles[status]
  if (trouble !== undefined && providerId === null) return { kind: 'retry', reason: trouble, ...troubleRetry, evidence }
  return { kind: 'ambiguous', reason: trouble ?? 'unknown_code', providerId, evidence }
}

/**
 * `KES 0.8000` in hundredths: 80. Null where it cannot be read.
 */
export function costMinor(cost: unknown): number | null {
  if (typeof cost !== 'string') return null
  const found = /^(?:[A-Z]{3}\s+)?(-?\d+(?:\.\d+)?)$/.exec(cost.trim().replaceAll(/(\d),(?=\d{3})/g, '$1'))
  // Halves of a hundredth go up whatever the binary fraction is.
  return found === null ? null : Math.round(Number((Number(found[1]) * 100).toFixed(6)))
}

type SmsData = { readonly message: string; readonly recipients: readonly Readonly<Record<string, unknown>>[] }

function dataOf(answer: unknown): SmsData | null {
  if (!isObject(answer)) return null
  const data = answer['SMSMessageData']
  if (!isObject(data) || !Array.isArray(data['Recipients'])) return null
  const message = typeof data['Message'] === 'string' ? data['Message'] : ''
  return { message, recipients: data['Recipients'].filter(isObject) }
}

function accountCodeOf(text: string): PauseCode | null {
  return accountMessages.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

/** A refused recipient has the word `None` for an id. */
function idOf(value: unknown): string | null {
  return typeof value === 'string' && /^[\w.:@-]{1,100}$/.test(value) && !/^none$/i.test(value) ? value : null
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPhase(value: unknown): value is 'connect' | 'sent' | 'reply' {
  return value === 'connect' || value === 'sent' || value === 'reply'
}
