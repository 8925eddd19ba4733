import { AppError } from '../../contract/errors.ts'
import type { TemplateUpload } from '../../ports.ts'
import { CMD } from './commands.ts'
import { commitBulk } from './dangerous-commands.ts'
import type { Firmware } from './family.ts'
import { refresh, whileDisabled } from './readings.ts'
import type { UserWidth } from './records.ts'
import type { Session, Talk } from './session.ts'
import { expectOk, NO_DATA, onePacket } from './session.ts'
import type { BulkItem, TemplateRecord } from './template-records.ts'
import { bulkBytes, encodeBulk, HIGHEST_FINGER } from './template-records.ts'
import type { Progress, ReadingOptions } from './whole-tables.ts'
import { readTemplateTable, readUserTable } from './whole-tables.ts'
import type { FingerUpload } from './write-fingers.ts'
import { emptySlot, readFinger, replaceFinger, uploadBuffer } from './write-fingers.ts'
import { checkRoom, planOf, planUsers, writeRecord } from './write-users.ts'

/** Bytes of one bulk buffer: terminals have little memory for it. */
const BULK_BYTES = 128 * 1024
/** From so many users on it is worth it. */
const BULK_FROM = 2
/** Up to so many fingers are read one by one; more of them with the whole table. */
const SINGLE_READS = 12
/** A terminal needs time to take a whole buffer; it is disabled this long at most. */
const BULK_SECONDS = 180
const VALID = 1

/** One user with what has to be done about him. */
type Work = {
  readonly userId: string
  readonly uid: number
  readonly isNew: boolean
  readonly record: ((width: UserWidth) => Uint8Array) | null
  /** His bytes now, where he is on the terminal. */
  readonly heldRecord: Uint8Array | null
  readonly fingers: readonly { readonly wanted: FingerUpload; readonly held: TemplateRecord | null }[]
}

type Result = { readonly mode: 'bulk' | 'single'; readonly users: number; readonly fingers: number }

/**
 * See `DeviceSession.putTemplates`. What the terminal holds already is not sent again, so a run that broke off is
 * simply begun anew. Each buffer or user is a job of its own on the line: others get their turn in between.
 */
export async function putTemplates(
  session: Session,
  items: readonly TemplateUpload[],
  firmware: Firmware,
  options: ReadingOptions,
  onProgress?: Progress,
): Promise<Result> {
  checkItems(items)
  const fingers = items.reduce((sum, item) => sum + item.fingers.length, 0)
  const compared = () => session.exclusive(talk => whileDisabled(talk, () => compare(talk, items, options)))
  let work = await compared()
  await session.exclusive(talk => checkRoom(talk, roomFor(work)))
  const total = items.length
  let mode: Result['mode'] = 'single'
  let done = total - work.length
  const advance = (by: number) => {
    done += by
    onProgress?.(Math.min(done, total), total)
  }
  advance(0)

  if (work.length >= BULK_FROM && !firmware.certain) {
    // An empty terminal has not shown how wide its records are; a buffer of the wrong width could do harm.
    await uploadSingly(session, work.slice(0, 1), firmware, options, advance)
    work = await compared()
  }
  if (work.length >= BULK_FROM) {
    mode = await uploadInBulk(session, work, firmware, options, advance)
    work = await compared()
  }
  if (work.length > 0) {
    await uploadSingly(session, work, firmware, options, advance)
    work = await compared()
  }
  if (work.length > 0) {
    const missing = work.reduce((sum, one) => sum + one.fingers.length, 0)
    throw new AppError('device_not_saved', { what: 'templates', users: work.length, fingers: missing })
  }
  onProgress?.(total, total)
  return { mode, users: total, fingers }
}

function checkItems(items: readonly TemplateUpload[]): void {
  for (const { fingers } of items) {
    for (const { finger, template, flag } of fingers) {
      if (!Number.isInteger(finger) || finger < 0 || finger > HIGHEST_FINGER || flag < 0 || flag > 0xff) {
        throw new AppError('device_unsupported', { reason: 'finger', finger, flag })
      }
      if (template.length === 0 || template.length > 0xffff - 6) {
        throw new AppError('device_unsupported', { reason: 'template_size', bytes: template.length })
      }
    }
  }
}

