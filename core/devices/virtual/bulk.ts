import type { UserRecord, UserWidth } from '../zkteco/records.ts'
import { u16, u32 } from './bytes.ts'
import type { StoredFinger } from './fingers.ts'
import type { Terminal } from './terminal.ts'
import { readWrittenUser } from './wire-user.ts'

/** The only data that makes of command 110 a bulk write and not a firmware update: u32 12, u16 0, u16 8. */
const BULK_ORDER = Uint8Array.of(12, 0, 0, 0, 0, 0, 8, 0)

export function isBulkOrder(data: Uint8Array): boolean {
  return data.length === BULK_ORDER.length && BULK_ORDER.every((byte, i) => data[i] === byte)
}

export type Bulk = { readonly users: readonly UserRecord[]; readonly fingers: readonly StoredFinger[] }

const HEADER = 12
const WRITE = 2
const ENTRY = 8
/** Added to the finger's number in the table. */
const FINGER_BASE = 0x10
const VALID = 1

function records(block: Uint8Array, width: number): Uint8Array[] | null {
  if (block.length % width !== 0) return null
  return Array.from({ length: block.length / width }, (_, i) => block.subarray(i * width, (i + 1) * width))
}

/** u8 2, u16 uid, u8 0x10 + finger, u32 offset of u16 length + bytes in the block of templates. */
function fingerOf(entry: Uint8Array, templates: Uint8Array): StoredFinger | null {
  const finger = (entry[3] ?? 0) - FINGER_BASE
  const at = u32(entry, 4)
  if (entry[0] !== WRITE || finger < 0 || finger > 9 || at + 2 > templates.length) return null
  const length = u16(templates, at)
  if (length === 0 || at + 2 + length > templates.length) return null
  return { uid: u16(entry, 1), finger, flag: VALID, template: templates.slice(at + 2, at + 2 + length) }
}

/**
 * Users and fingers of a bulk buffer (protocol notes, section 11.4): u32 length of each block, then the blocks: users (u8 2 and
 * the record), finger table, templates. Null when anything in it does not add up.
 */
export function readBulk(buffer: Uint8Array, userWidth: UserWidth): Bulk | null {
  if (buffer.length < HEADER) return null
  const [users, table, templates] = [u32(buffer, 0), u32(buffer, 4), u32(buffer, 8)]
  if (HEADER + users + table + templates !== buffer.length) return null
  const userRecords = records(buffer.subarray(HEADER, HEADER + users), 1 + userWidth)
  const entries = records(buffer.subarray(HEADER + users, HEADER + users + table), ENTRY)
  if (!userRecords || !entries || userRecords.some(record => record[0] !== WRITE)) return null
  const block = buffer.subarray(HEADER + users + table)
  const fingers: StoredFinger[] = []
  for (const entry of entries) {
    const finger = fingerOf(entry, block)
    if (!finger) return null
    fingers.push(finger)
  }
  const people: UserRecord[] = []
  for (const record of userRecords) {
    const user = readWrittenUser(record.subarray(1))
    if (!user) return null
    people.push(user)
  }
  return { users: people, fingers }
}

/**
 * Writes users first, then fingers; a slot that is taken is written over.
 * @returns false at the first that the terminal cannot take: what came before it stays, as nothing takes it back
 */
export function writeBulk(terminal: Terminal, bulk: Bulk): boolean {
  return bulk.users.every(user => terminal.putUser(user)) && bulk.fingers.every(finger => terminal.putFinger(finger))
}
