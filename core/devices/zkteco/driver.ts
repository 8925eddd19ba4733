import type { DeviceAddress, DeviceDriver, DeviceInfo, DeviceSession, Log, RawPunch } from '../../ports.ts'
import { CMD, EF, REPLY } from './commands.ts'
import type { UserIds } from './events.ts'
import { createEventReader, toPunch } from './events.ts'
import type { ExchangeOptions } from './exchange.ts'
import { readInfo, readLogs, readSizes, readTime, readUsers, u32Bytes, whileDisabled } from './readings.ts'
import type { Session, Talk } from './session.ts'
import { expectOk, NO_DATA, onePacket, openSession } from './session.ts'

type ZktecoDriverOptions = {
  /** Longest wait for the TCP connection, ms. */
  readonly connectTimeoutMs?: number
  /** Longest silence of a terminal that owes an answer, ms. */
  readonly replyTimeoutMs?: number
  /** Highest reply id of one connection (u16); a new connection is needed after it. */
  readonly replyIdLimit?: number
  readonly log?: Log
}

const HIGHEST_REPLY_ID = 65_534

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/**
 * Driver for terminals that speak the ZK standalone protocol over TCP (port 4370 by default). It answers for the
 * protocol's rules: whole packets out of the byte stream, checksums both ways, one request in flight, answers
 * matched by reply id, a complete and validated table or an error, and after any silence or nonsense a closed line.
 *
 * Only one program can talk to a terminal at a time: connect once and keep the session.
 */
export function createZktecoDriver(options: ZktecoDriverOptions = {}): DeviceDriver {
  const settings: ExchangeOptions = {
    connectTimeoutMs: options.connectTimeoutMs ?? 4000,
    replyTimeoutMs: options.replyTimeoutMs ?? 5000,
    replyIdLimit: options.replyIdLimit ?? HIGHEST_REPLY_ID,
    log: options.log ?? silent,
  }
  return { connect: (address, signal) => connect(address, signal, settings) }
}

/**
 * @throws AppError device_offline, device_key_wrong, device_secured, device_refused, device_protocol.
 */
async function connect(address: DeviceAddress, signal: AbortSignal, options: ExchangeOptions): Promise<DeviceSession> {
  const session = await openSession(address, options, signal)
  const onAbort = () => void session.leave(null)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const info = await session.exclusive(readInfo)
    return deviceSession(session, info, options)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function deviceSession(session: Session, info: DeviceInfo, options: ExchangeOptions): DeviceSession {
  const readUserIds = async (talk: Talk): Promise<UserIds> =>
    new Map((await readUsers(talk, options)).map(user => [user.uid, user.userId]))

  return {
    info,
    getTime: () => session.exclusive(readTime),
    setTime: rawTime =>
      session.exclusive(async talk => {
        expectOk(CMD.SET_TIME, await talk.ask(CMD.SET_TIME, u32Bytes(rawTime), onePacket))
        // Some firmware wants this after a write and some does not know it.
        await talk.ask(CMD.REFRESH_DATA, NO_DATA, onePacket)
      }),
    sizes: () => session.exclusive(readSizes),
    users: () => session.exclusive(talk => whileDisabled(talk, () => readUsers(talk, options))),
    readLogs: onProgress =>
      session.exclusive(talk =>
        whileDisabled(talk, async () => {
          const logs = await readLogs(talk, options, onProgress)
          const needsUserIds = logs.some(record => record.userId === '')
          const userIds: UserIds = needsUserIds ? await readUserIds(talk) : new Map()
          return logs.map((record): RawPunch => toPunch(record, userIds))
        }),
      ),
    listen: (onPunches, onUnknown) => {
      const reader = createEventReader({
        onPunches,
        onUnknown,
        acknowledge: session.acknowledge,
        userIds: () => session.exclusive(talk => whileDisabled(talk, () => readUserIds(talk))),
        fail: error => void session.leave(error instanceof Error ? error : new Error(String(error))),
        log: options.log,
      })
      return session.exclusive(async talk => {
        // Before the request: the first event may come in the same segment as the answer.
        session.setEventHandler(reader)
        const answer = await talk.ask(CMD.REG_EVENT, u32Bytes(EF.ALL), onePacket)
        // Firmware without events can still be read: its counts tell when.
        if (answer.command === REPLY.UNKNOWN) options.log.warn('terminal has no live events')
        else expectOk(CMD.REG_EVENT, answer)
      })
    },
    ping: async () => {
      await session.exclusive(readTime)
    },
    ended: session.ended,
    close: () => session.leave(null),
  }
}
