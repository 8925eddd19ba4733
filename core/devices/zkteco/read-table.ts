import { AppError } from '../../contract/errors.ts'
import type { Log } from '../../ports.ts'
import { CMD, REPLY } from './commands.ts'
import type { Take } from './exchange.ts'
import type { Packet } from './packet.ts'
import type { Talk } from './session.ts'
import { NO_DATA, refusal } from './session.ts'
import type { TableName } from './tables.ts'
import { rangeRequest, tableRequest } from './tables.ts'

/** Bytes of a table asked for at once: what terminals and other programs use over TCP. */
const RANGE_BYTES = 65_472
/** A range that came short or long is asked for again this often. */
const RANGE_RETRIES = 3
/** Terminals gather a large table before they answer; this many times the usual patience. */
const PREPARE_PATIENCE = 6
/** No terminal holds more; a larger size is a garbled answer. */
const MAX_TABLE_BYTES = 64 * 1024 * 1024
const HEADER_BYTES = 4

type TableOptions = {
  readonly replyTimeoutMs: number
  readonly log: Log
  /** Bytes so far and in all. */
  readonly onBytes?: (done: number, total: number) => void
}

/** What older firmware is asked instead, when it does not know the table request. */
const DIRECT = {
  logs: { command: CMD.ATTLOG_RRQ, data: NO_DATA },
  users: { command: CMD.USERTEMP_RRQ, data: Uint8Array.of(5) },
} as const satisfies Partial<Record<TableName, { command: number; data: Uint8Array }>>

export type ReadableTable = keyof typeof DIRECT

/** What came for a request: all its bytes, too few or too many of them, or another answer than data. */
type Delivery =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'mismatch'; readonly announced: number; readonly received: number }
  | { readonly kind: 'other'; readonly answer: Packet }

/**
 * Reads a whole table (request 1503, ranges 1504, then FREE_DATA; the direct read where 1503 is not known).
 * @returns the body, u32 total and then that many bytes; null when the terminal says that there is nothing.
 * @throws AppError device_protocol when the bytes do not add up, device_refused, device_offline.
 */
export async function readTable(talk: Talk, table: ReadableTable, options: TableOptions): Promise<Uint8Array | null> {
  const patience = options.replyTimeoutMs * PREPARE_PATIENCE
  const prepared = await talk.ask(CMD.TABLE_REQUEST, tableRequest(table), delivery(), patience)
  switch (prepared.kind) {
    case 'bytes':
      return checkedBody(table, prepared.bytes)
    case 'mismatch':
      throw mismatchError(table, prepared)
    case 'other':
      break
  }
  const { answer } = prepared
  switch (answer.command) {
    case REPLY.OK: {
      const size = preparedSize(table, answer)
      return await talk.borrow(CMD.FREE_DATA, async () =>
        size <= HEADER_BYTES ? null : checkedBody(table, await readRanges(talk, table, size, options)),
      )
    }
    case REPLY.ERROR:
      return null
    case REPLY.UNKNOWN:
    case REPLY.ERROR_CMD:
      return await readDirect(talk, table, patience)
    default:
      throw refusal(CMD.TABLE_REQUEST, answer)
  }
}

/** ACK_OK of a table request: u8 flag, u32 size, and on most firmware the size again and a hash. */
function preparedSize(table: ReadableTable, answer: Packet): number {
  if (answer.data.length < 5) throw tableError(table, 'no_size', { received: answer.data.length })
  const size = u32(answer.data, 1)
  if (size > MAX_TABLE_BYTES) throw tableError(table, 'impossible_size', { announced: size })
  return size
}

async function readRanges(talk: Talk, table: ReadableTable, size: number, options: TableOptions): Promise<Uint8Array> {
  const whole = new Uint8Array(size)
  options.onBytes?.(0, size)
  for (let offset = 0; offset < size; offset += RANGE_BYTES) {
    const length = Math.min(RANGE_BYTES, size - offset)
    whole.set(await readRange(talk, table, offset, length, options.log), offset)
    options.onBytes?.(offset + length, size)
  }
  return whole
}

