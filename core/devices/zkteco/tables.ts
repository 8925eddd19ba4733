import { ProtocolError } from './packet.ts'

/** Tables that a terminal hands out as a whole, by name: table command and selector of the 11-byte request. */
const TABLES = {
  logs: { command: 13, selector: 0 },
  users: { command: 9, selector: 5 },
  fingers: { command: 7, selector: 2 },
  opLogs: { command: 34, selector: 0 },
} as const

export type TableName = keyof typeof TABLES

/** Data of a TABLE_REQUEST (1503): u8 1, u16 table command, u32 selector, u32 0. */
export function tableRequest(table: TableName): Uint8Array {
  const data = new Uint8Array(11)
  const view = new DataView(data.buffer)
  view.setUint8(0, 1)
  view.setUint16(1, TABLES[table].command, true)
  view.setUint32(3, TABLES[table].selector, true)
  return data
}

/** The table a TABLE_REQUEST asks for, or null when it is none of ours or not exactly 11 bytes. */
export function requestedTable(data: Uint8Array): TableName | null {
  const names = Object.keys(TABLES) as TableName[]
  return names.find(name => tableRequest(name).every((byte, i) => data[i] === byte) && data.length === 11) ?? null
}

/** Data of a TABLE_READ (1504): u32 offset, u32 size, both in bytes of the table with its header. */
export function rangeRequest(offset: number, size: number): Uint8Array {
  const data = new Uint8Array(8)
  const view = new DataView(data.buffer)
  view.setUint32(0, offset, true)
  view.setUint32(4, size, true)
  return data
}

/** A table as it travels: u32 total bytes of records, then the records. */
export function encodeTable(records: readonly Uint8Array[]): Uint8Array {
  const total = records.reduce((sum, record) => sum + record.length, 0)
  const body = new Uint8Array(4 + total)
  new DataView(body.buffer).setUint32(0, total, true)
  let at = 4
  for (const record of records) {
    body.set(record, at)
    at += record.length
  }
  return body
}

/**
 * How many records of `width` bytes a table body (u32 total, then records) holds.
 * @throws ProtocolError when the announced total is not what came, or no whole number of records
 */
export function tableRecords(body: Uint8Array, width: number): number {
  if (body.length < 4) throw new ProtocolError(`a table of ${body.length} bytes has no header`)
  const total = new DataView(body.buffer, body.byteOffset).getUint32(0, true)
  if (total !== body.length - 4) throw new ProtocolError(`table announces ${total} bytes, ${body.length - 4} came`)
  if (total % width !== 0) throw new ProtocolError(`table of ${total} bytes does not hold whole records of ${width}`)
  return total / width
}

/**
 * The records of a table body (u32 total, then records), each `width` bytes long, as views into it.
 * @throws ProtocolError as `tableRecords`
 */
export function splitTable(body: Uint8Array, width: number): Uint8Array[] {
  const count = tableRecords(body, width)
  return Array.from({ length: count }, (_, i) => body.subarray(4 + i * width, 4 + (i + 1) * width))
}

/** Of so many records one may be odd; in a shorter table none. */
const ODD_EVERY = 100
const SHORT_TABLE = 10

/**
 * Whether hardly any record is odd, and no two neighbours. That is how damaged memory looks, such as a line that a
 * power cut caught half written; a table read in the wrong place has them in a row.
 */
export function fewAndApart(count: number, isOdd: (i: number) => boolean): boolean {
  const allowed = count < SHORT_TABLE ? 0 : Math.ceil(count / ODD_EVERY)
  let odd = 0
  let last = -2
  for (let i = 0; i < count; i++) {
    if (!isOdd(i)) continue
    odd += 1
    if (odd > allowed || i === last + 1) return false
    last = i
  }
  return true
}
