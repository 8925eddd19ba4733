import { CMD, EF, REPLY } from '../zkteco/commands.ts'
import { readText } from '../zkteco/text-field.ts'
import { isBulkOrder, readBulk, writeBulk } from './bulk.ts'
import { u16, u32, u32Bytes } from './bytes.ts'
import { answerDone, ofLength, type Desk, type Handler } from './desk.ts'
import type { StoredFinger } from './fingers.ts'

/** A template goes only where no other is: the slot has to be emptied first. */
function putInEmptySlot({ terminal, report }: Desk, finger: StoredFinger): boolean {
  const isTaken = terminal.finger(finger.uid, finger.finger) !== undefined
  const isPut = !isTaken && terminal.putFinger(finger)
  if (isPut) report('finger-written', { uid: finger.uid, finger: finger.finger, bytes: finger.template.length })
  return isPut
}

/** u16 uid, u8 finger: the template and its flag. */
const readFingerAndFlag: Handler = ({ terminal, tables, answer, report }, data) => {
  const stored = terminal.finger(u16(data, 0), data[2] ?? 0)
  if (!stored) {
    answer(REPLY.ERROR)
    return
  }
  report('finger-read', { uid: stored.uid, finger: stored.finger })
  tables.give(Uint8Array.of(...stored.template, stored.flag))
}

/** u16 uid, u8 finger: the template alone. */
export const readFinger: Handler = ({ terminal, tables, answer, report }, data) => {
  const stored = terminal.finger(u16(data, 0), data[2] ?? 0)
  if (!stored) {
    answer(REPLY.ERROR)
    return
  }
  report('finger-read', { uid: stored.uid, finger: stored.finger })
  tables.give(stored.template)
}

/** u16 size, u16 uid, u8 finger, u8 flag, template: the vendor's manual of 2006. */
const writeFingerAtOnce: Handler = (desk, data) => {
  const template = data.slice(6)
  const size = u16(data, 0)
  const { entrySize } = desk.terminal
  const isWhole =
    (entrySize !== 'entry' && size === template.length) || (entrySize !== 'template' && size === data.length)
  answerDone(
    desk,
    isWhole && putInEmptySlot(desk, { uid: u16(data, 2), finger: data[4] ?? 0, flag: data[5] ?? 0, template }),
  )
}

const prepareUpload: Handler = (desk, data) => answerDone(desk, desk.upload.prepare(u32(data, 0)))

const appendUpload: Handler = (desk, data) => answerDone(desk, desk.upload.append(data))

/** Sum of the bytes; how real ones work it out is not known, and nobody checks it. */
const checksumUpload: Handler = ({ upload, answer }) => {
  const whole = upload.whole()
  if (!whole) answer(REPLY.ERROR)
  else answer(REPLY.OK, u32Bytes(whole.reduce((sum, byte) => sum + byte, 0)))
}

/** u16 uid, u8 finger, u8 flag, u16 size: keeps what was uploaded. */
const keepUpload: Handler = (desk, data) => {
  const template = desk.upload.whole()
  const isWhole = template !== null && template.length === u16(data, 4)
  answerDone(
    desk,
    isWhole && putInEmptySlot(desk, { uid: u16(data, 0), finger: data[2] ?? 0, flag: data[3] ?? 0, template }),
  )
}

/** Anything but the one order would be taken for a firmware update, and end a real terminal. */
const writeInBulk: Handler = ({ terminal, upload, answer, answerSlowly, report }, data) => {
  if (!isBulkOrder(data)) {
    report('firmware-update-refused', { bytes: data.length })
    answer(REPLY.ERROR)
    return
  }
  const buffer = upload.whole()
  const bulk = buffer && readBulk(buffer, terminal.userWidth)
  if (!bulk || !writeBulk(terminal, bulk)) {
    answer(REPLY.ERROR)
    return
  }
  report('bulk-written', { users: bulk.users.length, fingers: bulk.fingers.length })
  answerSlowly(REPLY.OK)
}

const ALL_FINGERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

