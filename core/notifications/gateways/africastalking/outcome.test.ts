import { describe, expect, it } from 'vitest'
import type { SendOutcome } from '../../../ports.ts'
import type { Ended } from './outcome.ts'
import { costMinor, outcomeOf } from './outcome.ts'

const minute = 60_000
const phone = '+254711000001'
const text = 'Amina arrived at 07:12.'
const key = 'atsk_secret'

/** An answer of the messaging call. */
function answer(statusCode: number, messageId = 'ATPid_1', cost = 'KES 0.8000') {
  return {
    SMSMessageData: { Message: text, Recipients: [{ statusCode, number: phone, status: text, cost, messageId }] },
  }
}
const nobody = (message: string) => ({ SMSMessageData: { Message: message, Recipients: [] } })

/** What the package throws for an answer that is not 2xx. */
function httpError(status: number, data: unknown, headers: Record<string, string> = {}): Ended {
  const code = status >= 500 ? 'ERR_BAD_RESPONSE' : 'ERR_BAD_REQUEST'
  const config = { headers: { apikey: key }, data: `to=${phone}&message=${text}` }
  const error = new Error(`Request failed with status code ${status}`)
  return { rejected: Object.assign(error, { isAxiosError: true, code, config, response: { status, data, headers } }) }
}

/** What it throws when there is no answer. */
function lineError(code: string, phase: string | null): Ended {
  const config = { headers: { apikey: key }, data: `to=${phone}&message=${text}` }
  return { rejected: Object.assign(new Error(code), { isAxiosError: true, code, config, ...(phase && { phase }) }) }
}

const at = (httpStatus: number, code: string | null) => ({ phase: 'reply', httpStatus, code }) as const
const refusedBy = (status: number) => at(status, 'ERR_BAD_REQUEST')
const failedBy = (status: number) => at(status, 'ERR_BAD_RESPONSE')
const line = (phase: 'connect' | 'sent' | 'reply' | null, code: string) => ({ phase, httpStatus: null, code })

