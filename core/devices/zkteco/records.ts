import { ProtocolError } from './packet.ts'
import { fewAndApart, splitTable, tableRecords } from './tables.ts'
import { looksLikeId, looksLikeText, readText, writeText, writeWholeText } from './text-field.ts'

/** One person on a terminal. `uid` is the terminal's own serial number for him, `userId` the number he is known by. */
export type UserRecord = {
  readonly uid: number
  readonly privilege: number
  readonly password: string
  readonly name: string
  readonly card: number
  readonly group: number
  readonly userId: string
}

/**
 * One line of the attendance log, or one live punch. `rawTime` is the packed u32 time in both, so a punch and its
 * line compare equal. `uid` 0 or `userId` '' means: not in these bytes.
 */
export type LogRecord = {
  readonly uid: number
  readonly userId: string
  readonly verify: number
  readonly state: number
  readonly rawTime: number
  readonly workCode: number
}

/** Counts and capacities of a terminal. */
export type FreeSizes = {
  readonly users: number
  readonly fingers: number
  readonly logs: number
  readonly opLogs: number
  readonly admins: number
  readonly passwords: number
  readonly fingerCapacity: number
  readonly userCapacity: number
  readonly logCapacity: number
}

/** Widths of a user record: 72 on colour screens, 28 on black-and-white ones. */
export type UserWidth = 72 | 28
export const USER_WIDTHS = [72, 28] as const satisfies readonly UserWidth[]

const MIN_SIZES_LENGTH = 36

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** @throws RangeError unless `value` is a whole number from 0 to `max` */
function checked(value: number, max: number, what: string): number {
  if (!Number.isInteger(value) || value < 0 || value > max) throw new RangeError(`${what} ${value} is not 0…${max}`)
  return value
}

/** @throws RangeError unless `userId` is a number that fits u32 */
function numericId(userId: string): number {
  if (!/^\d+$/.test(userId)) throw new RangeError(`user id "${userId}" is not a number`)
  return checked(Number(userId), 0xffff_ffff, 'user id')
}

/**
 * A user record of 72 or 28 bytes. A name too long is cut at a whole letter.
 * @param fill what bytes without a meaning hold (after a text's NUL, reserved): 0 when writing to a terminal
 * @throws RangeError on a field that does not fit; 28 bytes hold number ids only
 */
export function encodeUser(user: UserRecord, width: UserWidth, fill = 0): Uint8Array {
  const record = new Uint8Array(width).fill(fill)
  const fields = view(record)
  fields.setUint16(0, checked(user.uid, 0xffff, 'uid'), true)
  fields.setUint8(2, checked(user.privilege, 0xff, 'privilege'))
  if (user.userId === '') throw new RangeError('a user needs an id')
  const group = checked(user.group, 0xff, 'group')
  const card = checked(user.card, 0xffff_ffff, 'card')
  if (width === 28) {
    writeWholeText(record.subarray(3, 8), user.password, 'password')
    writeText(record.subarray(8, 16), user.name)
    fields.setUint32(16, card, true)
    fields.setUint8(21, group)
    fields.setUint16(22, 0, true) // time zones
    fields.setUint32(24, numericId(user.userId), true)
    return record
  }
  writeWholeText(record.subarray(3, 11), user.password, 'password')
  writeText(record.subarray(11, 34), user.name)
  record[34] = 0
  fields.setUint32(35, card, true)
  fields.setUint8(39, group)
  record.fill(0, 40, 48) // time zones: none of his own
  writeWholeText(record.subarray(48, 72), user.userId, 'user id')
  return record
}

/**
 * One user record; its length says which form it is.
 * @throws ProtocolError on another length than 72 or 28
 */
export function decodeUser(record: Uint8Array): UserRecord {
  const fields = view(record)
  if (record.length === 72) {
    return {
      uid: fields.getUint16(0, true),
      privilege: fields.getUint8(2),
      password: readText(record.subarray(3, 11)),
      name: readText(record.subarray(11, 35)),
      card: fields.getUint32(35, true),
      group: fields.getUint8(39),
      userId: readText(record.subarray(48, 72)),
    }
  }
  if (record.length === 28) {
    return {
      uid: fields.getUint16(0, true),
      privilege: fields.getUint8(2),
      password: readText(record.subarray(3, 8)),
      name: readText(record.subarray(8, 16)),
      card: fields.getUint32(16, true),
      group: fields.getUint8(21),
      userId: String(fields.getUint32(24, true)),
    }
  }
  throw new ProtocolError(`user records of ${record.length} bytes are not known`)
}

/**
 * The users of a table body (u32 total, then records).
 * @throws ProtocolError when the table does not add up or the width is not 72 or 28
 */
export function decodeUsers(body: Uint8Array, width: number): UserRecord[] {
  if (width !== 72 && width !== 28) throw new ProtocolError(`user records of ${width} bytes are not known`)
  return splitTable(body, width).map(decodeUser)
}

/** What may be changed in the record of an existing user; all else is the terminal's own business. */
export type UserChanges = { readonly name: string; readonly privilege?: number; readonly card?: number }

/**
 * A copy of a user record with these fields changed and every other byte as it was: password, group, time zones.
 * @throws RangeError on a field that does not fit
 */
export function changeUser(record: Uint8Array, changes: UserChanges): Uint8Array {
  const changed = record.slice()
  const fields = view(changed)
  const layout = layoutOf(record.length)
  if (changes.privilege !== undefined) fields.setUint8(2, checked(changes.privilege, 0xff, 'privilege'))
  if (changes.card !== undefined) fields.setUint32(layout.card, checked(changes.card, 0xffff_ffff, 'card'), true)
  const name = changed.subarray(layout.name.at, layout.name.at + layout.name.length)
  // A name cut short by the terminal's own hand is not rewritten for nothing.
  if (readText(name) !== changes.name) {
    name.fill(0)
    writeText(name, changes.name)
  }
  return changed
}

