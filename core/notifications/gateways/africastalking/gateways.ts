import { AppError } from '../../../contract/errors.ts'
import type { Balance, SmsAccountKey, SmsGateway, SmsGateways } from '../../../ports.ts'
import { exchange, ExchangeFailure, patientTimeouts } from '../exchange.ts'
import type { Timeouts } from '../exchange.ts'
import { isLoopbackOrigin } from '../stand-in-origin.ts'
import type { Ended } from './outcome.ts'
import { costMinor, outcomeOf } from './outcome.ts'
import { createClient } from './sdk.ts'
import type { Client } from './sdk.ts'

type Environment = 'live' | 'sandbox'

/** The package's switch between live and sandbox is one for the whole process, and goes one way only. */
let environmentOfProcess: Environment | null = null

const hosts: Readonly<Record<Environment, string>> = {
  live: 'https://api.africastalking.com',
  sandbox: 'https://api.sandbox.africastalking.com',
}

/**
 * Gateways of Africa's Talking.
 * @param options `origin`: a stand-in on this computer instead of the provider; anything but loopback is refused,
 * since whoever sets it gets the key.
 * @throws TypeError for an origin that is not loopback
 */
export function createAfricasTalking(
  options: { readonly origin?: string | null; readonly timeouts?: Timeouts } = {},
): SmsGateways {
  const { origin = null, timeouts = patientTimeouts } = options
  if (origin !== null && !isLoopbackOrigin(origin))
    throw new TypeError('The provider can be replaced on loopback only.')
  const line = { origin, timeouts }
  return {
    open(given) {
      const account = tidy(given)
      const environment = environmentOf(account)
      if (environmentOfProcess !== null && environmentOfProcess !== environment) {
        throw new AppError('sms_restart_needed')
      }
      environmentOfProcess = environment
      return canBeSent(account) ? gatewayOf(createClient(account, line), account) : deafGateway(account)
    },

    // Without the package: a client of the other environment would repoint the one that is open.
    async test(given) {
      const account = tidy(given)
      if (!canBeSent(account)) throw new AppError('sms_key_refused')
      const url = new URL('/version1/user', origin ?? hosts[environmentOf(account)])
      url.searchParams.set('username', account.username)
      const headers = { apikey: account.apiKey, accept: 'application/json' }
      try {
        const answer = await exchange({ method: 'GET', url, headers, body: null, timeouts })
        if (answer.status === 401 || answer.status === 403) throw new AppError('sms_key_refused')
        if (answer.status >= 300) throw new AppError('gateway_unreachable', { reason: `http_${answer.status}` })
        return balanceIn(parsed(answer.body))
      } catch (error) {
        if (!(error instanceof ExchangeFailure)) throw error
        throw new AppError('gateway_unreachable', { reason: error.code })
      }
    },
  }
}

function gatewayOf(client: Client, account: SmsAccountKey): SmsGateway {
  return {
    name: nameOf(account),
    async send({ phone, body }) {
      if (!isMobile(phone)) return { kind: 'refused', reason: 'not_e164', contact: 'invalid' }
      if (body.trim() === '') return { kind: 'refused', reason: 'empty', contact: null }
      const message = { to: phone, message: body, enqueue: true, ...(account.senderId && { from: account.senderId }) }
      return outcomeOf(await endOf(() => client.send(message)))
    },
    async balance() {
      const ended = await endOf(() => client.account())
      if ('resolved' in ended) return balanceIn(ended.resolved)
      const outcome = outcomeOf(ended)
      if (outcome.kind === 'account' && outcome.reason === 'key_refused') throw new AppError('sms_key_refused')
      throw new AppError('gateway_unreachable', { reason: 'reason' in outcome ? outcome.reason : outcome.kind })
    },
  }
}

/** For a key that no request could carry: the provider would refuse it, were it asked. */
function deafGateway(account: SmsAccountKey): SmsGateway {
  return {
    name: nameOf(account),
    send: () => Promise.resolve({ kind: 'account', reason: 'key_refused' }),
    balance: () => Promise.reject(new AppError('sms_key_refused')),
  }
}

const nameOf = (account: SmsAccountKey): string => `africastalking-${environmentOf(account)}`

/** E.164. In Kenya mobile phones only: the package and the provider take any number that begins like one. */
function isMobile(phone: string): boolean {
  return phone.startsWith('+254') ? /^\+254[17]\d{8}$/.test(phone) : /^\+[1-9]\d{9,14}$/.test(phone)
}

async function endOf(call: () => Promise<unknown>): Promise<Ended> {
  try {
    return { resolved: await call() }
  } catch (error) {
    return { rejected: error }
  }
}

/** `{"UserData":{"balance":"KES 1785.50"}}`; the provider spells the first word in two ways. */
function balanceIn(answer: unknown): Balance | null {
  const user = field(answer, 'userdata')
  const balance = field(user, 'balance')
  if (typeof balance !== 'string') return null
  const currency = /^[A-Z]{3}/.exec(balance.trim())?.[0] ?? 'KES'
  const minor = costMinor(balance)
  return minor === null ? null : { minor, currency }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key.toLowerCase() === name)?.[1]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('gateway_unreachable', { reason: 'unreadable_answer' })
  }
}

/** One half of the package compares the name exactly and the other does not: `Sandbox` would be both. */
function tidy(account: SmsAccountKey): SmsAccountKey {
  const username = environmentOf(account) === 'sandbox' ? 'sandbox' : account.username.trim()
  return { ...account, username, senderId: account.senderId.trim(), apiKey: account.apiKey.trim() }
}

/** Whether a request can carry these credentials: the key is a header. */
function canBeSent({ username, apiKey }: SmsAccountKey): boolean {
  return username !== '' && /^[\x21-\x7e]+$/.test(apiKey)
}

/** Which of the provider's two worlds a user name belongs to. */
export function environmentOf({ username }: Pick<SmsAccountKey, 'username'>): Environment {
  return username.trim().toLowerCase() === 'sandbox' ? 'sandbox' : 'live'
}
