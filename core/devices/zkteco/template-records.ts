import { ProtocolError } from './packet.ts'

/** One finger of the table of templates. `finger` 0 left little … 9 right little; `flag` 0 invalid, 1 valid, 3 duress. */
export type TemplateRecord = {
  readonly uid: number
  readonly finger: number
  readonly flag: number
  readonly template: Uint8Array
}

/** Bytes before the template in an entry: u16 size of the entry, u16 uid, u8 finger, u8 flag. */
export const ENTRY_HEADER = 6
export const HIGHEST_FINGER = 9

/**
 * The fingers of a table of templates, walked from entry to entry; each template is a copy of its own.
 * @throws ProtocolError when an entry is impossible or the walk does not end where the table does
 */
export function decodeTemplates(body: Uint8Array): TemplateRecord[] {
  if (body.length < 4) throw new ProtocolError(`a table of ${body.length} bytes has no header`)
  const fields = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const total = fields.getUint32(0, true)
  if (total !== body.length - 4) throw new ProtocolError(`table announces ${total} bytes, ${body.length - 4} came`)
  const records: TemplateRecord[] = []
  const seen = new Set<number>()
  for (let at = 4; at < body.length;) {
    const left = body.length - at
    const size = left < ENTRY_HEADER ? 0 : fields.getUint16(at, true)
    if (size <= ENTRY_HEADER || size > left)
      throw new ProtocolError(`template entry of ${size} bytes with ${left} left`)
    const uid = fields.getUint16(at + 2, true)
    const finger = fields.getUint8(at + 4)
    if (finger > HIGHEST_FINGER) throw new ProtocolError(`template of finger ${finger}`)
    const key = uid * 16 + finger
    if (seen.has(key)) throw new ProtocolError('two templates of the same finger')
    seen.add(key)
    records.push({ uid, finger, flag: fields.getUint8(at + 5), template: body.slice(at + ENTRY_HEADER, at + size) })
    at += size
  }
  return records
}

/** A user and his fingers on their way into a terminal. */
export type BulkItem = {
  /** 72 or 28 bytes, as in USER_WRQ. */
  readonly record: Uint8Array
  readonly uid: number
  readonly fingers: readonly { readonly finger: number; readonly template: Uint8Array }[]
}

/** Bytes in the block of users, beside the record. */
const USER_OP = 2
const TABLE_OP = 2
const TABLE_ENTRY = 8
const VALID_FINGER = 0x10

/** Bytes that an item takes in a bulk buffer. */
export function bulkBytes({ record, fingers }: BulkItem): number {
  return 1 + record.length + fingers.reduce((sum, { template }) => sum + TABLE_ENTRY + 2 + template.length, 0)
}

/**
 * The buffer of a bulk upload (protocol notes, section 11.4): u32 lengths of three blocks, then users (u8 2, record),
 * fingers (u8 2, u16 uid, u8 0x10 + finger, u32 offset in the third block), templates (u16 length, bytes).
 */
export function encodeBulk(items: readonly BulkItem[]): Uint8Array {
  const users = items.reduce((sum, { record }) => sum + 1 + record.length, 0)
  const fingers = items.flatMap(({ uid, fingers }) => fingers.map(one => ({ uid, ...one })))
  const table = fingers.length * TABLE_ENTRY
  const templates = fingers.reduce((sum, { template }) => sum + 2 + template.length, 0)
  const buffer = new Uint8Array(12 + users + table + templates)
  const fields = new DataView(buffer.buffer)
  fields.setUint32(0, users, true)
  fields.setUint32(4, table, true)
  fields.setUint32(8, templates, true)
  let at = 12
  for (const { record } of items) {
    buffer[at] = USER_OP
    buffer.set(record, at + 1)
    at += 1 + record.length
  }
  let offset = 0
  for (const { uid, finger, template } of fingers) {
    fields.setUint8(at, TABLE_OP)
    fields.setUint16(at + 1, uid, true)
    fields.setUint8(at + 3, VALID_FINGER + finger)
    fields.setUint32(at + 4, offset, true)
    at += TABLE_ENTRY
    const templateAt = 12 + users + table + offset
    fields.setUint16(templateAt, template.length, true)
    buffer.set(template, templateAt + 2)
    offset += 2 + template.length
  }
  return buffer
}
