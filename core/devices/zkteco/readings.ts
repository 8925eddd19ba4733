import { AppError } from '../../contract/errors.ts'
import type { DeviceInfo, DeviceSizes, DeviceUser, Log } from '../../ports.ts'
import { CMD, REPLY } from './commands.ts'
import type { Packet } from './packet.ts'
import { ProtocolError } from './packet.ts'
import type { ReadableTable } from './read-table.ts'
import { readTable, recordWidth } from './read-table.ts'
import type { FreeSizes, LogRecord } from './records.ts'
import { decodeFreeSizes, decodeLogs, decodeUsers, LOG_WIDTH } from './records.ts'
import type { Talk } from './session.ts'
import { expectOk, NO_DATA, onePacket } from './session.ts'
import { readText } from './text-field.ts'

const USER_WIDTHS = [72, 28] as const
const LOG_WIDTHS = [LOG_WIDTH] as const
/**
 * A terminal that loses us in the middle of a read lets people in again after this long. A longer read goes on
 * meanwhile: the table was fixed when it was asked for.
 */
const DISABLED_SECONDS = 10

type ReadingOptions = { readonly replyTimeoutMs: number; readonly log: Log }

/** Who this terminal is. Each part is empty where its firmware does not tell. */
export async function readInfo(talk: Talk): Promise<DeviceInfo> {
  return {
    serial: await readOption(talk, '~SerialNumber'),
    name: await readOption(talk, '~DeviceName'),
    platform: await readOption(talk, '~Platform'),
    firmware: readText(optional(CMD.GET_VERSION, await talk.ask(CMD.GET_VERSION, NO_DATA, onePacket))),
  }
}

/** An option of the terminal (OPTIONS_RRQ, `name=value`); empty when it has none of that name. */
async function readOption(talk: Talk, name: string): Promise<string> {
  const question = new TextEncoder().encode(`${name}\0`)
  const answer = readText(optional(CMD.OPTIONS_RRQ, await talk.ask(CMD.OPTIONS_RRQ, question, onePacket)))
  return answer.slice(answer.indexOf('=') + 1).trim()
}

/** Data of an answer, or nothing where this firmware does not know the question. */
function optional(command: number, answer: Packet): Uint8Array {
  if (answer.command === REPLY.ERROR || answer.command === REPLY.UNKNOWN) return NO_DATA
  return expectOk(command, answer).data
}

/** Packed local time of the terminal, u32. */
export async function readTime(talk: Talk): Promise<number> {
  const { data } = expectOk(CMD.GET_TIME, await talk.ask(CMD.GET_TIME, NO_DATA, onePacket))
  if (data.length < 4) throw new AppError('device_protocol', { command: CMD.GET_TIME, received: data.length })
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0, true)
}

/** Counts and capacities. */
export async function readSizes(talk: Talk): Promise<DeviceSizes> {
  const { users, fingers, logs, userCapacity, fingerCapacity, logCapacity } = await readFreeSizes(talk)
  return { users, fingers, logs, userCapacity, fingerCapacity, logCapacity }
}

async function readFreeSizes(talk: Talk): Promise<FreeSizes> {
  const answer = expectOk(CMD.GET_FREE_SIZES, await talk.ask(CMD.GET_FREE_SIZES, NO_DATA, onePacket))
  return decoded(() => decodeFreeSizes(answer.data))
}

/** Nobody can punch while `job` reads; the terminal enables itself again should this program vanish. */
export async function whileDisabled<T>(talk: Talk, job: () => Promise<T>): Promise<T> {
  return await talk.borrow(CMD.ENABLE_DEVICE, async () => {
    const timed = await talk.ask(CMD.DISABLE_DEVICE, u32Bytes(DISABLED_SECONDS), onePacket)
    // Firmware that takes no time is disabled without one.
    if (timed.command !== REPLY.OK) {
      expectOk(CMD.DISABLE_DEVICE, await talk.ask(CMD.DISABLE_DEVICE, NO_DATA, onePacket))
    }
    return await job()
  })
}

/** All users of the terminal. */
export async function readUsers(talk: Talk, options: ReadingOptions): Promise<DeviceUser[]> {
  const table = await readRecords(talk, 'users', USER_WIDTHS, options)
  return decoded(() => decodeUsers(table.body, table.width)).map(({ uid, userId, name, privilege, card }) => ({
    uid,
    userId,
    name,
    privilege,
    card,
  }))
}

/** The whole attendance log; progress is in records. */
export async function readLogs(
  talk: Talk,
  options: ReadingOptions,
  onProgress?: (done: number, total: number) => void,
): Promise<LogRecord[]> {
  const table = await readRecords(talk, 'logs', LOG_WIDTHS, options, onProgress)
  return decoded(() => decodeLogs(table.body, table.width))
}

const EMPTY_TABLE = new Uint8Array(4)

/**
 * A table that agrees with the terminal's own counts.
 * @throws AppError device_protocol when fewer records come than are counted.
 */
async function readRecords(
  talk: Talk,
  table: ReadableTable,
  widths: readonly [number, ...number[]],
  options: ReadingOptions,
  onProgress?: (done: number, total: number) => void,
): Promise<{ readonly body: Uint8Array; readonly width: number }> {
  const before = (await readFreeSizes(talk))[table]
  const body = await readTable(talk, table, {
    replyTimeoutMs: options.replyTimeoutMs,
    log: options.log,
    ...(onProgress && { onBytes: (done, total) => onProgress(Math.floor((done / total) * before), before) }),
  })
  if (!body) {
    if (before > 0) throw new AppError('device_protocol', { table, reason: 'table_missing', before })
    return { body: EMPTY_TABLE, width: widths[0] }
  }
  const after = (await readFreeSizes(talk))[table]
  return { body, width: recordWidth(table, body.length - 4, { before, after }, widths) }
}

function decoded<T>(decode: () => T): T {
  try {
    return decode()
  } catch (error) {
    if (error instanceof ProtocolError)
      throw new AppError('device_protocol', { reason: error.message }, { cause: error })
    throw error
  }
}

/** A number as u32. */
export function u32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}