async function readRange(
  talk: Talk,
  table: ReadableTable,
  offset: number,
  length: number,
  log: Log,
): Promise<Uint8Array> {
  let received = 0
  for (let attempt = 0; attempt <= RANGE_RETRIES; attempt++) {
    const came = await talk.ask(CMD.TABLE_READ, rangeRequest(offset, length), delivery())
    if (came.kind === 'other') throw refusal(CMD.TABLE_READ, came.answer)
    if (came.kind === 'bytes' && came.bytes.length === length) return came.bytes
    received = came.kind === 'bytes' ? came.bytes.length : came.received
    log.warn('range of a terminal table came wrong', { table, offset, length, received, attempt })
  }
  throw tableError(table, 'range_does_not_add_up', { offset, announced: length, received })
}

async function readDirect(talk: Talk, table: ReadableTable, patience: number): Promise<Uint8Array | null> {
  const { command, data } = DIRECT[table]
  const came = await talk.ask(command, data, delivery(), patience)
  switch (came.kind) {
    case 'bytes':
      return checkedBody(table, came.bytes)
    case 'mismatch':
      throw mismatchError(table, came)
    case 'other':
      if (came.answer.command === REPLY.OK || came.answer.command === REPLY.ERROR) return null
      throw refusal(command, came.answer)
  }
}

/**
 * Collects an answer that may be data: one DATA packet, or PREPARE_DATA (u32 bytes coming) with DATA packets and a
 * closing ACK_OK, all of which are needed. How the data is cut, and the packet size announced, mean nothing.
 */
function delivery(): Take<Delivery> {
  let parts: { readonly announced: number; readonly chunks: Uint8Array[]; received: number } | null = null
  return packet => {
    if (!parts) {
      if (packet.command === CMD.DATA) return { result: { kind: 'bytes', bytes: packet.data } }
      if (packet.command !== CMD.PREPARE_DATA) return { result: { kind: 'other', answer: packet } }
      if (packet.data.length < 4) throw new AppError('device_protocol', { reason: 'prepare_data_without_size' })
      parts = { announced: u32(packet.data, 0), chunks: [], received: 0 }
      if (parts.announced > MAX_TABLE_BYTES) {
        throw new AppError('device_protocol', { reason: 'impossible_size', announced: parts.announced })
      }
      return null
    }
    if (packet.command === CMD.DATA) {
      parts.received += packet.data.length
      // Bytes beyond the announcement are counted, not kept.
      if (parts.received <= parts.announced) parts.chunks.push(packet.data)
      return null
    }
    if (packet.command !== REPLY.OK) return { result: { kind: 'other', answer: packet } }
    const { announced, received, chunks } = parts
    return {
      result:
        received === announced
          ? { kind: 'bytes', bytes: joined(chunks, received) }
          : { kind: 'mismatch', announced, received },
    }
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** A table's own header must agree with what came: a checksum does not see blocks that changed places. */
function checkedBody(table: ReadableTable, body: Uint8Array): Uint8Array | null {
  if (body.length === 0) return null
  if (body.length < HEADER_BYTES) throw tableError(table, 'no_header', { received: body.length })
  const total = u32(body, 0)
  if (total !== body.length - HEADER_BYTES) {
    throw tableError(table, 'header_does_not_add_up', { announced: total, received: body.length - HEADER_BYTES })
  }
  return total === 0 ? null : body
}

/**
 * Width of a table's records, by the number of records that the terminal counts. More records than counted are
 * accepted, since somebody may press a finger between the count and the read; fewer are not.
 * @param counts the terminal's counts before and after the read
 * @param known widths that can be decoded
 * @throws AppError device_protocol when no known width fits, or several do: records are never guessed.
 */
export function recordWidth(
  table: ReadableTable,
  totalBytes: number,
  counts: { readonly before: number; readonly after: number },
  known: readonly number[],
): number {
  const { before, after } = counts
  for (const count of [after, before]) {
    if (count === 0 || totalBytes % count !== 0) continue
    const width = totalBytes / count
    if (known.includes(width)) return width
    throw tableError(table, 'unknown_record_width', { width, totalBytes, count })
  }
  const possible = known.filter(width => totalBytes % width === 0 && totalBytes / width >= before)
  const [width] = possible
  if (width !== undefined && possible.length === 1) return width
  throw tableError(table, 'records_do_not_add_up', { totalBytes, before, after })
}

function tableError(
  table: ReadableTable,
  reason: string,
  details: { readonly [name: string]: number | string },
): AppError {
  return new AppError('device_protocol', { ...details, table, reason })
}

function mismatchError(
  table: ReadableTable,
  { announced, received }: { announced: number; received: number },
): AppError {
  return tableError(table, 'bytes_do_not_add_up', { announced, received })
}

function u32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true)
}