const shapes: readonly (readonly [what: string, ended: Ended, outcome: SendOutcome])[] = [
  // Taken.
  ...([100, 101, 102] as const).map(
    code =>
      [
        `201, code ${code}`,
        { resolved: answer(code) },
        { kind: 'accepted', providerId: 'ATPid_1', costMinor: 80, code: `${code}`, evidence: at(201, `${code}`) },
      ] as const,
  ),
  [
    '200 with the answer, which the package throws',
    { rejected: answer(101) },
    { kind: 'accepted', providerId: 'ATPid_1', costMinor: 80, code: '101', evidence: at(200, '101') },
  ],
  [
    'a code that comes as text',
    { resolved: { SMSMessageData: { Recipients: [{ statusCode: '102', messageId: 'ATPid_1', cost: 'free' }] } } },
    { kind: 'accepted', providerId: 'ATPid_1', costMinor: null, code: '102', evidence: at(201, '102') },
  ],
  // Taken, perhaps.
  [
    'taken, without an id to know it by',
    { resolved: answer(101, 'None') },
    { kind: 'ambiguous', reason: 'accepted_without_id', providerId: null, evidence: at(201, '101') },
  ],
  [
    '201 with a page instead of the answer',
    { resolved: '<html><body>Service page</body></html>' },
    { kind: 'ambiguous', reason: 'unreadable_answer', providerId: null, evidence: at(201, null) },
  ],
  [
    '201 with half of the answer',
    { resolved: '{"SMSMessageData":{"Message":"Sent to' },
    { kind: 'ambiguous', reason: 'unreadable_answer', providerId: null, evidence: at(201, null) },
  ],
  [
    '200 with a page',
    { rejected: '<html></html>' },
    { kind: 'ambiguous', reason: 'unreadable_answer', providerId: null, evidence: at(200, null) },
  ],
  [
    'nothing at all',
    { resolved: undefined },
    { kind: 'ambiguous', reason: 'unreadable_answer', providerId: null, evidence: at(201, null) },
  ],
  [
    'an answer of another shape',
    { resolved: { SMSMessageData: { Recipients: 'none' } } },
    { kind: 'ambiguous', reason: 'unreadable_answer', providerId: null, evidence: at(201, null) },
  ],
  [
    'nobody in the answer, and words that are not known',
    { resolved: nobody('Something else') },
    { kind: 'ambiguous', reason: 'no_recipient', providerId: null, evidence: at(201, null) },
  ],
  [
    'a code that is not known',
    { resolved: answer(799, 'ATPid_9') },
    { kind: 'ambiguous', reason: 'unknown_code', providerId: 'ATPid_9', evidence: at(201, '799') },
  ],
  [
    'no code',
    { resolved: { SMSMessageData: { Recipients: [{ messageId: 'ATPid_9' }] } } },
    { kind: 'ambiguous', reason: 'unknown_code', providerId: 'ATPid_9', evidence: at(201, null) },
  ],
  [
    'an answer cut while it came',
    lineError('answer_cut', 'reply'),
    { kind: 'ambiguous', reason: 'answer_cut', providerId: null, evidence: line('reply', 'answer_cut') },
  ],
  [
    'no answer in time',
    lineError('reply_timeout', 'sent'),
    { kind: 'ambiguous', reason: 'reply_timeout', providerId: null, evidence: line('sent', 'reply_timeout') },
  ],
  [
    'a line reset or hung up after the request',
    lineError('ECONNRESET', 'sent'),
    { kind: 'ambiguous', reason: 'ECONNRESET', providerId: null, evidence: line('sent', 'ECONNRESET') },
  ],
  [
    'a failure that does not say when',
    lineError('ECONNRESET', null),
    { kind: 'ambiguous', reason: 'ECONNRESET', providerId: null, evidence: line(null, 'ECONNRESET') },
  ],
  [
    'HTTP 500',
    httpError(500, 'Internal error'),
    { kind: 'ambiguous', reason: 'http_500', providerId: null, evidence: failedBy(500) },
  ],
  [
    'HTTP 502 with a page',
    httpError(502, '<html></html>'),
    { kind: 'ambiguous', reason: 'http_502', providerId: null, evidence: failedBy(502) },
  ],
  [
    'HTTP 503',
    httpError(503, ''),
    { kind: 'ambiguous', reason: 'http_503', providerId: null, evidence: failedBy(503) },
  ],
  [
    'HTTP 408',
    httpError(408, ''),
    { kind: 'ambiguous', reason: 'http_408', providerId: null, evidence: refusedBy(408) },
  ],
  [
    'code 500 with an id',
    { resolved: answer(500) },
    { kind: 'ambiguous', reason: 'InternalServerError', providerId: 'ATPid_1', evidence: at(201, '500') },
  ],
  [
    'code 501 with an id',
    { resolved: answer(501) },
    { kind: 'ambiguous', reason: 'GatewayError', providerId: 'ATPid_1', evidence: at(201, '501') },
  ],
  [
    'a bug in the package',
    { rejected: new TypeError(`cannot read ${phone}`) },
    { kind: 'ambiguous', reason: 'package_failed', providerId: null },
  ],
  // Kept back.
  [
    'code 401',
    { resolved: answer(401, 'ATPid_7') },
    { kind: 'held', providerId: 'ATPid_7', reason: 'RiskHold', evidence: at(201, '401') },
  ],
  [
    'code 401 without an id',
    { resolved: answer(401, 'None') },
    { kind: 'held', providerId: null, reason: 'RiskHold', evidence: at(201, '401') },
  ],
  // Not sent: the line.
  ...(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EPROTO', 'CERT_HAS_EXPIRED', 'connect_timeout'] as const).map(
    code =>
      [
        `${code} before the line stood`,
        lineError(code, 'connect'),
        { kind: 'unreachable', reason: code, evidence: line('connect', code) },
      ] as const,
  ),
  ['HTTP 307', httpError(307, ''), { kind: 'unreachable', reason: 'redirected', evidence: at(307, 'ERR_BAD_REQUEST') }],
  // Not sent: the account.
  [
    'HTTP 401',
    httpError(401, 'The supplied authentication is invalid'),
    { kind: 'account', reason: 'key_refused', evidence: refusedBy(401) },
  ],
  ['HTTP 403', httpError(403, ''), { kind: 'account', reason: 'key_refused', evidence: refusedBy(403) }],
  [
    'HTTP 400 about the key',
    httpError(400, 'The supplied authentication is invalid'),
    { kind: 'account', reason: 'key_refused', evidence: refusedBy(400) },
  ],
  ['HTTP 402', httpError(402, ''), { kind: 'account', reason: 'no_money', evidence: refusedBy(402) }],
  [
    'HTTP 429 with a time',
    httpError(429, '', { 'retry-after': '7' }),
    { kind: 'account', reason: 'too_fast', afterMs: 7000, evidence: refusedBy(429) },
  ],
  [
    'HTTP 429 without a time',
    httpError(429, ''),
    { kind: 'account', reason: 'too_fast', afterMs: minute, evidence: refusedBy(429) },
  ],
  [
    'HTTP 429 with a date',
    httpError(429, '', { 'retry-after': 'Tue, 03 Feb 2026 07:00:00 GMT' }),
    { kind: 'account', reason: 'too_fast', afterMs: minute, evidence: refusedBy(429) },
  ],
  [
    'HTTP 429 with a year',
    httpError(429, '', { 'retry-after': '31536000' }),
    { kind: 'account', reason: 'too_fast', afterMs: 60 * minute, evidence: refusedBy(429) },
  ],
  [
    'nobody, and InvalidSenderId',
    { resolved: nobody('InvalidSenderId') },
    { kind: 'account', reason: 'sender_refused', evidence: at(201, null) },
  ],
  [
    'nobody, and InsufficientBalance, with 200',
    { rejected: nobody('InsufficientBalance') },
    { kind: 'account', reason: 'no_money', evidence: at(200, null) },
  ],
  [
    'code 402',
    { resolved: answer(402, 'None') },
    { kind: 'account', reason: 'sender_refused', evidence: at(201, '402') },
  ],
  ['code 405', { resolved: answer(405, 'None') }, { kind: 'account', reason: 'no_money', evidence: at(201, '405') }],
  // Not sent, and never will be.
  [
    'HTTP 400',
    httpError(400, 'The request is invalid'),
    { kind: 'refused', reason: 'http_400', contact: null, evidence: refusedBy(400) },
  ],
  [
    'a phone that the package does not take',
    { rejected: new Error('"to" failed custom validation because Invalid country calling code; ') },
    { kind: 'refused', reason: 'invalid_for_package', contact: 'invalid' },
  ],
  [
    'code 403',
    { resolved: answer(403, 'None') },
    { kind: 'refused', reason: 'InvalidPhoneNumber', contact: 'invalid', evidence: at(201, '403') },
  ],
  [
    'code 404',
    { resolved: answer(404, 'None') },
    { kind: 'refused', reason: 'UnsupportedNumberType', contact: 'unsupported', evidence: at(201, '404') },
  ],
  [
    'code 406',
    { resolved: answer(406, 'None') },
    { kind: 'refused', reason: 'UserInBlacklist', contact: 'opted_out', evidence: at(201, '406') },
  ],
  // Not sent; later it may be.
  [
    'HTTP 404',
    httpError(404, 'Not found'),
    { kind: 'retry', reason: 'http_404', afterMs: 10 * minute, tries: 3, evidence: refusedBy(404) },
  ],
  [
    'code 407',
    { resolved: answer(407, 'None') },
    { kind: 'retry', reason: 'CouldNotRoute', afterMs: 30 * minute, tries: 2, evidence: at(201, '407') },
  ],
  [
    'HTTP 409 with the recipient',
    httpError(409, answer(409, 'None')),
    { kind: 'retry', reason: 'DoNotDisturbRejection', afterMs: 600 * minute, tries: 2, evidence: at(409, '409') },
  ],
  [
    'HTTP 409 without',
    httpError(409, 'Conflict'),
    { kind: 'retry', reason: 'http_409', afterMs: 10 * minute, tries: 3, evidence: refusedBy(409) },
  ],
  [
    'code 500 without an id',
    { resolved: answer(500, 'None') },
    { kind: 'retry', reason: 'InternalServerError', afterMs: 5 * minute, tries: 3, evidence: at(201, '500') },
  ],
  [
    'code 501 without an id',
    { resolved: answer(501, '') },
    { kind: 'retry', reason: 'GatewayError', afterMs: 5 * minute, tries: 3, evidence: at(201, '501') },
  ],
  [
    'code 502',
    { resolved: answer(502, 'None') },
    { kind: 'retry', reason: 'RejectedByGateway', afterMs: 15 * minute, tries: 2, evidence: at(201, '502') },
  ],
]

