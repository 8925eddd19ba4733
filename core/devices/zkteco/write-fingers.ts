import { AppError } from '../../contract/errors.ts'
import { askForData } from './answers.ts'
import { CMD, REPLY } from './commands.ts'
import { deleteFinger, deleteFingerById } from './dangerous-commands.ts'
import type { Packet } from './packet.ts'
import { refresh, u32Bytes } from './readings.ts'
import type { Talk } from './session.ts'
import { expectOk, NO_DATA, onePacket, refusal } from './session.ts'
import type { TemplateRecord } from './template-records.ts'
import { ENTRY_HEADER, HIGHEST_FINGER } from './template-records.ts'
import type { ReadingOptions } from './whole-tables.ts'
import { readTemplateTable, readUserTable } from './whole-tables.ts'

/** Data bytes of one packet to a terminal; each is acknowledged. */
const PACKET_BYTES = 1024

/**
 * One finger as the terminal holds it (88: template and, behind it, its flag); from the whole table on firmware that
 * does not know the question. Null when it is not there.
 */
export async function readFinger(
  talk: Talk,
  uid: number,
  finger: number,
  options: ReadingOptions,
): Promise<TemplateRecord | null> {
  const came = await askForData(talk, CMD.USERTEMP_EX_RRQ, slotOf(uid, finger), options)
  switch (came.kind) {
    case 'bytes': {
      const flag = came.bytes.at(-1)
      if (flag === undefined || came.bytes.length < 2) return null
      return { uid, finger, flag, template: came.bytes.slice(0, -1) }
    }
    case 'mismatch':
      throw new AppError('device_protocol', { reason: 'template_does_not_add_up', received: came.received })
    case 'other':
      break
  }
  switch (came.answer.command) {
    case REPLY.OK:
    case REPLY.ERROR:
    case REPLY.NO_FINGER:
      return null
    case REPLY.UNKNOWN:
    case REPLY.ERROR_CMD: {
      const all = await readTemplateTable(talk, options)
      return all.find(one => one.uid === uid && one.finger === finger) ?? null
    }
    default:
      throw refusal(CMD.USERTEMP_EX_RRQ, came.answer)
  }
}

function slotOf(uid: number, finger: number): Uint8Array {
  return Uint8Array.of(uid & 0xff, uid >> 8, finger)
}

export type FingerUpload = Omit<TemplateRecord, 'uid'>

/**
 * Puts one finger into an empty slot: piece by piece, or in one packet on firmware that does not know the former and when
 * it is short enough. Not yet effective: refresh and read back.
 * @throws AppError device_refused, device_not_saved, device_unsupported on firmware that knows neither.
 */
export async function uploadFinger(
  talk: Talk,
  uid: number,
  upload: FingerUpload,
  options: ReadingOptions,
): Promise<void> {
  try {
    await uploadInPieces(talk, uid, upload)
  } catch (error) {
    const isUnknown = error instanceof AppError && error.code === 'device_unsupported'
    if (!isUnknown || ENTRY_HEADER + upload.template.length > PACKET_BYTES) throw error
    await uploadAtOnce(talk, uid, upload, options)
  }
}

/** PREPARE_DATA, DATA, CHECKSUM_BUFFER, TMP_WRITE. */
async function uploadInPieces(talk: Talk, uid: number, { finger, flag, template }: FingerUpload): Promise<void> {
  await talk.borrow(CMD.FREE_DATA, async () => {
    await uploadBuffer(talk, template)
    // How its answer is worked out is not known; the read-back says more.
    await talk.ask(CMD.CHECKSUM_BUFFER, NO_DATA, onePacket)
    const slot = new Uint8Array(6)
    const fields = new DataView(slot.buffer)
    fields.setUint16(0, uid, true)
    fields.setUint8(2, finger)
    fields.setUint8(3, flag)
    fields.setUint16(4, template.length, true)
    supported(CMD.TMP_WRITE, await talk.ask(CMD.TMP_WRITE, slot, onePacket))
  })
}

/**
 * USERTEMP_WRQ, of the days of template version 9.0: u16 size, u16 uid, u8 finger, u8 flag, template. In the vendor's
 * manual the size is the template's; in the table of templates the same field counts the whole entry. Which of them a
 * terminal means shows in what it then holds.
 */
