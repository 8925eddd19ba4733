import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createRandom } from '../random.ts'
import { json, messaging, plain } from './answers.ts'
import type { Desk, ReportHabits, TakenMessage } from './desk.ts'
import { digest, openDesk, usualReports } from './desk.ts'
import type { Fault, FaultMix } from './faults.ts'
import { drawFault } from './faults.ts'

export type SmsProviderOptions = {
  /** 0: any free one. */
  readonly port?: number
  readonly faults?: FaultMix
  readonly seed?: number
  readonly journal?: string | null
  /** Another key is refused; null: every key is taken. */
  readonly apiKey?: string | null
  readonly delayMs?: { readonly min: number; readonly max: number }
  readonly reports?: ReportHabits
  readonly priceMinor?: number
  readonly balanceMinor?: number
  /** Epoch ms; the computer's clock unless given. */
  readonly now?: () => number
  /** How long nobody listens after the fault `down`. */
  readonly downMs?: number
  /** A message has come and nothing is answered yet. */
  readonly onArrival?: (message: MessageDigest) => void
  readonly onRequest?: (
    told: MessageDigest & {
      readonly fault: Fault | null
      readonly taken: boolean
      /** Null: not answered. */
      readonly status: number | null
    },
  ) => void
}

/** Phone and text as in the journal. */
export type MessageDigest = Pick<TakenMessage, 'phone' | 'body'>

export type SmsProvider = {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  readonly desk: Desk
  /** Changes what goes wrong from now on. */
  setFaults(mix: FaultMix): void
  close(): Promise<void>
}

const largestRequest = 64 * 1024

/**
 * A stand-in for Africa's Talking on loopback: the messaging and balance calls of its HTTP interface, the faults that
 * providers are known for, and beside it the place where its delivery reports would be collected for a school
 * (`GET /api/v1/sms/dlr?after=CURSOR`).
 */
export async function startSmsProvider(options: SmsProviderOptions = {}): Promise<SmsProvider> {
  const random = createRandom(options.seed ?? 1)
  const desk = openDesk({
    random,
    journal: options.journal ?? null,
    reports: options.reports ?? usualReports,
    priceMinor: options.priceMinor ?? 80,
    balanceMinor: options.balanceMinor ?? 1_000_000,
    ...(options.now && { now: options.now }),
  })
  let mix = options.faults ?? new Map<Fault, number>()
  let closed = false
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 1
  // Whoever is left without an answer, and waits for ever, is not waited for.
  server.timeout = 180_000
  server.maxConnections = 500

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'GET' && url.pathname === '/api/v1/sms/dlr') {
      json(response, 200, desk.reportsAfter(url.searchParams.get('after')))
      return
    }
    const text = await bodyOf(request)
    const { apiKey = null, delayMs } = options
    const key = request.headers['apikey']
    if (key === undefined || (apiKey !== null && key !== apiKey)) {
      plain(response, 401, 'The supplied authentication is invalid')
      return
    }
    if (request.method === 'GET' && url.pathname === '/version1/user') {
      json(response, 200, { UserData: { balance: `KES ${(desk.balanceMinor() / 100).toFixed(2)}` } })
      return
    }
    if (request.method !== 'POST' || url.pathname !== '/version1/messaging') {
      plain(response, 404, 'Not found')
      return
    }
    const form = new URLSearchParams(text)
    const message = { phone: form.get('to') ?? '', body: form.get('message') ?? '' }
    const digests = { phone: digest(message.phone), body: digest(message.body) }
    options.onArrival?.(digests)
    if (delayMs !== undefined) await pause(random.int(delayMs.min, delayMs.max), undefined, { ref: false })
    const fault = drawFault(mix, random)
    const taken = messaging({ desk, random, response, ...message }, fault)
    if (fault === 'down') goDown()
    options.onRequest?.({ ...digests, fault, taken, status: response.headersSent ? response.statusCode : null })
  }

  function goDown(): void {
    if (closed || !server.listening) return
    server.close()
    setTimeout(comeBack, options.downMs ?? 200)
  }

  /** On the port that it had; somebody else may be on it for a moment. */
  function comeBack(): void {
    if (closed || server.listening) return
    server.once('error', () => setTimeout(comeBack, 100))
    server.listen(port, '127.0.0.1', () => server.removeAllListeners('error'))
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  server.removeAllListeners('error')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    desk,
    setFaults(next) {
      mix = next
    },
    async close() {
      closed = true
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      desk.close()
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer
    chunks.push(bytes)
    size += bytes.length
    if (size > largestRequest) throw new RangeError('request too big')
  }
  return Buffer.concat(chunks).toString('utf8')
}