function deleteFingers(desk: Desk, uid: number, fingers: readonly number[]): void {
  const deleted = fingers.filter(finger => desk.terminal.deleteFinger(uid, finger))
  for (const finger of deleted) desk.report('finger-deleted', { uid, finger })
  answerDone(desk, deleted.length > 0)
}

/** u16 uid, u8 finger. */
const deleteFinger: Handler = (desk, data) => {
  const finger = data[2] ?? 0
  const isAll = finger === 0 && desk.terminal.fingerZeroMeansAll
  deleteFingers(desk, u16(data, 0), isAll ? ALL_FINGERS : [finger])
}

/** user_id[24], u8 finger. */
const deleteFingerById: Handler = (desk, data) => {
  const user = desk.terminal.user({ userId: readText(data.subarray(0, 24)) })
  if (!user) answerDone(desk, false)
  else deleteFingers(desk, user.uid, [data[24] ?? 0])
}

/** Who is to be enrolled, and with which finger; null when the data has none of the firmware's forms. */
function enrollRequest({ terminal }: Desk, data: Uint8Array): { uid: number; finger: number; flag: number } | null {
  const uidOf = (userId: string): number => terminal.user({ userId })?.uid ?? 0
  if (terminal.family === 'tft') {
    // user_id[24], u8 finger, u8 flag
    return data.length === 26
      ? { uid: uidOf(readText(data.subarray(0, 24))), finger: data[24] ?? 0, flag: data[25] ?? 0 }
      : null
  }
  // u32 user id, u8 finger; on older firmware u16 uid and the finger in one byte or two
  if (data.length === 5) return { uid: uidOf(String(u32(data, 0))), finger: data[4] ?? 0, flag: 1 }
  return data.length === 3 || data.length === 4 ? { uid: u16(data, 0), finger: data[2] ?? 0, flag: 1 } : null
}

const startEnroll: Handler = (desk, data) => {
  const { terminal, report } = desk
  const wanted = enrollRequest(desk, data)
  const user = wanted && terminal.user({ uid: wanted.uid })
  const isPossible =
    wanted &&
    user &&
    wanted.finger <= 9 &&
    !terminal.finger(user.uid, wanted.finger) &&
    !terminal.isBusy() &&
    // the sensor has to rest before (CANCELCAPTURE)
    !terminal.isReading()
  if (!isPossible || !terminal.enrollment.start({ ...wanted, userId: user.userId })) {
    answerDone(desk, false)
    return
  }
  desk.events.follow(EF.FINGER | EF.FINGER_SCORE | EF.ENROLL_FINGER)
  report('enrolling', { uid: user.uid, pin: user.userId, finger: wanted.finger })
  answerDone(desk, true)
}

const cancelCapture: Handler = desk => {
  desk.events.follow(0)
  desk.setReading(false)
  answerDone(desk, true)
}

const startVerify: Handler = desk => {
  // during an enrollment it only prompts
  if (!desk.terminal.enrollment.current()) desk.setReading(true)
  answerDone(desk, true)
}

/** Requests about fingers. */
export const FINGER_HANDLERS: readonly (readonly [number, Handler])[] = [
  [CMD.USERTEMP_EX_RRQ, ofLength([3], readFingerAndFlag)],
  [CMD.USERTEMP_WRQ, writeFingerAtOnce],
  [CMD.PREPARE_DATA, ofLength([4], prepareUpload)],
  [CMD.DATA, appendUpload],
  [CMD.CHECKSUM_BUFFER, checksumUpload],
  [CMD.TMP_WRITE, ofLength([6], keepUpload)],
  [CMD.BULK_WRITE, writeInBulk],
  [CMD.DELETE_USERTEMP, ofLength([3], deleteFinger)],
  [CMD.START_ENROLL, startEnroll],
  [CMD.CANCEL_CAPTURE, cancelCapture],
  [CMD.START_VERIFY, startVerify],
]

/** Firmware with text ids only. */
export const TEXT_ID_HANDLERS: readonly (readonly [number, Handler])[] = [
  [CMD.DELETE_TEMPLATE_BY_ID, ofLength([25], deleteFingerById)],
]