describe('what became of a message', () => {
  it.each(shapes)('is known after %s', (_what, ended, outcome) => {
    expect(outcomeOf(ended)).toStrictEqual(outcome)
  })

  it.each(shapes)('says nothing of phone, text or key after %s', (_what, ended) => {
    const said = JSON.stringify(outcomeOf(ended))
    for (const secret of [phone, phone.slice(4), 'Amina', key]) expect(said).not.toContain(secret)
  })

  it('does not take text for an id or a code', () => {
    const outcome = outcomeOf({ resolved: answer(101, `${phone} ${text}`) })
    expect(outcome).toMatchObject({ kind: 'ambiguous', reason: 'accepted_without_id', providerId: null })
  })
})

describe('the price', () => {
  it.each([
    ['KES 0.8000', 80],
    ['KES 1785.50', 178550],
    ['KES 1,785.50', 178550],
    ['KES 0.0050', 1],
    ['KES 1.0050', 101],
    ['KES -12.00', -1200],
    ['UGX 35', 3500],
    ['0', 0],
    ['free', null],
    ['KES', null],
    ['KES 1.2.3', null],
    [0.8, null],
    [undefined, null],
  ])('%j is %j hundredths', (cost, minor) => {
    expect(costMinor(cost)).toBe(minor)
  })
})
