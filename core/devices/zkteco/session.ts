import type { ErrorCode } from '../../contract/errors.ts'
import { AppError } from '../../contract/errors.ts'
import type { DeviceAddress } from '../../ports.ts'
import { scrambleCommKey } from './comm-key.ts'
import { CMD, REPLY } from './commands.ts'
import type { Ask, Exchange, ExchangeOptions, Take } from './exchange.ts'
import { openExchange } from './exchange.ts'
import { offline } from './line.ts'
import type { Packet } from './packet.ts'

/** What a job may do with the line while it has it for itself. */
export type Talk = {
  readonly ask: Ask
  readonly transport: 'tcp' | 'udp'
  /** The id of the session, which answers of one packet carry. */
  readonly session: () => number
  /**
   * Runs `job` in a state that the terminal must be led out of (disabled, buffer held): `giveBack` is sent after it,
   * however it ends. When the line is in doubt the commands are still owed, and sent before the session leaves.
   */
  borrow<T>(giveBack: number | readonly number[], job: () => Promise<T>): Promise<T>
  /** Looks at events before anyone else; see Exchange. Null takes the tap away. */
  readonly setEventTap: Exchange['setEventTap']
  /** Resolves when the line is gone or being left, with the reason. */
  readonly lost: Promise<Error>
}

/** A session on a terminal: connected, authenticated, and lent to one job at a time. */
export type Session = {
  /**
   * Runs a job when all earlier ones are done. A job that throws ends the session, since after an answer that did not
   * come or made no sense what arrives next cannot be trusted; unless the error is a clear word of the terminal.
   */
  exclusive<T>(job: (talk: Talk) => Promise<T>): Promise<T>
  readonly transport: 'tcp' | 'udp'
  readonly setEventHandler: Exchange['setEventHandler']
  readonly acknowledge: Exchange['acknowledge']
  /** Leaves politely and ends with this reason; null when nothing is wrong. Never throws, may be called again. */
  leave(reason: Error | null): Promise<void>
  /** Ends without a goodbye, after `last` was sent and answered or not: the terminal goes away by itself. */
  leaveAfter(last: (talk: Talk) => Promise<unknown>): Promise<void>
  /** Resolves when the line is gone: with the reason, or null after `leave(null)`. */
  readonly ended: Promise<Error | null>
}

export const NO_DATA = new Uint8Array(0)

/** An answer of one packet. */
export const onePacket: Take<Packet> = packet => ({ result: packet })

/** Requests left on a connection at which a new job gets a new connection instead: no read needs as many. */
const REPLY_IDS_IN_RESERVE = 1000
/** Errors that a terminal in its right mind answers with: the line is as good as before. */
const LINE_STAYS: readonly ErrorCode[] = [
  'device_refused',
  'device_unsupported',
  'device_not_saved',
  'device_full',
  'device_log_changed',
  'enroll_failed',
  'enroll_duplicate',
  'enroll_timeout',
  'enroll_cancelled',
  'not_found',
]
/** A terminal that is leaving anyway is not waited for longer than this. */
const LEAVE_TIMEOUT_MS = 1000

/**
 * Connects (CONNECT 1000) and, only when the terminal asks for it, sends the communication key once (AUTH 1102):
 * terminals lock themselves after wrong keys. Some accept TCP and answer nothing there, because they speak UDP only.
 * @throws AppError device_offline, device_key_wrong, device_secured, device_refused, device_protocol.
 */
