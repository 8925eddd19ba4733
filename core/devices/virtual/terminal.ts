import type { AttlogEventLength } from '../zkteco/attlog-event.ts'
import type { FreeSizes, LogRecord, UserRecord, UserWidth } from '../zkteco/records.ts'
import { encodeUser } from '../zkteco/records.ts'
import { deviceOptions } from './device-options.ts'
import { packLocal } from './local-time.ts'

export type TerminalOptions = {
  readonly serial: string
  /** What it calls itself (`~DeviceName`). */
  readonly name?: string
  /** 0 (the default): no key is asked for. */
  readonly commKey?: number
  /** The true local time as local ms (see local-time.ts); the terminal's own clock may be wrong by an offset. */
  readonly clock: () => number
  readonly users?: readonly UserRecord[]
  readonly logs?: readonly LogRecord[]
  /** Session ids follow from it. */
  readonly seed?: number
  /** 72 (colour screen, the default) or 28 (black and white: number ids). */
  readonly userWidth?: UserWidth
  readonly sizesLength?: 80 | 92
  readonly eventLength?: AttlogEventLength
  readonly userCapacity?: number
  readonly logCapacity?: number
}

export type Press = {
  /** Local ms; the terminal's own clock unless given. */
  readonly at?: number
  /** How: 1 fingerprint (the default), 0 password, 2 card… */
  readonly verify?: number
  /** Which key: 0 check-in (the default), 1 check-out, …, 255 none. */
  readonly state?: number
}

export type PunchResult = { readonly recorded: LogRecord } | { readonly refused: 'disabled' | 'log_full' }

/** A terminal without a socket: its people, its log, its clock. */
export type Terminal = {
  readonly serial: string
  readonly commKey: number
  readonly seed: number
  readonly userWidth: UserWidth
  readonly sizesLength: 80 | 92
  readonly eventLength: AttlogEventLength
  readonly options: Map<string, string>
  users(): readonly UserRecord[]
  /** In the order of happening, which need not be the order of the times. */
  log(): readonly LogRecord[]
  counts(): FreeSizes
  /** Local ms that the terminal's clock shows. */
  time(): number
  setClock(localMs: number): void
  /** Moves the clock, as a flat battery or a wrong hand would. */
  shiftClock(byMs: number): void
  /**
   * Someone presses. An id that is not among the users is recorded too, with uid 0, as of one deleted since.
   * A terminal that a PC has disabled records nothing: the person has to press again.
   */
  punch(userId: string, press?: Press): PunchResult
  /** Adds a user, or replaces the one with his uid. False: uid 0, id missing or taken, or no room. */
  putUser(user: UserRecord): boolean
  /** False when there is no such user. */
  deleteUser(which: { readonly uid: number } | { readonly userId: string }): boolean
  clearLog(): void
  /** @param seconds after which it enables itself again; 0 = not by itself */
  disable(seconds: number): void
  enable(): void
  isEnabled(): boolean
  /** Calls `listener` after each recorded punch. Returns what stops that. */
  onPunch(listener: (log: LogRecord) => void): () => void
}

const ADMIN_PRIVILEGES = new Set([6, 14])

/** @throws RangeError when a user does not fit the width of the terminal's records */
export function createTerminal(options: TerminalOptions): Terminal {
  const userWidth = options.userWidth ?? 72
  const userCapacity = options.userCapacity ?? 3000
  const logCapacity = options.logCapacity ?? 100_000
  const users: UserRecord[] = []
  let log = [...(options.logs ?? [])]
  let clockOffset = 0
  let disabledUntil: number | null = null
  const listeners = new Set<(log: LogRecord) => void>()

  const time = (): number => options.clock() + clockOffset
  const isEnabled = (): boolean => disabledUntil === null || performance.now() >= disabledUntil

  function putUser(user: UserRecord): boolean {
    if (user.uid === 0 || user.userId === '') return false
    if (users.some(other => other.userId === user.userId && other.uid !== user.uid)) return false
    const known = users.findIndex(other => other.uid === user.uid)
    if (known >= 0) {
      users[known] = user
      return true
    }
    if (users.length >= userCapacity) return false
    users.push(user)
    return true
  }

  for (const user of options.users ?? []) {
    encodeUser(user, userWidth)
    if (!putUser(user)) throw new RangeError(`user ${user.userId} with uid ${user.uid} cannot be on the terminal`)
  }

  return {
    serial: options.serial,
    commKey: options.commKey ?? 0,
    seed: options.seed ?? 1,
    userWidth,
    sizesLength: options.sizesLength ?? 80,
    eventLength: options.eventLength ?? 32,
    options: deviceOptions({ serial: options.serial, name: options.name ?? 'Virtual terminal', userWidth }),
    users: () => [...users],
    log: () => [...log],
    counts: () => ({
      users: users.length,
      fingers: 0,
      logs: log.length,
      opLogs: 0,
      admins: users.filter(user => ADMIN_PRIVILEGES.has(user.privilege)).length,
      passwords: users.filter(user => user.password !== '').length,
      fingerCapacity: 3000,
      userCapacity,
      logCapacity,
    }),
    time,
    setClock(localMs) {
      clockOffset = localMs - options.clock()
    },
    shiftClock(byMs) {
      clockOffset += byMs
    },
    punch(userId, press = {}) {
      if (!isEnabled()) return { refused: 'disabled' }
      if (log.length >= logCapacity) return { refused: 'log_full' }
      const recorded: LogRecord = {
        uid: users.find(user => user.userId === userId)?.uid ?? 0,
        userId,
        verify: press.verify ?? 1,
        state: press.state ?? 0,
        rawTime: packLocal(press.at ?? time()),
        workCode: 0,
      }
      log.push(recorded)
      for (const listener of listeners) listener(recorded)
      return { recorded }
    },
    putUser,
    deleteUser(which) {
      const at = users.findIndex(user => ('uid' in which ? user.uid === which.uid : user.userId === which.userId))
      if (at < 0) return false
      users.splice(at, 1)
      return true
    },
    clearLog() {
      log = []
    },
    disable(seconds) {
      disabledUntil = seconds > 0 ? performance.now() + seconds * 1000 : Infinity
    },
    enable() {
      disabledUntil = null
    },
    isEnabled,
    onPunch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
