import { AppError } from '../../contract/errors.ts'
import type { Log } from '../../ports.ts'
import { askForData, MAX_TABLE_BYTES } from './answers.ts'
import { CMD, REPLY } from './commands.ts'
import type { Packet } from './packet.ts'
import type { Talk } from './session.ts'
import { NO_DATA, refusal } from './session.ts'
import type { TableName } from './tables.ts'
import { rangeRequest, tableRequest } from './tables.ts'

/** Bytes of a table asked for at once: what terminals and other programs use over TCP, and over UDP. */
const RANGE_BYTES = { tcp: 65_472, udp: 16_384 } as const
/** Terminals gather a large table before they answer; this many times the usual patience. */
const PREPARE_PATIENCE = 6
const HEADER_BYTES = 4

export type TableOptions = {
  readonly replyTimeoutMs: number
  readonly log: Log
  /** Bytes so far and in all. */
  readonly onBytes?: (done: number, total: number) => void
}

/** What older firmware is asked instead, when it does not know the table request. */
const DIRECT: Readonly<Record<TableName, { command: number; data: Uint8Array }>> = {
  logs: { command: CMD.ATTLOG_RRQ, data: NO_DATA },
  users: { command: CMD.USERTEMP_RRQ, data: Uint8Array.of(5) },
  fingers: { command: CMD.DB_RRQ, data: Uint8Array.of(2) },
  opLogs: { command: CMD.OPLOG_RRQ, data: NO_DATA },
}

/**
 * Reads a whole table (request 1503, ranges 1504, then FREE_DATA; the direct read where 1503 is not known).
 * @returns the body, u32 total and then that many bytes; null when the terminal says that there is nothing.
 * @throws AppError device_protocol when the bytes do not add up, device_refused, device_offline.
 */
export async function readTable(talk: Talk, table: TableName, options: TableOptions): Promise<Uint8Array | null> {
  const prepared = await prepareTable(talk, table, options)
  switch (prepared.kind) {
    case 'whole':
      return checkedBody(table, prepared.bytes)
    case 'ranges':
      return await talk.borrow(CMD.FREE_DATA, async () =>
        prepared.size <= HEADER_BYTES
          ? null
          : checkedBody(table, await readRanges(talk, table, prepared.size, options)),
      )
    case 'empty':
      return null
    case 'unknown':
      return await readDirect(talk, table, options)
  }
}

/**
 * How a terminal answers a table request: with all of it, with its size, with nothing, or not knowing it.
 * @throws AppError as `readTable`
 */
export async function prepareTable(
  talk: Talk,
  table: TableName,
  options: TableOptions,
): Promise<
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'ranges'; readonly size: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown' }
> {
  const prepared = await askForData(talk, CMD.TABLE_REQUEST, tableRequest(table), {
    timeoutMs: options.replyTimeoutMs * PREPARE_PATIENCE,
    log: options.log,
    ...(talk.transport === 'udp' && { isWhole: headerAddsUp }),
  })
  switch (prepared.kind) {
    case 'bytes':
      return { kind: 'whole', bytes: prepared.bytes }
    case 'mismatch':
      throw mismatchError(table, prepared)
    case 'other':
      break
  }
  const { answer } = prepared
  switch (answer.command) {
    case REPLY.OK:
      return { kind: 'ranges', size: preparedSize(table, answer) }
    case REPLY.ERROR:
      return { kind: 'empty' }
    case REPLY.UNKNOWN:
    case REPLY.ERROR_CMD:
      return { kind: 'unknown' }
    default:
      throw refusal(CMD.TABLE_REQUEST, answer)
  }
}

/** ACK_OK of a table request: u8 flag, u32 size, and on most firmware the size again and a hash. */
function preparedSize(table: TableName, answer: Packet): number {
  if (answer.data.length < 5) throw tableError(table, 'no_size', { received: answer.data.length })
  const size = u32(answer.data, 1)
  if (size > MAX_TABLE_BYTES) throw tableError(table, 'impossible_size', { announced: size })
  return size
}

