import type { RawPunch } from '../../ports.ts'
import type { LogRecord } from './records.ts'
import { tableRecords } from './tables.ts'
import { readText } from './text-field.ts'
import { nameOf, type UserIds } from './user-ids.ts'

/** Forms of a log line (protocol notes, section 8). */
export type LogLayoutName = 'tft40' | 'tft49' | 'wl22' | 'bw16' | 'bw16swapped' | 'bw8' | 'zem8'

export type LogLayout = {
  readonly width: number
  /** Where the terminal's own number of the user is (u16), or null. */
  readonly uid: number | null
  /** Text field of the id (offset and length), 'u32' for a number at offset 0, null where only the uid is told. */
  readonly userId: { readonly at: number; readonly length: number } | 'u32' | null
  /** Offsets of u8 fields; the same number for both: one byte of bits. */
  readonly verify: number
  readonly state: number
  readonly time: number
  readonly workCode: number | null
}

const TEXT_40 = {
  uid: 0,
  userId: { at: 2, length: 24 },
  verify: 26,
  time: 27,
  state: 31,
  workCode: 32,
} as const

/** tft49 is tft40 with nine bytes more; zem8 packs state (bits 0–2), verify (3–4) and "long form" (5) in byte 2, byte 3 is 0. */
export const LOG_LAYOUTS: Readonly<Record<LogLayoutName, LogLayout>> = {
  tft40: { width: 40, ...TEXT_40 },
  tft49: { width: 49, ...TEXT_40 },
  wl22: { width: 22, uid: 0, userId: { at: 2, length: 6 }, verify: 12, time: 13, state: 17, workCode: null },
  bw16: { width: 16, uid: null, userId: 'u32', time: 4, state: 8, verify: 9, workCode: 12 },
  bw16swapped: { width: 16, uid: null, userId: 'u32', time: 4, verify: 8, state: 9, workCode: 12 },
  bw8: { width: 8, uid: 0, userId: null, verify: 2, time: 3, state: 7, workCode: null },
  zem8: { width: 8, uid: 0, userId: null, verify: 2, state: 2, time: 4, workCode: null },
}

/** Widths of log lines that can be read. */
export const LOG_WIDTHS: readonly number[] = [...new Set(Object.values(LOG_LAYOUTS).map(layout => layout.width))]

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * The lines of a log table (u32 total, then records).
 * @throws ProtocolError when the table does not add up
 */
export function decodeLogs(body: Uint8Array, name: LogLayoutName): LogRecord[] {
  return mapLines(body, name, (uid, userId, verify, state, rawTime, workCode) => ({
    uid,
    userId,
    verify,
    state,
    rawTime,
    workCode,
  }))
}

/**
 * The lines of a log table as punches, made at once: a table can hold a hundred thousand.
 * @param userIds ids by the terminal's own numbers, for lines that tell nothing else
 * @returns also whether there are such lines
 * @throws ProtocolError when the table does not add up
 */
export function decodePunches(
  body: Uint8Array,
  name: LogLayoutName,
  userIds: UserIds,
): { readonly punches: RawPunch[]; readonly unnamed: boolean } {
  let unnamed = false
  const punches = mapLines(body, name, (uid, userId, verify, state, rawTime): RawPunch => {
    if (userId === '') unnamed = true
    return { userId: nameOf(uid, userId, userIds), uid: uid === 0 ? null : uid, rawTime, verify, state }
  })
  return { punches, unnamed }
}

function mapLines<T>(
  body: Uint8Array,
  name: LogLayoutName,
  make: (uid: number, userId: string, verify: number, state: number, rawTime: number, workCode: number) => T,
): T[] {
  const { width, uid, userId, verify, state, time, workCode } = LOG_LAYOUTS[name]
  const count = tableRecords(body, width)
  const fields = view(body)
  const idOf = idReader(body, fields, userId)
  const isZem = name === 'zem8'
  const lines = new Array<T>(count)
  for (let i = 0, at = 4; i < count; i++, at += width) {
    const how = fields.getUint8(at + verify)
    const what = fields.getUint8(at + state)
    lines[i] = make(
      uid === null ? 0 : fields.getUint16(at + uid, true),
      idOf(at),
      isZem ? (how >> 3) & 0x03 : how,
      isZem ? what & 0x07 : what,
      fields.getUint32(at + time, true),
      workCode === null ? 0 : fields.getUint32(at + workCode, true),
    )
  }
  return lines
}

/** Reads the id of the record at an offset. A log names few people many times, so ids that are plain numbers are kept. */
function idReader(body: Uint8Array, fields: DataView, userId: LogLayout['userId']): (at: number) => string {
  if (userId === null) return () => ''
  const known = new Map<number, string>()
  const numbered = (value: number): string => {
    let text = known.get(value)
    if (text === undefined) {
      text = String(value)
      known.set(value, text)
    }
    return text
  }
  if (userId === 'u32') return at => numbered(fields.getUint32(at, true))
  const { at: offset, length } = userId
  return at => {
    const from = at + offset
    const value = plainNumber(body, from, length)
    return value === null ? readText(body.subarray(from, from + length)) : numbered(value)
  }
}

const MOST_DIGITS = 9

/** The number a field spells, if it is one of up to nine digits, ends with a NUL and is written without leading zeros. */
export function plainNumber(body: Uint8Array, from: number, length: number): number | null {
  const longest = Math.min(length, MOST_DIGITS + 1)
  let value = 0
  for (let i = 0; i < longest; i++) {
    const byte = body[from + i] ?? 0
    if (byte === 0) return i === 0 || (i > 1 && body[from] === 0x30) ? null : value
    if (byte < 0x30 || byte > 0x39) return null
    value = value * 10 + (byte - 0x30)
  }
  return null
}
