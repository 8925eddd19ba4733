import { AppError } from '../../contract/errors.ts'
import { askForData } from './answers.ts'
import { CMD, REPLY } from './commands.ts'
import { deleteFinger, deleteFingerById } from './dangerous-commands.ts'
import type { Packet } from './packet.ts'
import { refresh, u32Bytes } from './readings.ts'
import type { Talk } from './session.ts'
import { expectOk, NO_DATA, onePacket, refusal } from './session.ts'
import type { TemplateRecord } from './template-records.ts'
import { HIGHEST_FINGER } from './template-records.ts'
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
  const question = Uint8Array.of(uid & 0xff, uid >> 8, finger)
  const came = await askForData(talk, CMD.USERTEMP_EX_RRQ, question, options)
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

export type FingerUpload = Omit<TemplateRecord, 'uid'>

/**
 * Puts one finger into an empty slot (PREPARE_DATA, DATA, CHECKSUM_BUFFER, TMP_WRITE). Not yet effective: refresh and read back.
 * @throws AppError device_refused, device_unsupported on firmware without these commands.
 */
export async function uploadFinger(talk: Talk, uid: number, { finger, flag, template }: FingerUpload): Promise<void> {
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
    await uploadFinger(talk, who.uid, wanted)
  } catch (error) {
    if (held && error instanceof AppError && error.code !== 'device_offline') await uploadFinger(talk, who.uid, held)
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
    await uploadFinger(talk, uid, other)
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
