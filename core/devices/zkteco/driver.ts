import { AppError } from '../../contract/errors.ts'
import type { DeviceAddress, DeviceDriver, DeviceInfo, DeviceSession, Log } from '../../ports.ts'
import { CMD, EF, REPLY } from './commands.ts'
import { clearAttendanceLog, sendRestart } from './dangerous-commands.ts'
import type { EnrollSettings } from './enroll.ts'
import { endEnrollment, enroll, ENROLL_SETTINGS } from './enroll.ts'
import { createEventReader } from './events.ts'
import type { ExchangeOptions } from './exchange.ts'
import type { Firmware } from './family.ts'
import { lookAtFirmware } from './family.ts'
import { putTemplates } from './put-templates.ts'
import {
  readFreeSizes,
  readInfo,
  readOptions,
  readSizes,
  readTime,
  refresh,
  u32Bytes,
  whileDisabled,
  writeTime,
} from './readings.ts'
import type { Session, Talk } from './session.ts'
import { expectOk, onePacket, openSession } from './session.ts'
import type { TableName } from './tables.ts'
import type { ReadingOptions } from './whole-tables.ts'
import { readOperationLog, readPunches, readTemplateTable, readUserIds, readUserTable } from './whole-tables.ts'
import { readFinger, removeTemplate } from './write-fingers.ts'
import { putUser, removeUser } from './write-users.ts'

export type ZktecoDriverOptions = {
  /** Longest wait for the TCP connection, ms. */
  readonly connectTimeoutMs?: number
  /** Longest silence of a terminal that owes an answer, ms. */
  readonly replyTimeoutMs?: number
  /** UDP: silence after which a request is sent again, ms. */
  readonly retransmitMs?: number
  /** Highest reply id of one connection (u16); a new connection is needed after it. */
  readonly replyIdLimit?: number
  readonly enroll?: Partial<EnrollSettings>
  readonly log?: Log
  /** Gets a table that could not be understood, whole, for a technician. */
  readonly onOddTable?: (table: TableName, bytes: Uint8Array) => void
}

const HIGHEST_REPLY_ID = 65_534
/** A terminal that restarts may go without a word. */
const RESTART_TIMEOUT_MS = 2000

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

type Settings = ExchangeOptions & { readonly enroll: EnrollSettings; readonly onOddTable: ReadingOptions['onOddTable'] }

/**
 * Driver for terminals that speak the ZK standalone protocol over TCP or UDP (port 4370 by default). It answers for
 * the protocol's rules: whole packets out of the byte stream, checksums both ways, one request in flight, answers
 * matched by reply id, a complete and validated table or an error, every write read back, and after any silence or
 * nonsense a closed line.
 *
 * Only one program can talk to a terminal at a time: connect once and keep the session.
 */
export function createZktecoDriver(options: ZktecoDriverOptions = {}): DeviceDriver {
  const settings: Settings = {
    connectTimeoutMs: options.connectTimeoutMs ?? 4000,
    replyTimeoutMs: options.replyTimeoutMs ?? 5000,
    retransmitMs: options.retransmitMs ?? 1500,
    replyIdLimit: options.replyIdLimit ?? HIGHEST_REPLY_ID,
    enroll: { ...ENROLL_SETTINGS, ...options.enroll },
    log: options.log ?? silent,
    onOddTable: options.onOddTable,
  }
  return { connect: (address, signal) => connect(address, signal, settings) }
}

/**
 * @throws AppError device_offline, device_key_wrong, device_secured, device_refused, device_protocol.
 */