async function readRanges(talk: Talk, table: TableName, size: number, options: TableOptions): Promise<Uint8Array> {
  const whole = new Uint8Array(size)
  const rangeBytes = RANGE_BYTES[talk.transport]
  options.onBytes?.(0, size)
  for (let offset = 0; offset < size; offset += rangeBytes) {
    const length = Math.min(rangeBytes, size - offset)
    whole.set(await readRange(talk, table, offset, length, options.log), offset)
    options.onBytes?.(offset + length, size)
  }
  return whole
}

async function readRange(talk: Talk, table: TableName, offset: number, length: number, log: Log): Promise<Uint8Array> {
  const isWhole = (bytes: Uint8Array) => bytes.length === length
  const came = await askForData(talk, CMD.TABLE_READ, rangeRequest(offset, length), { log, isWhole })
  if (came.kind === 'other') throw refusal(CMD.TABLE_READ, came.answer)
  if (came.kind === 'bytes' && isWhole(came.bytes)) return came.bytes
  const received = came.kind === 'bytes' ? came.bytes.length : came.received
  throw tableError(table, 'range_does_not_add_up', { offset, announced: length, received })
}

async function readDirect(talk: Talk, table: TableName, options: TableOptions): Promise<Uint8Array | null> {
  const { command, data } = DIRECT[table]
  const came = await askForData(talk, command, data, {
    timeoutMs: options.replyTimeoutMs * PREPARE_PATIENCE,
    log: options.log,
    ...(talk.transport === 'udp' && { isWhole: headerAddsUp }),
  })
  switch (came.kind) {
    case 'bytes':
      return checkedBody(table, came.bytes)
    case 'mismatch':
      throw mismatchError(table, came)
    case 'other': {
      const { command: code } = came.answer
      if (code === REPLY.OK || code === REPLY.ERROR || code === REPLY.UNKNOWN) return null
      throw refusal(command, came.answer)
    }
  }
}

function headerAddsUp(body: Uint8Array): boolean {
  return body.length === 0 || (body.length >= HEADER_BYTES && u32(body, 0) === body.length - HEADER_BYTES)
}

/** A table's own header must agree with what came: a checksum does not see blocks that changed places. */
function checkedBody(table: TableName, body: Uint8Array): Uint8Array | null {
  if (body.length === 0) return null
  if (body.length < HEADER_BYTES) throw tableError(table, 'no_header', { received: body.length })
  const total = u32(body, 0)
  if (total !== body.length - HEADER_BYTES) {
    throw tableError(table, 'header_does_not_add_up', { announced: total, received: body.length - HEADER_BYTES })
  }
  return total === 0 ? null : body
}

/**
 * Widths that a table's records can have, by the number of records that the terminal counts. More records than
 * counted are accepted, since somebody may press a finger between the count and the read; fewer are not. Which of
 * several it is has to be seen from the table itself.
 * @param counts the terminal's counts before and after the read
 * @param known widths that can be decoded
 * @throws AppError device_protocol when none fits: records are never guessed.
 */
export function recordWidths(
  table: TableName,
  totalBytes: number,
  counts: { readonly before: number; readonly after: number },
  known: readonly number[],
): readonly number[] {
  const { before, after } = counts
  const counted = [after, before]
    .filter(count => count > 0 && totalBytes % count === 0)
    .map(count => totalBytes / count)
  const [width] = counted
  if (width !== undefined && !known.some(one => counted.includes(one))) {
    throw tableError(table, 'unknown_record_width', { width, totalBytes, before, after })
  }
  const possible = known.filter(one => totalBytes % one === 0 && totalBytes / one >= before)
  if (possible.length > 0) return possible
  throw tableError(table, 'records_do_not_add_up', { totalBytes, before, after })
}

export function tableError(
  table: TableName,
  reason: string,
  details: { readonly [name: string]: number | string },
): AppError {
  return new AppError('device_protocol', { ...details, table, reason })
}

function mismatchError(table: TableName, { announced, received }: { announced: number; received: number }): AppError {
  return tableError(table, 'bytes_do_not_add_up', { announced, received })
}

function u32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true)
}