/**
 * The width of the records of a user table, found by trying the given ones on the whole of it: ids must be ids and names text.
 * @throws ProtocolError when none fits, or more than one
 */
export function chooseUserWidth(body: Uint8Array, widths: readonly number[]): UserWidth {
  const fitting = USER_WIDTHS.filter(
    width => widths.includes(width) && (body.length - 4) % width === 0 && usersFit(body, width),
  )
  const [only] = fitting
  if (only === undefined || fitting.length > 1) {
    throw new ProtocolError(`user records of ${widths.join(' or ')} bytes: ${fitting.length} forms fit`)
  }
  return only
}

function usersFit(body: Uint8Array, width: UserWidth): boolean {
  const count = tableRecords(body, width)
  const { name, userId } = layoutOf(width)
  const uids = new Set<number>()
  let last = 0
  let lastId = ''
  return fewAndApart(count, i => {
    const record = body.subarray(4 + i * width, 4 + (i + 1) * width)
    const uid = (record[0] ?? 0) | ((record[1] ?? 0) << 8)
    // A uid is the number of a slot in the terminal's memory: it cannot come twice, and neighbours differ in the low byte.
    const isSlot = uid !== 0 && !uids.has(uid) && (i === 0 || (uid & 0xff) !== (last & 0xff))
    uids.add(uid)
    last = uid
    const id = width === 28 ? String(view(record).getUint32(userId, true)) : readText(record.subarray(userId))
    const isOwnId = id !== '' && id !== lastId && (width === 28 || looksLikeId(record.subarray(userId)))
    lastId = id
    return !isSlot || !isOwnId || !looksLikeText(record.subarray(name.at, name.at + name.length))
  })
}

function layoutOf(width: number) {
  return width === 72
    ? { name: { at: 11, length: 23 }, card: 35, userId: 48 }
    : { name: { at: 8, length: 8 }, card: 16, userId: 24 }
}

/**
 * A log line of 40 bytes (colour-screen firmware).
 * @param fill what bytes without a meaning hold
 * @throws RangeError on a field that does not fit
 */
export function encodeLog40(log: LogRecord, fill = 0): Uint8Array {
  const record = new Uint8Array(40).fill(fill)
  const fields = view(record)
  fields.setUint16(0, checked(log.uid, 0xffff, 'uid'), true)
  writeWholeText(record.subarray(2, 26), log.userId, 'user id')
  fields.setUint8(26, checked(log.verify, 0xff, 'verify'))
  fields.setUint32(27, checked(log.rawTime, 0xffff_ffff, 'time'), true)
  fields.setUint8(31, checked(log.state, 0xff, 'state'))
  fields.setUint32(32, checked(log.workCode, 0xffff_ffff, 'work code'), true)
  return record
}

/** Byte offset of each count in the GET_FREE_SIZES reply, an array of i32. */
const SIZE_OFFSETS = {
  users: 16,
  fingers: 24,
  logs: 32,
  opLogs: 40,
  admins: 48,
  passwords: 52,
  fingerCapacity: 56,
  userCapacity: 60,
  logCapacity: 64,
} as const satisfies Record<keyof FreeSizes, number>

/**
 * A GET_FREE_SIZES reply: 80 bytes (older) or 92 (firmware that knows faces).
 * @param fill what bytes without a meaning hold
 */
export function encodeFreeSizes(sizes: FreeSizes, length: 80 | 92, fill = 0): Uint8Array {
  const data = new Uint8Array(length).fill(fill)
  const fields = view(data)
  for (const [name, offset] of Object.entries(SIZE_OFFSETS)) {
    fields.setInt32(offset, checked(sizes[name as keyof FreeSizes], 0x7fff_ffff, name), true)
  }
  fields.setInt32(68, sizes.fingerCapacity - sizes.fingers, true)
  fields.setInt32(72, sizes.userCapacity - sizes.users, true)
  fields.setInt32(76, sizes.logCapacity - sizes.logs, true)
  if (length === 92) {
    fields.setInt32(80, 0, true) // faces
    fields.setInt32(88, 0, true) // face capacity
  }
  return data
}

/**
 * Reads a GET_FREE_SIZES reply of any length from 36; counts beyond its end are 0.
 * @throws ProtocolError when it is shorter, or a count is negative
 */
export function decodeFreeSizes(data: Uint8Array): FreeSizes {
  if (data.length < MIN_SIZES_LENGTH) throw new ProtocolError(`a sizes reply of ${data.length} bytes is too short`)
  const fields = view(data)
  const read = (offset: number): number => {
    const count = offset + 4 <= data.length ? fields.getInt32(offset, true) : 0
    if (count < 0) throw new ProtocolError(`the terminal reports a count of ${count}`)
    return count
  }
  return {
    users: read(SIZE_OFFSETS.users),
    fingers: read(SIZE_OFFSETS.fingers),
    logs: read(SIZE_OFFSETS.logs),
    opLogs: read(SIZE_OFFSETS.opLogs),
    admins: read(SIZE_OFFSETS.admins),
    passwords: read(SIZE_OFFSETS.passwords),
    fingerCapacity: read(SIZE_OFFSETS.fingerCapacity),
    userCapacity: read(SIZE_OFFSETS.userCapacity),
    logCapacity: read(SIZE_OFFSETS.logCapacity),
  }
}