export async function openSession(
  address: DeviceAddress,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<Session> {
  const { transport = 'auto' } = address
  if (transport !== 'auto') return await openOver(transport, address, options, signal)
  try {
    return await openOver('tcp', address, options, signal)
  } catch (error) {
    if (!isUnansweredConnect(error)) throw error
    options.log.info('terminal does not answer over TCP, trying UDP', { host: address.host })
    try {
      return await openOver('udp', address, options, signal)
    } catch (second) {
      // Silence there too says nothing new; an answer does.
      throw second instanceof AppError && second.code === 'device_offline' && !signal.aborted ? error : second
    }
  }
}

function isUnansweredConnect(error: unknown): boolean {
  return (
    error instanceof AppError &&
    error.details['reason'] === 'no_reply_in_time' &&
    error.details['command'] === CMD.CONNECT
  )
}

async function openOver(
  transport: 'tcp' | 'udp',
  address: DeviceAddress,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<Session> {
  const exchange = await openExchange({ host: address.host, port: address.port, transport }, options, signal)
  const onAbort = () => {
    exchange.cut(offline('aborted'))
  }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    if (signal.aborted) onAbort()
    await logIn(exchange, address.commKey)
  } catch (error) {
    exchange.cut(null)
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
  return createSession(exchange, options)
}

async function logIn(exchange: Exchange, commKey: number): Promise<void> {
  const welcome = await exchange.ask(CMD.CONNECT, NO_DATA, onePacket)
  exchange.setSession(welcome.session)
  if (welcome.command !== REPLY.UNAUTH) {
    expectOk(CMD.CONNECT, welcome)
    return
  }
  // 0 is how a terminal says "no key": there is nothing to send.
  if (commKey === 0) throw new AppError('device_key_wrong', { reason: 'key_needed' })
  const answer = await exchange.ask(CMD.AUTH, scrambleCommKey(commKey, welcome.session), onePacket)
  expectOk(CMD.AUTH, answer)
}

/**
 * The answer, if it is a success.
 * @throws AppError device_key_wrong (2005), device_secured (6001), device_refused (all else, with `command` and `code`).
 */
export function expectOk(command: number, answer: Packet): Packet {
  if (answer.command === REPLY.OK) return answer
  throw refusal(command, answer)
}

/** What an answer that is no success means. The session field of a refusal may carry its own error number. */
export function refusal(command: number, answer: Packet): AppError {
  if (answer.command === REPLY.UNAUTH) return new AppError('device_key_wrong', { command })
  if (answer.command === REPLY.SECURED) return new AppError('device_secured', { command })
  return new AppError('device_refused', {
    command,
    code: answer.command,
    sessionField: answer.session,
    firstBytes: Buffer.from(answer.data.subarray(0, 8)).toString('hex'),
  })
}

function lineStays(error: unknown): boolean {
  return error instanceof AppError && LINE_STAYS.includes(error.code)
}

function createSession(exchange: Exchange, options: ExchangeOptions): Session {
  const leaveTimeoutMs = Math.min(options.replyTimeoutMs, LEAVE_TIMEOUT_MS)
  const owed: number[] = []
  let lastJob: Promise<unknown> = Promise.resolve()
  let leaving: { readonly reason: Error | null; readonly done: Promise<void> } | null = null

  let tellLost: (reason: Error) => void = () => undefined
  const lost = new Promise<Error>(resolve => {
    tellLost = resolve
  })
  void exchange.ended.then(error => {
    tellLost(error ?? offline('closed'))
  })

  const talk: Talk = {
    transport: exchange.transport,
    session: exchange.session,
    ask(...question) {
      if (leaving) return Promise.reject(leaving.reason ?? offline('closed'))
      return exchange.ask(...question)
    },
    async borrow(giveBack, job) {
      const commands = typeof giveBack === 'number' ? [giveBack] : giveBack
      owed.push(...[...commands].reverse())
      let result
      try {
        result = await job()
      } catch (error) {
        if (lineStays(error)) await payBack(commands)
        throw error
      }
      await payBack(commands)
      return result
    },
    setEventTap: exchange.setEventTap,
    lost,
  }

  function queued<T>(job: () => Promise<T>): Promise<T> {
    const run = lastJob.then(job)
    // The caller gets the failure; the queue only waits.
    lastJob = run.catch(() => undefined)
    return run
  }

  async function payBack(commands: readonly number[]): Promise<void> {
    for (const command of commands) {
      const answer = await talk.ask(command, NO_DATA, onePacket)
      // Left disabled it would shut children out; for the others any answer will do.
      if (command === CMD.ENABLE_DEVICE) expectOk(command, answer)
      owed.pop()
    }
  }

  async function perform<T>(job: (talk: Talk) => Promise<T>): Promise<T> {
    try {
      if (exchange.requestsLeft() < REPLY_IDS_IN_RESERVE) throw offline('reply_ids_used_up')
      return await job(talk)
    } catch (error) {
      if (!lineStays(error)) await leave(error instanceof Error ? error : new Error(String(error)))
      throw error
    }
  }

  function leave(reason: Error | null): Promise<void> {
    if (!leaving) {
      let done: () => void = () => undefined
      beginLeaving(reason, new Promise(resolve => (done = resolve)))
      void sayGoodbye().then(done)
    }
    return leaving?.done ?? Promise.resolve()
  }

  /** First the flag, so that a job that is cut short here cannot start another request. */
  function beginLeaving(reason: Error | null, done: Promise<void>): void {
    leaving = { reason, done }
    exchange.setEventHandler(null)
    exchange.setEventTap(null)
    tellLost(reason ?? offline('closed'))
    exchange.abandon(reason ?? offline('closed'))
  }

  async function leaveAfter(last: (talk: Talk) => Promise<unknown>): Promise<void> {
    if (leaving) throw leaving.reason ?? offline('closed')
    let done: () => void = () => undefined
    beginLeaving(null, new Promise(resolve => (done = resolve)))
    try {
      await last({ ...talk, ask: exchange.ask })
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'device_offline')) throw error
    } finally {
      exchange.cut(null)
      done()
    }
  }

  async function sayGoodbye(): Promise<void> {
    for (const command of [...owed.reverse(), CMD.EXIT]) {
      if (!exchange.isOpen()) return
      try {
        await exchange.ask(command, NO_DATA, onePacket, { timeoutMs: leaveTimeoutMs })
      } catch (error) {
        options.log.warn('terminal did not answer the goodbye', {
          command,
          reason: error instanceof AppError ? error.code : 'unknown',
        })
      }
    }
    exchange.cut(null)
  }

  return {
    exclusive: job => queued(() => perform(job)),
    transport: exchange.transport,
    setEventHandler: exchange.setEventHandler,
    acknowledge: exchange.acknowledge,
    leave,
    leaveAfter: last => queued(() => leaveAfter(last)),
    ended: exchange.ended.then(error => (leaving ? leaving.reason : error)),
  }
}
