import { createRequire } from 'node:module'
import type { ExchangeAnswer, Timeouts } from '../exchange.ts'
import { exchange, ExchangeFailure } from '../exchange.ts'

// The official package is CommonJS, without types of its own and with its own copy of axios inside.

type Sms = { readonly to: string; readonly message: string; readonly enqueue: boolean; readonly from?: string }

/** What is used of it. Both end as the package ends them: see `outcome.ts`. */
export type Client = {
  send(sms: Sms): Promise<unknown>
  account(): Promise<unknown>
}

/** The part of the package that is used. */
type Package = (options: { readonly username: string; readonly apiKey: string }) => {
  readonly SMS: { send(sms: Sms): Promise<unknown> }
  readonly APPLICATION: { fetchApplicationData(): Promise<unknown> }
}

type AxiosConfig = {
  readonly url?: string
  readonly baseURL?: string
  readonly method?: string
  readonly data?: unknown
  readonly params?: Readonly<Record<string, string>>
  readonly headers: { toJSON(): Record<string, unknown> }
}
type AxiosResponse = {
  readonly data: string
  readonly status: number
  readonly statusText: string
  readonly headers: Readonly<Record<string, string>>
  readonly config: AxiosConfig
}
type Axios = {
  readonly defaults: object
  readonly AxiosError: new (
    message: string,
    code: string,
    config?: unknown,
    request?: unknown,
    response?: AxiosResponse,
  ) => Error
}

const require = createRequire(import.meta.url)

export type Line = {
  /** Instead of the provider's own hosts; loopback only. */
  readonly origin: string | null
  readonly timeouts: Timeouts
}

/**
 * A client of the official package whose requests all go over our own line: one socket each, with time-outs, without
 * proxy or redirects, and with the phase of each failure. The package has no option for any of this; its copy of
 * axios takes an adapter, and SMS and balance both use that copy.
 */
export function createClient(account: { readonly username: string; readonly apiKey: string }, line: Line): Client {
  const axios = createRequire(require.resolve('africastalking'))('axios') as Axios
  const open = require('africastalking') as Package
  const { SMS, APPLICATION } = open({ username: account.username, apiKey: account.apiKey })
  const adapter = adapterFor(axios, line)
  // Before each call, and not once: the defaults are one for the process, and a call reads them before it returns.
  const onOurLine = () => Object.assign(axios.defaults, { timeout: 0, proxy: false, maxRedirects: 0, adapter })
  return {
    send(sms) {
      onOurLine()
      return SMS.send(sms)
    },
    account() {
      onOurLine()
      return APPLICATION.fetchApplicationData()
    },
  }
}

function adapterFor(axios: Axios, { origin, timeouts }: Line) {
  return async (config: AxiosConfig): Promise<AxiosResponse> => {
    const url = new URL(config.url ?? '', config.baseURL)
    for (const [name, value] of Object.entries(config.params ?? {})) url.searchParams.set(name, value)
    const target = origin === null ? url : new URL(url.pathname + url.search, origin)
    let answer: ExchangeAnswer
    try {
      answer = await exchange({
        method: (config.method ?? 'get').toUpperCase(),
        url: target,
        headers: plainHeaders(config.headers),
        body: typeof config.data === 'string' ? config.data : null,
        timeouts,
      })
    } catch (error) {
      if (!(error instanceof ExchangeFailure)) throw error
      throw Object.assign(new axios.AxiosError(error.code, error.code), { phase: error.phase })
    }
    const response = {
      data: answer.body,
      status: answer.status,
      statusText: answer.statusText,
      headers: answer.headers,
      config,
    }
    if (answer.status >= 200 && answer.status < 300) return response
    const code = answer.status >= 500 ? 'ERR_BAD_RESPONSE' : 'ERR_BAD_REQUEST'
    throw new axios.AxiosError(`http_${answer.status}`, code, undefined, undefined, response)
  }
}

function plainHeaders(headers: AxiosConfig['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers.toJSON()).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  )
}
