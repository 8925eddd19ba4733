import http from 'node:http'
import https from 'node:https'

export type Timeouts = {
  /** Until the line stands, TLS included. */
  readonly connectMs: number
  /** From the request's last byte to the answer's last. */
  readonly replyMs: number
}

/** A school's line can be slow; a parent does not wait for it. */
export const patientTimeouts: Timeouts = { connectMs: 10_000, replyMs: 30_000 }

const largestAnswer = 1024 * 1024

/** `connect`: nothing of the request has left. `sent`: it may have arrived. `reply`: an answer had begun. */
export type Phase = 'connect' | 'sent' | 'reply'

/** Why there is no answer. The message is a code: no address, no header, no text. */
export class ExchangeFailure extends Error {
  readonly code: string
  readonly phase: Phase

  constructor(code: string, phase: Phase) {
    super(code)
    this.name = 'ExchangeFailure'
    this.code = code
    this.phase = phase
  }
}

export type ExchangeRequest = {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly timeouts: Timeouts
}
export type ExchangeAnswer = {
  readonly status: number
  readonly statusText: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * One HTTP request on a line of its own: no keep-alive, no proxy, no redirects. Not a byte of it is written before
 * the line stands, so that a failure in phase `connect` means for certain that nothing was sent.
 * @throws ExchangeFailure
 */
export function exchange({ method, url, headers, body, timeouts }: ExchangeRequest): Promise<ExchangeAnswer> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:'
    let request: http.ClientRequest
    try {
      request = (secure ? https : http).request(url, {
        method,
        agent: false,
        // Said here, so that no variable of the environment can switch it off.
        rejectUnauthorized: true,
        headers: {
          'user-agent': 'rollcall',
          ...headers,
          'accept-encoding': 'identity',
          connection: 'close',
          ...(body !== null && { 'content-length': String(Buffer.byteLength(body)) }),
        },
      })
    } catch (error) {
      // A header or an address that cannot be written down.
      reject(new ExchangeFailure(codeOf(error), 'connect'))
      return
    }
    let phase: Phase = 'connect'
    let timer = setTimeout(() => fail('connect_timeout'), timeouts.connectMs)

    function fail(code: string): void {
      clearTimeout(timer)
      reject(new ExchangeFailure(code, phase))
      request.destroy()
    }

    request.once('socket', socket => {
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer)
        timer = setTimeout(() => fail('reply_timeout'), timeouts.replyMs)
        phase = 'sent'
        request.end(body ?? undefined)
      })
    })
    request.on('error', error => fail(codeOf(error)))
    request.once('response', response => {
      phase = 'reply'
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        size += chunk.length
        if (size > largestAnswer) fail('answer_too_big')
      })
      response.once('aborted', () => fail('answer_cut'))
      response.once('error', error => fail(codeOf(error)))
      response.once('end', () => {
        clearTimeout(timer)
        if (!response.complete) {
          fail('answer_cut')
          return
        }
        resolve({
          status: response.statusCode ?? 0,
          statusText: response.statusMessage ?? '',
          headers: plainHeaders(response.headers),
          body: Buffer.concat(chunks).toString('utf8'),
        })
      })
    })
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'line_failed'
}

function plainHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
}
