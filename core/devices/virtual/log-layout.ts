import type { LogLayoutName } from '../zkteco/log-records.ts'
import { encodeLog40, type LogRecord } from '../zkteco/records.ts'
import { encodeTable } from '../zkteco/tables.ts'

/** Firmware with numbers only writes an id that is none as 0. */
function numberOf(userId: string): number {
  const id = /^\d{1,10}$/.test(userId) ? Number(userId) : 0
  return id > 0xffff_ffff ? 0 : id
}

/** u32 user id, u32 time, u8 state, u8 verify, two unused, u32 work code. */
function encode16(log: LogRecord, fill: number, swapped: boolean): Uint8Array {
  const record = new Uint8Array(16).fill(fill)
  const fields = new DataView(record.buffer)
  fields.setUint32(0, numberOf(log.userId), true)
  fields.setUint32(4, log.rawTime, true)
  fields.setUint8(swapped ? 9 : 8, log.state)
  fields.setUint8(swapped ? 8 : 9, log.verify)
  fields.setUint32(12, log.workCode, true)
  return record
}

/** u16 uid, u8 verify, u32 time, u8 state. */
function encode8(log: LogRecord): Uint8Array {
  const record = new Uint8Array(8)
  const fields = new DataView(record.buffer)
  fields.setUint16(0, log.uid, true)
  fields.setUint8(2, log.verify)
  fields.setUint32(3, log.rawTime, true)
  fields.setUint8(7, log.state)
  return record
}

/** The form of a whole log: of each line, or long lines with short ones between them (older ZEM500 boards). */
export type LogTableLayout = LogLayoutName | 'zemShort'

/** u16 uid, bits (0–2 state, 3–4 verify, 5 "whole time follows"), 0, u32 time. No key pressed has no place: it is 0. */
function encodeZem(log: LogRecord): Uint8Array {
  const record = new Uint8Array(8)
  const fields = new DataView(record.buffer)
  fields.setUint16(0, log.uid, true)
  fields.setUint8(2, (log.state > 7 ? 0 : log.state) | ((log.verify & 3) << 3) | 0x20)
  fields.setUint32(4, log.rawTime, true)
  return record
}

/** u16 uid, user id[6], four zero bytes, u8 verify, u32 time, u8 state, four zero bytes (WL10 and AK3750 boards). */
function encode22(log: LogRecord): Uint8Array {
  const record = new Uint8Array(22)
  const fields = new DataView(record.buffer)
  fields.setUint16(0, log.uid, true)
  record.set(new TextEncoder().encode(log.userId).subarray(0, 6), 2)
  fields.setUint8(12, log.verify)
  fields.setUint32(13, log.rawTime, true)
  fields.setUint8(17, log.state)
  return record
}

/**
 * A log line in one of the forms of the protocol notes' section 8, written without the reader's table of them.
 * @param fill what bytes without a meaning hold
 */
export function encodeLogLine(log: LogRecord, layout: LogLayoutName, fill = 0): Uint8Array {
  switch (layout) {
    case 'tft40':
      return encodeLog40(log, fill)
    case 'tft49': {
      const record = new Uint8Array(49).fill(fill)
      record.set(encodeLog40(log, fill))
      return record
    }
    case 'bw16':
      return encode16(log, fill, false)
    case 'bw16swapped':
      return encode16(log, fill, true)
    case 'bw8':
      return encode8(log)
    case 'zem8':
      return encodeZem(log)
    case 'wl22':
      return encode22(log)
  }
}

const LONGEST_SHORT = 1023

/** Seconds of so many bits fit behind the line before; else it has to be a long one. */
function encodeZemShort(log: LogRecord, seconds: number): Uint8Array {
  const [low = 0, high = 0, bits = 0] = encodeZem(log)
  return Uint8Array.of(low, high, (bits & 0x1f) | ((seconds & 3) << 6), seconds >> 2)
}

/** A log as the table of its lines. @param fill as `encodeLogLine` */
export function encodeLogTable(logs: readonly LogRecord[], layout: LogTableLayout, fill = 0): Uint8Array {
  if (layout !== 'zemShort') return encodeTable(logs.map(log => encodeLogLine(log, layout, fill)))
  let base = -Infinity
  let last = -Infinity
  return encodeTable(
    logs.map(log => {
      const isShort = log.rawTime >= last && log.rawTime - base <= LONGEST_SHORT
      last = log.rawTime
      if (!isShort) base = log.rawTime
      return isShort ? encodeZemShort(log, log.rawTime - base) : encodeZem(log)
    }),
  )
}