/** What is not yet on the terminal as wished. This is also how an upload is verified: byte for byte. */
async function compare(talk: Talk, items: readonly TemplateUpload[], options: ReadingOptions): Promise<Work[]> {
  const table = await readUserTable(talk, options)
  const plans = planUsers(
    table,
    items.map(item => item.user),
  )
  const held = await heldFingers(
    talk,
    items.flatMap(({ user, fingers }) => {
      const { uid, isNew } = planOf(plans, user.userId)
      return isNew ? [] : fingers.map(({ finger }) => ({ uid, finger }))
    }),
    options,
  )
  return items.flatMap(({ user, fingers }) => {
    const { uid, isNew, record } = planOf(plans, user.userId)
    const missing = fingers
      .map(wanted => ({ wanted, held: held.get(slotKey(uid, wanted.finger)) ?? null }))
      .filter(one => !isSameFinger(one.wanted, one.held))
    if (!record && missing.length === 0) return []
    const at = table.users.findIndex(one => one.uid === uid)
    return [{ userId: user.userId, uid, isNew, record, heldRecord: table.records[at] ?? null, fingers: missing }]
  })
}

async function heldFingers(
  talk: Talk,
  slots: readonly { readonly uid: number; readonly finger: number }[],
  options: ReadingOptions,
): Promise<ReadonlyMap<number, TemplateRecord>> {
  const held = new Map<number, TemplateRecord>()
  if (slots.length > SINGLE_READS) {
    for (const one of await readTemplateTable(talk, options)) held.set(slotKey(one.uid, one.finger), one)
    return held
  }
  for (const { uid, finger } of slots) {
    const one = await readFinger(talk, uid, finger, options)
    if (one) held.set(slotKey(uid, finger), one)
  }
  return held
}

const slotKey = (uid: number, finger: number): number => uid * 16 + finger

function isSameFinger(a: FingerUpload, b: FingerUpload | null): boolean {
  return b !== null && a.flag === b.flag && Buffer.compare(a.template, b.template) === 0
}

function roomFor(work: readonly Work[]): { users: number; fingers: number } {
  return {
    users: work.filter(one => one.isNew).length,
    fingers: work.reduce((sum, one) => sum + one.fingers.filter(finger => !finger.held).length, 0),
  }
}

/** @returns 'single' when the terminal would have none of it */
async function uploadInBulk(
  session: Session,
  work: readonly Work[],
  firmware: Firmware,
  options: ReadingOptions,
  advance: (by: number) => void,
): Promise<Result['mode']> {
  for (const buffer of buffers(work, firmware)) {
    try {
      await session.exclusive(talk =>
        whileDisabled(talk, () => uploadOneBuffer(talk, buffer, firmware, options), BULK_SECONDS),
      )
    } catch (error) {
      if (!(error instanceof AppError) || !['device_refused', 'device_unsupported'].includes(error.code)) throw error
      options.log.warn('terminal takes no bulk upload, going on one by one', error.details)
      return 'single'
    }
    advance(buffer.length)
  }
  return 'bulk'
}

/** Work in portions of one buffer each. */
function buffers(work: readonly Work[], firmware: Firmware): Work[][] {
  const portions: Work[][] = []
  let bytes = Infinity
  for (const one of work) {
    const size = bulkBytes(bulkItem(one, firmware))
    if (bytes + size > BULK_BYTES) {
      portions.push([])
      bytes = 0
    }
    portions.at(-1)?.push(one)
    bytes += size
  }
  return portions
}

/** The buffer has no place for a flag: fingers that are not plainly valid go one by one afterwards. */
function bulkItem({ uid, record, heldRecord, fingers }: Work, firmware: Firmware): BulkItem {
  const bytes = record?.(firmware.userWidth) ?? heldRecord
  if (!bytes) throw new Error('a user without a record')
  return {
    uid,
    record: bytes,
    fingers: fingers.map(one => one.wanted).filter(wanted => wanted.flag === VALID),
  }
}

async function uploadOneBuffer(
  talk: Talk,
  work: readonly Work[],
  firmware: Firmware,
  options: ReadingOptions,
): Promise<void> {
  await talk.borrow(CMD.FREE_DATA, async () => {
    await talk.ask(CMD.FREE_DATA, NO_DATA, onePacket)
    for (const { uid, userId, fingers } of work) {
      for (const { held } of fingers) {
        if (held) await emptySlot(talk, { uid, userId, textIds: firmware.userWidth === 72 }, held.finger, options)
      }
    }
    await uploadBuffer(talk, encodeBulk(work.map(one => bulkItem(one, firmware))))
    expectOk(CMD.BULK_WRITE, await commitBulk(talk))
  })
  await refresh(talk)
}

async function uploadSingly(
  session: Session,
  work: readonly Work[],
  firmware: Firmware,
  options: ReadingOptions,
  advance: (by: number) => void,
): Promise<void> {
  for (const { uid, userId, record, fingers } of work) {
    await session.exclusive(talk =>
      whileDisabled(talk, async () => {
        if (record) await writeRecord(talk, record, firmware)
        const who = { uid, userId, textIds: firmware.userWidth === 72 }
        for (const { wanted, held } of fingers) await replaceFinger(talk, who, wanted, held, options)
        await refresh(talk)
      }),
    )
    advance(1)
  }
}