async function connect(address: DeviceAddress, signal: AbortSignal, settings: Settings): Promise<DeviceSession> {
  const session = await openSession(address, settings, signal)
  const onAbort = () => void session.leave(null)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const info = await session.exclusive(readInfo)
    const firmware = await session.exclusive(talk => lookAtFirmware(talk, settings))
    return deviceSession(session, info, firmware, settings)
  } catch (error) {
    await session.leave(null)
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function deviceSession(session: Session, info: DeviceInfo, firmware: Firmware, settings: Settings): DeviceSession {
  const { log } = settings
  const options: ReadingOptions = {
    replyTimeoutMs: settings.replyTimeoutMs,
    log,
    onOddTable: settings.onOddTable,
    onUserWidth(width) {
      firmware.userWidth = width
      firmware.certain = true
    },
  }
  /** Records of the last complete read of the log on this line. */
  let logsRead: number | null = null

  const undisturbed = <T>(job: (talk: Talk) => Promise<T>): Promise<T> =>
    session.exclusive(talk => whileDisabled(talk, () => job(talk)))

  return {
    info,
    get protocol() {
      return {
        transport: session.transport,
        family: firmware.userWidth === 72 ? ('tft' as const) : ('bw' as const),
        templateVersion: firmware.templateVersion,
      }
    },
    getTime: () => session.exclusive(readTime),
    setTime: rawTime => session.exclusive(talk => writeTime(talk, rawTime)),
    sizes: () => session.exclusive(readSizes),
    options: names => session.exclusive(talk => readOptions(talk, names)),
    users: () =>
      undisturbed(async talk =>
        (await readUserTable(talk, options)).users.map(({ uid, userId, name, privilege, card }) => ({
          uid,
          userId,
          name,
          privilege,
          card,
        })),
      ),
    putUser: user => undisturbed(talk => putUser(talk, user, firmware, options)),
    removeUser: userId => undisturbed(talk => removeUser(talk, userId, options)),
    templates: onProgress =>
      undisturbed(async talk => {
        const templates = await readTemplateTable(talk, options, onProgress)
        const userIds = templates.length > 0 ? await readUserIds(talk, options) : new Map<number, string>()
        return templates.map(one => ({ userId: userIds.get(one.uid) ?? `#${one.uid}`, ...one }))
      }),
    template: (userId, finger) =>
      undisturbed(async talk => {
        const user = (await readUserTable(talk, options)).users.find(one => one.userId === userId)
        const held = user ? await readFinger(talk, user.uid, finger, options) : null
        return held && { userId, ...held }
      }),
    putTemplates: (items, onProgress) => putTemplates(session, items, firmware, options, onProgress),
    removeTemplate: (userId, finger) => undisturbed(talk => removeTemplate(talk, userId, finger, options)),
    enroll: (request, onStep, signal) =>
      session.exclusive(talk =>
        enroll(talk, request, onStep, signal, { firmware, settings: settings.enroll, options }),
      ),
    endEnrollment: () => session.exclusive(endEnrollment),
    readLogs: onProgress =>
      undisturbed(async talk => {
        const punches = await readPunches(talk, options, onProgress)
        logsRead = punches.length
        return punches
      }),
    clearLogs: ({ recordsRead }) =>
      undisturbed(async talk => {
        const { logs } = await readFreeSizes(talk)
        if (logsRead !== recordsRead || logs !== recordsRead) {
          throw new AppError('device_log_changed', { counted: logs, recordsRead, read: logsRead ?? 'never' })
        }
        logsRead = null
        expectOk(CMD.CLEAR_ATTLOG, await clearAttendanceLog(talk))
        await refresh(talk)
        const left = (await readFreeSizes(talk)).logs
        if (left > 0) throw new AppError('device_not_saved', { what: 'clearing', left })
      }),
    operationLog: () => undisturbed(talk => readOperationLog(talk, options)),
    listen: (onPunches, onUnknown) => {
      const reader = createEventReader({
        onPunches,
        onUnknown,
        acknowledge: session.acknowledge,
        userIds: () => undisturbed(talk => readUserIds(talk, options)),
        fail: error => void session.leave(error instanceof Error ? error : new Error(String(error))),
        log,
      })
      return session.exclusive(async talk => {
        // Before the request: the first event may come in the same segment as the answer.
        session.setEventHandler(reader)
        const answer = await talk.ask(CMD.REG_EVENT, u32Bytes(EF.ALL), onePacket)
        // Firmware without events can still be read: its counts tell when.
        if (answer.command === REPLY.UNKNOWN) log.warn('terminal has no live events')
        else expectOk(CMD.REG_EVENT, answer)
      })
    },
    ping: async () => {
      await session.exclusive(readTime)
    },
    refresh: () => session.exclusive(refresh),
    restart: () =>
      session.leaveAfter(async talk => {
        expectOk(CMD.RESTART, await sendRestart(talk, Math.min(settings.replyTimeoutMs, RESTART_TIMEOUT_MS)))
      }),
    ended: session.ended,
    close: () => session.leave(null),
  }
}
