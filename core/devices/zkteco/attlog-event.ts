import { packTime6, unpackTime, unpackTime6 } from './device-time.ts'
import type { LogRecord } from './records.ts'
import { readText, writeWholeText } from './text-field.ts'

/** Lengths of a live punch that are known; what follows the time in 14, 36, 37 and 52 is not. */
export type AttlogEventLength = 10 | 12 | 14 | 32 | 36 | 37 | 52

type Layout = {
  readonly id: 'u16' | 'u32' | 'text'
  readonly verify: number
  readonly state: number
  readonly time: number
}

const SHORT: Layout = { id: 'u16', verify: 2, state: 3, time: 4 }
const LONG: Layout = { id: 'text', verify: 24, state: 25, time: 26 }
const LAYOUTS: Readonly<Record<AttlogEventLength, Layout>> = {
  10: SHORT,
  12: { id: 'u32', verify: 4, state: 5, time: 6 },
  14: SHORT,
  32: LONG,
  36: LONG,
  37: LONG,
  52: LONG,
}
const ID_LENGTH = 24

function isKnown(length: number): length is AttlogEventLength {
  return Object.hasOwn(LAYOUTS, length)
}

function decodeOne(data: Uint8Array, length: AttlogEventLength): LogRecord {
  const layout = LAYOUTS[length]
  const fields = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const state = fields.getUint8(layout.state)
  return {
    uid: layout.id === 'u16' ? fields.getUint16(0, true) : 0,
    userId:
      layout.id === 'text'
        ? readText(data.subarray(0, ID_LENGTH))
        : layout.id === 'u32'
          ? String(fields.getUint32(0, true))
          : '',
    verify: fields.getUint8(layout.verify),
    // the vendor's manual: the high half of the 10-byte form's state holds flags; 255 still means "no key pressed"
    state: length === 10 && state !== 0xff ? state & 0x0f : state,
    rawTime: unpackTime6(data.subarray(layout.time, layout.time + 6)).raw,
    workCode: 0,
  }
}

/** Whether the bytes can be a text-id punch: only asked where the length alone does not say so. */
function isPlausible(data: Uint8Array): boolean {
  return /^[\x21-\x7e]+$/.test(readText(data.subarray(0, ID_LENGTH))) && unpackTime6(data.subarray(LONG.time)).valid
}

/**
 * Punches of an EF_ATTLOG event, told apart by the length of its data (protocol notes, section 9.1). Forms with a
 * number of 16 bits (10 and 14 bytes) know the uid only: `userId` is '' there. Several text-id records in one event are read too.
 * @returns null when the length is not known: read the log instead. Never throws.
 */
export function decodeAttlogEvent(data: Uint8Array): LogRecord[] | null {
  if (isKnown(data.length)) return [decodeOne(data, data.length)]
  for (const width of [52, 32, 36, 37] as const) {
    if (data.length === 0 || data.length % width !== 0) continue
    const parts = Array.from({ length: data.length / width }, (_, i) => data.subarray(i * width, (i + 1) * width))
    if (parts.every(isPlausible)) return parts.map(part => decodeOne(part, width))
  }
  return null
}

/**
 * Data of an EF_ATTLOG event. Lengths 10 and 14 carry the uid, 12 the user id as a number, the others as text.
 * @param fill what bytes without a meaning hold
 * @throws RangeError when the id or the time does not fit
 */
export function encodeAttlogEvent(log: LogRecord, length: AttlogEventLength, fill = 0): Uint8Array {
  const layout = LAYOUTS[length]
  const data = new Uint8Array(length).fill(fill)
  const fields = new DataView(data.buffer)
  if (layout.id === 'text') {
    writeWholeText(data.subarray(0, ID_LENGTH), log.userId, 'user id')
  } else if (layout.id === 'u16') {
    fields.setUint16(0, log.uid, true)
  } else {
    if (!/^\d{1,10}$/.test(log.userId) || Number(log.userId) > 0xffff_ffff) {
      throw new RangeError(`user id "${log.userId}" is not a number of 32 bits`)
    }
    fields.setUint32(0, Number(log.userId), true)
  }
  data[layout.verify] = log.verify
  data[layout.state] = log.state
  data.set(packTime6(unpackTime(log.rawTime).wall), layout.time)
  return data
}
