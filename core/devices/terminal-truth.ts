import type { StudentId } from '../contract/common.ts'
import type { DeviceSession, DeviceSizes, DeviceUser, FingerTemplate } from '../ports.ts'
import { markOf } from './office-fingers.ts'
import type { Change, TerminalRoom, TerminalUser, WantedFinger } from './sync-rules.ts'

type Finger = { readonly finger: number; readonly mark: string }

/** What a terminal really holds, as read from it and carried on with what was then written to it. */
export type Truth = {
  readonly version: string
  readonly room: TerminalRoom
  readonly users: readonly TerminalUser[]
  /** How many more fingers the terminal counts than it gave; 0 unless its firmware counts something else with them. */
  readonly countedMore: number
  /** Real ms when all fingers were last read. */
  readonly fingersReadAt: number
}

/** Runs something on the terminal's line, alone and short. */
export type OnLine = <T>(job: (session: DeviceSession) => Promise<T>) => Promise<T>

/** Bytes of a name, with the NUL that ends it where the field has one. */
const nameBytes = { tft: 23, bw: 8 } as const

export type Reading = {
  readonly truth: Truth
  readonly users: readonly DeviceUser[]
  /** All fingers, when all were read. The caller overwrites their bytes. */
  readonly templates: FingerTemplate[] | null
}

/** What may have changed on a terminal without our doing: fingers by PIN. */
export type Suspects = ReadonlyMap<string, readonly number[]>

/**
 * Reads what a terminal holds, in steps that let others have the line between them. Reading all fingers is the long
 * one. It is spared while they are believed from `before`, no older than `goodForMs`, and their number is right: as it
 * was, or after another look at the suspects alone.
 */
export async function readTruth(
  onLine: OnLine,
  before: Truth | null,
  goodForMs: number,
  suspects: Suspects,
): Promise<Reading> {
  const { users, sizes, protocol } = await onLine(async session => ({
    users: await session.users(),
    sizes: await session.sizes(),
    protocol: session.protocol,
  }))
  const version = protocol.templateVersion
  const room = roomOf(sizes, nameBytes[protocol.family])
  if (before?.version === version && performance.now() - before.fingersReadAt < goodForMs) {
    const known = new Map(before.users.map(user => [user.pin, user.fingers ?? []]))
    const believed = users.map(user => userOf(user, known.get(user.userId) ?? []))
    const expected = sizes.fingers - before.countedMore
    if (countFingers(believed) === expected)
      return { truth: { ...before, room, users: believed }, users, templates: null }
    const looked = await lookAgain(onLine, believed, suspects)
    if (countFingers(looked) === expected) return { truth: { ...before, room, users: looked }, users, templates: null }
  }
  const fingersReadAt = performance.now()
  const templates = sizes.fingers === 0 ? [] : await onLine(session => session.templates())
  const fingers = new Map<string, Finger[]>()
  for (const { userId, finger, template } of templates) {
    fingers.set(userId, [...(fingers.get(userId) ?? []), { finger, mark: markOf(template) }])
  }
  const truth: Truth = {
    version,
    room,
    users: users.map(user => userOf(user, fingers.get(user.userId) ?? [])),
    countedMore: sizes.fingers - templates.length,
    fingersReadAt,
  }
  return { truth, users, templates }
}

/** Reads single fingers of a few users. */
async function lookAgain(
  onLine: OnLine,
  users: readonly TerminalUser[],
  suspects: Suspects,
): Promise<readonly TerminalUser[]> {
  const looked: TerminalUser[] = []
  for (const user of users) {
    const doubtful = suspects.get(user.pin) ?? []
    const fingers = new Map((user.fingers ?? []).map(one => [one.finger, one]))
    for (const finger of new Set([...doubtful, ...(doubtful.length > 0 ? fingers.keys() : [])])) {
      const found = await onLine(session => session.template(user.pin, finger))
      if (found === null) fingers.delete(finger)
      else fingers.set(finger, { finger, mark: markOf(found.template) })
      found?.template.fill(0)
    }
    looked.push({ ...user, fingers: [...fingers.values()] })
  }
  return looked
}

/** The truth after changes that the terminal confirmed. */
export function carriedOn(
  truth: Truth,
  changes: readonly Change[],
  held: ReadonlyMap<StudentId, readonly WantedFinger[]>,
): Truth {
  const users = new Map(truth.users.map(user => [user.pin, user]))
  for (const change of changes) {
    const there = users.get(change.pin)
    if (change.kind === 'remove_user') users.delete(change.pin)
    else if (change.kind === 'remove_finger') {
      const fingers = (there?.fingers ?? []).filter(({ finger }) => finger !== change.finger)
      if (there) users.set(change.pin, { ...there, fingers })
    } else {
      const kept = (there?.fingers ?? []).filter(({ finger }) => !change.fingers.includes(finger))
      const written = (held.get(change.studentId) ?? []).flatMap(({ finger, mark }) =>
        mark !== null && change.fingers.includes(finger) ? [{ finger, mark }] : [],
      )
      users.set(change.pin, { pin: change.pin, name: change.name, fingers: [...kept, ...written] })
    }
  }
  return { ...truth, users: [...users.values()] }
}

export function countFingers(users: readonly TerminalUser[]): number {
  return users.reduce((sum, { fingers }) => sum + (fingers?.length ?? 0), 0)
}

function userOf({ userId, name }: DeviceUser, fingers: readonly Finger[]): TerminalUser {
  return { pin: userId, name, fingers }
}

/** A capacity that a terminal does not tell is not a limit to us: it will refuse by itself. */
function roomOf({ userCapacity, fingerCapacity }: DeviceSizes, bytes: number): TerminalRoom {
  return {
    nameBytes: bytes,
    users: userCapacity > 0 ? userCapacity : Infinity,
    fingers: fingerCapacity > 0 ? fingerCapacity : Infinity,
  }
}