async function uploadAtOnce(talk: Talk, uid: number, upload: FingerUpload, options: ReadingOptions): Promise<void> {
  const { finger, flag, template } = upload
  const entry = new Uint8Array(ENTRY_HEADER + template.length)
  const fields = new DataView(entry.buffer)
  fields.setUint16(2, uid, true)
  fields.setUint8(4, finger)
  fields.setUint8(5, flag)
  entry.set(template, ENTRY_HEADER)
  let refused: Packet | null = null
  for (const size of [entry.length, template.length]) {
    fields.setUint16(0, size, true)
    const answer = await talk.ask(CMD.USERTEMP_WRQ, entry.slice(), onePacket)
    if (answer.command === REPLY.UNKNOWN) throw new AppError('device_unsupported', { command: CMD.USERTEMP_WRQ })
    if (answer.command !== REPLY.OK) refused = answer
    // A datagram that came twice is refused the second time.
    if (answer.command !== REPLY.OK && talk.transport === 'tcp') continue
    await refresh(talk)
    if (await holds(talk, uid, upload, options)) return
    await emptySlot(talk, { uid, userId: '', textIds: false }, finger, options)
  }
  if (refused) throw refusal(CMD.USERTEMP_WRQ, refused)
  throw new AppError('device_not_saved', { what: 'template' })
}

/** Whether the terminal gives this template back: by the short question (9), else by the one that every read uses. */
async function holds(
  talk: Talk,
  uid: number,
  { finger, template }: FingerUpload,
  options: ReadingOptions,
): Promise<boolean> {
  const came = await askForData(talk, CMD.USERTEMP_RRQ, slotOf(uid, finger), options)
  if (came.kind === 'bytes' && Buffer.compare(came.bytes, template) === 0) return true
  const held = await readFinger(talk, uid, finger, options)
  return held !== null && Buffer.compare(held.template, template) === 0
}

/** Gives the terminal a buffer to work with. @throws AppError as `uploadFinger` */
export async function uploadBuffer(talk: Talk, bytes: Uint8Array): Promise<void> {
  supported(CMD.PREPARE_DATA, await talk.ask(CMD.PREPARE_DATA, u32Bytes(bytes.length), onePacket))
  for (let at = 0; at < bytes.length; at += PACKET_BYTES) {
    expectOk(CMD.DATA, await talk.ask(CMD.DATA, bytes.subarray(at, at + PACKET_BYTES), onePacket))
  }
}

function supported(command: number, answer: Packet): void {
  if (answer.command === REPLY.UNKNOWN) throw new AppError('device_unsupported', { command })
  expectOk(command, answer)
}

/**
 * Replaces a finger: terminals take one into an empty slot only. When the new one is refused the old one is put back.
 * @throws AppError as `uploadFinger`
 */
export async function replaceFinger(
  talk: Talk,
  who: { readonly uid: number; readonly userId: string; readonly textIds: boolean },
  wanted: FingerUpload,
  held: FingerUpload | null,
  options: ReadingOptions,
): Promise<void> {
  if (held) await emptySlot(talk, who, held.finger, options)
  try {
    await uploadFinger(talk, who.uid, wanted, options)
  } catch (error) {
    if (held && error instanceof AppError && error.code !== 'device_offline')
      await uploadFinger(talk, who.uid, held, options)
    throw error
  }
}

/**
 * Deletes a finger and makes that effective. Some firmware takes finger 0 for "all fingers of this user": those that
 * went with it are put back.
 * @returns false when it is still there
 */
export async function emptySlot(
  talk: Talk,
  { uid, userId, textIds }: { readonly uid: number; readonly userId: string; readonly textIds: boolean },
  finger: number,
  options: ReadingOptions,
): Promise<boolean> {
  const others: TemplateRecord[] = []
  if (finger === 0) {
    for (let other = 1; other <= HIGHEST_FINGER; other++) {
      const held = await readFinger(talk, uid, other, options)
      if (held) others.push(held)
    }
  }
  const byId = textIds ? await deleteFingerById(talk, userId, finger) : null
  if (byId?.command !== REPLY.OK) await deleteFinger(talk, uid, finger)
  await refresh(talk)
  for (const other of others) {
    if (await readFinger(talk, uid, other.finger, options)) continue
    options.log.warn('terminal deleted more fingers than asked', { finger: other.finger })
    await uploadFinger(talk, uid, other, options)
    await refresh(talk)
  }
  return (await readFinger(talk, uid, finger, options)) === null
}

/** Removes a finger; see `DeviceSession.removeTemplate`. */
export async function removeTemplate(
  talk: Talk,
  userId: string,
  finger: number,
  options: ReadingOptions,
): Promise<boolean> {
  const { users, width } = await readUserTable(talk, options)
  const user = users.find(one => one.userId === userId)
  if (!user || !(await readFinger(talk, user.uid, finger, options))) return false
  const gone = await emptySlot(talk, { uid: user.uid, userId, textIds: width === 72 }, finger, options)
  if (!gone) throw new AppError('device_not_saved', { what: 'removal' })
  return true
}
