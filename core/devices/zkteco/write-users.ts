import { AppError } from '../../contract/errors.ts'
import type { DeviceUser, DeviceUserDraft } from '../../ports.ts'
import { CMD, REPLY } from './commands.ts'
import { deleteUser, deleteUserById } from './dangerous-commands.ts'
import type { Firmware } from './family.ts'
import { readFreeSizes, refresh } from './readings.ts'
import type { UserRecord, UserWidth } from './records.ts'
import { changeUser, decodeUser, encodeUser, USER_WIDTHS } from './records.ts'
import type { Talk } from './session.ts'
import { onePacket, refusal } from './session.ts'
import type { ReadingOptions, UserTable } from './whole-tables.ts'
import { readUserTable } from './whole-tables.ts'

/** A user as he is to be written. `record` makes his bytes, in the width of the terminal's records. */
export type PlannedUser = {
  readonly uid: number
  readonly isNew: boolean
  /** Null when the terminal holds him so already. */
  readonly record: ((width: UserWidth) => Uint8Array) | null
}

const HIGHEST_UID = 65_535
/** The group that terminals put people in themselves. */
const FIRST_GROUP = 1

/**
 * Works out the records for these users: existing ones keep every byte that is not asked to change, new ones get the
 * lowest free uids.
 * @throws AppError device_refused {reason: uid_taken}, device_full, device_unsupported.
 */
export function planUsers(table: UserTable, drafts: readonly DeviceUserDraft[]): Map<string, PlannedUser> {
  const byId = new Map(table.users.map((user, i) => [user.userId, { user, record: table.records[i] }]))
  const taken = new Set(table.users.map(user => user.uid))
  const plans = new Map<string, PlannedUser>()
  let lowest = 1
  for (const draft of drafts) {
    if (plans.has(draft.userId)) continue
    const existing = byId.get(draft.userId)
    if (existing?.record) {
      const { record, user } = existing
      const changed = holdable(() => changeUser(record, draft))
      const same = changed.every((byte, i) => byte === record[i])
      plans.set(draft.userId, { uid: user.uid, isNew: false, record: same ? null : () => changed })
      continue
    }
    const uid = draft.uid ?? nextFree()
    if (taken.has(uid)) throw new AppError('device_refused', { reason: 'uid_taken', uid })
    taken.add(uid)
    const fresh: UserRecord = {
      uid,
      userId: draft.userId,
      name: draft.name,
      privilege: draft.privilege ?? 0,
      card: draft.card ?? 0,
      password: '',
      group: FIRST_GROUP,
    }
    plans.set(draft.userId, { uid, isNew: true, record: width => holdable(() => encodeUser(fresh, width)) })
  }
  return plans

  function nextFree(): number {
    while (taken.has(lowest)) lowest += 1
    if (lowest > HIGHEST_UID) throw new AppError('device_full', { what: 'uids' })
    return lowest
  }
}

export function planOf(plans: ReadonlyMap<string, PlannedUser>, userId: string): PlannedUser {
  const plan = plans.get(userId)
  if (!plan) throw new Error('a user was not planned')
  return plan
}

/** What does not fit a record is for a person to change; the message names the field, never its content. */
function holdable<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof RangeError) throw new AppError('device_unsupported', { reason: error.message })
    throw error
  }
}

/** Writes a user and reads him back; see `DeviceSession.putUser`. */
export async function putUser(
  talk: Talk,
  draft: DeviceUserDraft,
  firmware: Firmware,
  options: ReadingOptions,
): Promise<DeviceUser> {
  const table = await readUserTable(talk, options)
  const plan = planOf(planUsers(table, [draft]), draft.userId)
  if (plan.isNew) await checkRoom(talk, { users: 1, fingers: 0 })
  let written: UserRecord | null = null
  if (plan.record) {
    written = decodeUser(await writeRecord(talk, plan.record, firmware))
    await refresh(talk)
  }
  const after = written ? await readUserTable(talk, options) : table
  const found = after.users.find(user => user.uid === plan.uid)
  if (!found || (written && !isSameUser(found, written))) throw new AppError('device_not_saved', { what: 'user' })
  const { uid, userId, name, privilege, card } = found
  return { uid, userId, name, privilege, card }
}

/**
 * Sends one record, in the width of the terminal. Where no user has shown it yet, the other one is tried when it refuses.
 * @returns the bytes that it took
 * @throws AppError device_refused
 */
export async function writeRecord(
  talk: Talk,
  record: (width: UserWidth) => Uint8Array,
  firmware: Firmware,
): Promise<Uint8Array> {
  const other = USER_WIDTHS.filter(width => width !== firmware.userWidth)
  const widths = firmware.certain ? [firmware.userWidth] : [firmware.userWidth, ...other]
  for (const [i, width] of widths.entries()) {
    const bytes = record(width)
    const answer = await talk.ask(CMD.USER_WRQ, bytes, onePacket)
    if (answer.command === REPLY.OK) {
      firmware.userWidth = width
      return bytes
    }
    if (i === widths.length - 1) throw refusal(CMD.USER_WRQ, answer)
  }
  throw new Error('no width to try')
}

export function isSameUser(a: UserRecord, b: UserRecord): boolean {
  return (Object.keys(a) as (keyof UserRecord)[]).every(field => a[field] === b[field])
}

/** @throws AppError device_full when the terminal says that it has less room. A capacity of 0 says nothing. */
export async function checkRoom(talk: Talk, more: { readonly users: number; readonly fingers: number }): Promise<void> {
  const sizes = await readFreeSizes(talk)
  if (sizes.userCapacity > 0 && sizes.users + more.users > sizes.userCapacity) {
    throw new AppError('device_full', { what: 'users', capacity: sizes.userCapacity })
  }
  if (sizes.fingerCapacity > 0 && sizes.fingers + more.fingers > sizes.fingerCapacity) {
    throw new AppError('device_full', { what: 'fingers', capacity: sizes.fingerCapacity })
  }
}

/** Removes a user with his fingers; see `DeviceSession.removeUser`. */
export async function removeUser(talk: Talk, userId: string, options: ReadingOptions): Promise<boolean> {
  const before = await readUserTable(talk, options)
  const user = before.users.find(one => one.userId === userId)
  if (!user) return false
  const answer = await deleteUser(talk, user.uid)
  if (answer.command !== REPLY.OK && before.width === 72) await deleteUserById(talk, userId)
  await refresh(talk)
  const after = await readUserTable(talk, options)
  if (after.users.some(one => one.userId === userId)) throw new AppError('device_not_saved', { what: 'removal' })
  return true
}
