import { AppError } from '../../contract/errors.ts'
import type { DeviceAddress } from '../../ports.ts'
import { scrambleCommKey } from './comm-key.ts'
import { CMD, REPLY } from './commands.ts'
import type { Ask, Exchange, ExchangeOptions, Take } from './exchange.ts'
import { openExchange } from './exchange.ts'
import type { Packet } from './packet.ts'
import { offline } from './transport.ts'

/** What a job may do with the line while it has it for itself. */
export type Talk = {
  readonly ask: Ask
  /**
   * Runs `job` in a state that the terminal must be led out of (disabled, buffer held): `giveBack` is sent after it.
   * When the job fails the command is still owed, and is sent before the session leaves.
   */
  borrow<T>(giveBack: number, job: () => Promise<T>): Promise<T>
}

/** A session on a terminal: connected, authenticated, and lent to one job at a time. */
export type Session = {
  /**
   * Runs a job when all earlier ones are done. A job that throws ends the session: after an answer that did not come
   * or made no sense, what arrives next cannot be trusted.
   */
  exclusive<T>(job: (talk: Talk) => Promise<T>): Promise<T>
  readonly setEventHandler: Exchange['setEventHandler']
  readonly acknowledge: Exchange['acknowledge']
  /** Leaves politely and ends with this reason; null when nothing is wrong. Never throws, may be called again. */
  leave(reason: Error | null): Promise<void>
  /** Resolves when the line is gone: with the reason, or null after `leave(null)`. */
  readonly ended: Promise<Error | null>
}

export const NO_DATA = new Uint8Array(0)

/** An answer of one packet. */
export const onePacket: Take<Packet> = packet => ({ result: packet })

/** Requests left on a connection at which a new job gets a new connection instead: no read needs as many. */
const REPLY_IDS_IN_RESERVE = 1000
/** A terminal that is leaving anyway is not waited for longer than this. */
const LEAVE_TIMEOUT_MS = 1000

/**
 * Connects (CONNECT 1000) and, only when the terminal asks for it, sends the communication key once (AUTH 1102):
 * terminals lock themselves after wrong keys.
 * @throws AppError device_offline, device_key_wrong, device_secured, device_refused, device_protocol.
 */
export async function openSession(
  address: DeviceAddress,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<Session> {
  const exchange = await openExchange(address, options, signal)
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

function createSession(exchange: Exchange, options: ExchangeOptions): Session {
  const leaveTimeoutMs = Math.min(options.replyTimeoutMs, LEAVE_TIMEOUT_MS)
  const owed: number[] = []
  let lastJob: Promise<unknown> = Promise.resolve()
  let leaving: { readonly reason: Error | null; readonly done: Promise<void> } | null = null

  const talk: Talk = {
    ask(...question) {
      if (leaving) return Promise.reject(leaving.reason ?? offline('closed'))
      return exchange.ask(...question)
    },
    async borrow(giveBack, job) {
      owed.push(giveBack)
      const result = await job()
      expectOk(giveBack, await talk.ask(giveBack, NO_DATA, onePacket))
      owed.pop()
      return result
    },
  }

  async function perform<T>(job: (talk: Talk) => Promise<T>): Promise<T> {
    try {
      if (exchange.requestsLeft() < REPLY_IDS_IN_RESERVE) throw offline('reply_ids_used_up')
      return await job(talk)
    } catch (error) {
      await leave(error instanceof Error ? error : new Error(String(error)))
      throw error
    }
  }

  function leave(reason: Error | null): Promise<void> {
    if (!leaving) {
      // First the flag, so that a job that is cut short here cannot start another request.
      let done: () => void = () => undefined
      leaving = { reason, done: new Promise(resolve => (done = resolve)) }
      exchange.setEventHandler(null)
      exchange.abandon(reason ?? offline('closed'))
      void sayGoodbye().then(done)
    }
    return leaving.done
  }

  async function sayGoodbye(): Promise<void> {
    for (const command of [...owed.reverse(), CMD.EXIT]) {
      if (!exchange.isOpen()) return
      try {
        await exchange.ask(command, NO_DATA, onePacket, leaveTimeoutMs)
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
    exclusive(job) {
      const run = lastJob.then(() => perform(job))
      // The caller gets the failure; the queue only waits.
      lastJob = run.catch(() => undefined)
      return run
    },
    setEventHandler: exchange.setEventHandler,
    acknowledge: exchange.acknowledge,
    leave,
    ended: exchange.ended.then(error => (leaving ? leaving.reason : error)),
  }
}
