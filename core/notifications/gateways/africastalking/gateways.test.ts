import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../contract/errors.ts'
import type { SendOutcome, SmsAccountKey } from '../../../ports.ts'
import { digest } from '../../../simulation/sms-provider/desk.ts'
import type { Fault } from '../../../simulation/sms-provider/faults.ts'
import type { SmsProvider, SmsProviderOptions } from '../../../simulation/sms-provider/server.ts'
import { startSmsProvider } from '../../../simulation/sms-provider/server.ts'
import { createAfricasTalking, environmentOf } from './gateways.ts'

const account: SmsAccountKey = {
  provider: 'africastalking',
  username: 'mwangaza',
  senderId: '',
  apiKey: 'atsk_secret',
}
const message = { id: 'm1', phone: '+254711000001', body: 'Amina arrived at 07:12.' }
const timeouts = { connectMs: 2000, replyMs: 2000 }

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(close => close()))
})

async function stand(options: SmsProviderOptions = {}): Promise<SmsProvider> {
  const provider = await startSmsProvider({ downMs: 50, ...options })
  opened.push(() => provider.close())
  return provider
}

/** A provider that only writes down what it is asked. */
async function listen() {
  const asked: { line: string; key: unknown; type: unknown; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const { apikey: key, 'content-type': type } = request.headers
      asked.push({ line: `${request.method ?? ''} ${request.url ?? ''}`, key, type, body })
      response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' })
      response.end('{"userData":{"balance":"KES 1785.50"}}')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  opened.push(() => new Promise(resolve => server.close(resolve)))
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const open = (origin: string, more: Partial<SmsAccountKey> = {}) =>
  createAfricasTalking({ origin, timeouts }).open({ ...account, ...more })

async function failure(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error('did not fail as it should')
  return { code: error.code, details: error.details }
}

describe('a message through the official package', () => {
  it('is one request with one phone, put in the provider’s queue', async () => {
    const { origin, asked } = await listen()
    await open(origin).send(message)
    await open(origin, { senderId: 'MWANGAZA' }).send(message)
    const sent = 'username=mwangaza&to=%2B254711000001&message=Amina+arrived+at+07%3A12.'
    const type = 'application/x-www-form-urlencoded;charset=utf-8'
    const line = 'POST /version1/messaging'
    expect(asked).toEqual([
      { line, key: 'atsk_secret', type, body: `${sent}&bulkSMSMode=1&enqueue=1` },
      { line, key: 'atsk_secret', type, body: `${sent}&from=MWANGAZA&bulkSMSMode=1&enqueue=1` },
    ])
  })

  it('is accepted with id and price', async () => {
    const { origin, desk } = await stand()
    const outcome = await open(origin).send(message)
    const [taken] = desk.taken()
    expect(taken).toMatchObject({ phone: digest(message.phone), body: digest(message.body) })
    expect(outcome).toMatchObject({ kind: 'accepted', providerId: taken?.providerId, costMinor: 80 })
  })

  it.each([
    '+2547110000',
    '0711000001',
    '254711000001',
    '+254 711 000 001',
    '+254201234567',
    '+254711000001,+254711000002',
    '',
  ])('does not leave for "%s"', async phone => {
    const { origin, asked } = await listen()
    expect(await open(origin).send({ ...message, phone })).toStrictEqual({
      kind: 'refused',
      reason: 'not_e164',
      contact: 'invalid',
    })
    expect(asked).toEqual([])
  })

  it.each(['+254711000001', '+254110000001', '+254101000001', '+255711000001', '+447911123456'])(
    'leaves for %s',
    async phone => {
      const { origin, asked } = await listen()
      await open(origin).send({ ...message, phone })
      expect(asked).toHaveLength(1)
    },
  )

  it('does not leave without a text', async () => {
    const { origin, asked } = await listen()
    expect(await open(origin).send({ ...message, body: ' \n' })).toStrictEqual({
      kind: 'refused',
      reason: 'empty',
      contact: null,
    })
    expect(asked).toEqual([])
  })

  it('does not leave when the package has something against a phone that looks like one', async () => {
    const { origin, asked } = await listen()
    expect(await open(origin).send({ ...message, phone: '+999711000001' })).toStrictEqual({
      kind: 'refused',
      reason: 'invalid_for_package',
      contact: 'invalid',
    })
    expect(asked).toEqual([])
  })

  it('does not leave with a key that no request can carry', async () => {
    const { origin, asked } = await listen()
    for (const broken of [{ apiKey: 'two\r\nlines' }, { apiKey: ' ' }, { username: '' }]) {
      const gateway = open(origin, broken)
      expect(await gateway.send(message)).toStrictEqual({ kind: 'account', reason: 'key_refused' })
      expect(await failure(gateway.balance())).toEqual({ code: 'sms_key_refused', details: {} })
    }
    expect(asked).toEqual([])
  })

  it('goes to the provider of its own gateway, whichever was opened last', async () => {
    const [one, two] = [await stand(), await stand()]
    const first = open(one.origin)
    const second = open(two.origin)
    await Promise.all([first.send(message), second.send(message), first.send(message), first.balance()])
    expect([one.desk.taken().length, two.desk.taken().length]).toEqual([2, 1])
  })

  const outcomes: Readonly<Record<Fault, readonly [kind: SendOutcome['kind'], reason: string | null]>> = {
    ok_200: ['accepted', null],
    html_201: ['ambiguous', 'unreadable_answer'],
    truncated_201: ['ambiguous', 'unreadable_answer'],
    cut_201: ['ambiguous', 'answer_cut'],
    bad_request_400: ['refused', 'http_400'],
    unauthorized_401: ['account', 'key_refused'],
    do_not_disturb_409: ['retry', 'DoNotDisturbRejection'],
    too_many_429: ['account', 'too_fast'],
    error_500: ['ambiguous', 'http_500'],
    bad_gateway_502: ['ambiguous', 'http_502'],
    silent: ['ambiguous', 'reply_timeout'],
    reset: ['ambiguous', 'ECONNRESET'],
    hang_up: ['ambiguous', 'ECONNRESET'],
    redirect: ['unreachable', 'redirected'],
    down: ['ambiguous', 'ECONNRESET'],
    no_sender: ['account', 'sender_refused'],
    no_money: ['account', 'no_money'],
    empty_unknown: ['ambiguous', 'no_recipient'],
    code_401: ['held', 'RiskHold'],
    code_402: ['account', 'sender_refused'],
    code_403: ['refused', 'InvalidPhoneNumber'],
    code_404: ['refused', 'UnsupportedNumberType'],
    code_405: ['account', 'no_money'],
    code_406: ['refused', 'UserInBlacklist'],
    code_407: ['retry', 'CouldNotRoute'],
    code_500_none: ['retry', 'InternalServerError'],
    code_500_id: ['ambiguous', 'InternalServerError'],
    code_501_none: ['retry', 'GatewayError'],
    code_501_id: ['ambiguous', 'GatewayError'],
    code_502: ['retry', 'RejectedByGateway'],
    code_unknown: ['ambiguous', 'unknown_code'],
  }

  it.each(Object.entries(outcomes))('that meets %s ends as it must', async (fault, [kind, reason]) => {
    const { origin } = await stand({ faults: new Map([[fault as Fault, 100]]) })
    const patience = fault === 'silent' ? { ...timeouts, replyMs: 200 } : timeouts
    const outcome = await createAfricasTalking({ origin, timeouts: patience }).open(account).send(message)
    expect([outcome.kind, 'reason' in outcome ? outcome.reason : null]).toEqual([kind, reason])
    expect(JSON.stringify(outcome)).not.toMatch(/atsk_secret|711000001|Amina/)
  })

  it('that finds nobody is certainly not sent', async () => {
    const provider = await startSmsProvider()
    await provider.close()
    expect(await open(provider.origin).send(message)).toStrictEqual({
      kind: 'unreachable',
      reason: 'ECONNREFUSED',
      evidence: { phase: 'connect', httpStatus: null, code: 'ECONNREFUSED' },
    })
  })
})

describe('the balance', () => {
  it('is read however the provider spells it', async () => {
    const { origin, asked } = await listen()
    expect(await open(origin).balance()).toEqual({ minor: 178550, currency: 'KES' })
    expect(asked).toMatchObject([{ line: 'GET /version1/user?username=mwangaza', key: 'atsk_secret' }])
    const provider = await stand({ balanceMinor: 12345 })
    expect(await open(provider.origin).balance()).toEqual({ minor: 12345, currency: 'KES' })
  })

  it('is not known with a key that is refused, or without a line', async () => {
    const { origin } = await stand({ apiKey: 'another' })
    expect(await failure(open(origin).balance())).toEqual({ code: 'sms_key_refused', details: {} })
    const gone = await startSmsProvider()
    await gone.close()
    expect(await failure(open(gone.origin).balance())).toEqual({
      code: 'gateway_unreachable',
      details: { reason: 'ECONNREFUSED' },
    })
  })
})

describe('credentials that are only tried', () => {
  it('bring the balance, a refusal or an unreachable provider', async () => {
    const { origin } = await stand({ apiKey: 'atsk_secret', balanceMinor: 500 })
    const gateways = createAfricasTalking({ origin, timeouts })
    expect(await gateways.test(account)).toEqual({ minor: 500, currency: 'KES' })
    expect(await failure(gateways.test({ ...account, apiKey: 'wrong' }))).toEqual({
      code: 'sms_key_refused',
      details: {},
    })
    expect(await failure(gateways.test({ ...account, apiKey: 'a\nb' }))).toEqual({
      code: 'sms_key_refused',
      details: {},
    })
    const gone = await startSmsProvider()
    await gone.close()
    expect(await failure(createAfricasTalking({ origin: gone.origin, timeouts }).test(account))).toEqual({
      code: 'gateway_unreachable',
      details: { reason: 'ECONNREFUSED' },
    })
  })

  it('of the sandbox leave what is open as it is', async () => {
    const { origin, asked } = await listen()
    open(origin)
    await createAfricasTalking({ origin, timeouts }).test({ ...account, username: 'Sandbox' })
    expect(asked).toMatchObject([{ line: 'GET /version1/user?username=sandbox' }])
    const common = createRequire(import.meta.url)('africastalking/lib/common') as { SMS_URL: string }
    expect(common.SMS_URL).toBe('https://api.africastalking.com/version1/messaging')
  })
})

describe('live and sandbox', () => {
  it('are never both open in one process', async () => {
    const { origin } = await stand()
    const gateways = createAfricasTalking({ origin, timeouts })
    expect(gateways.open(account).name).toBe('africastalking-live')
    expect(() => gateways.open({ ...account, username: ' SANDBOX ' })).toThrow(new AppError('sms_restart_needed'))
    expect(gateways.open({ ...account, apiKey: 'new' }).name).toBe('africastalking-live')
  })

  it('are told apart by the name, however it is written', () => {
    expect(['sandbox', 'Sandbox ', 'sandbox1', 'mwangaza'].map(username => environmentOf({ username }))).toEqual([
      'sandbox',
      'sandbox',
      'live',
      'live',
    ])
  })

  it('are replaced on this computer only', () => {
    for (const origin of ['http://10.0.0.1:80', 'https://api.example.org', 'http://localhost:80', 'nonsense']) {
      expect(() => createAfricasTalking({ origin })).toThrow(TypeError)
    }
  })
})
