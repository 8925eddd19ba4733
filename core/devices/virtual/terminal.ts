import type { AttlogEventLength } from '../zkteco/attlog-event.ts'
import { encodeUser, type FreeSizes, type LogRecord, type UserRecord, type UserWidth } from '../zkteco/records.ts'
import { deviceOptions } from './device-options.ts'
import { createEnrollment, type Enrollment } from './enrollment.ts'
import { createFingerStore, type StoredFinger, type TemplateVersion } from './fingers.ts'
import { createListeners } from './listeners.ts'
import type { LogTableLayout } from './log-layout.ts'
import { packLocal } from './local-time.ts'
import type { ModelEvent } from './model-event.ts'
import { OPERATION, type Operation } from './operations.ts'
import { createRandom } from './random.ts'
import { makeTemplate } from './templates.ts'
import { layoutOf, type Family, type SizesLength, type TerminalOptions } from './terminal-options.ts'
import { createUserStore } from './user-store.ts'

export type { TerminalOptions } from './terminal-options.ts'

export type Press = {
  /** Local ms; the terminal's own clock unless given. */
  readonly at?: number
  /** How: 1 fingerprint (the default), 0 password, 2 card… */
  readonly verify?: number
  /** Which key: 0 check-in (the default), 1 check-out, …, 255 none. */
  readonly state?: number
}

export type PunchResult =
  | { readonly recorded: LogRecord }
  /** `not_reading`: a PC has told it to stop and not to start again (STARTVERIFY). */
  | { readonly refused: 'disabled' | 'log_full' | 'enrolling' | 'not_reading' }

/** What CLEAR_DATA can wipe. */
export type ClearableTable = 'logs' | 'fingers' | 'operations' | 'users'

/** A terminal without a socket: its people, its fingers, its log, its clock. */
export type Terminal = {
  readonly serial: string
  readonly commKey: number
  readonly seed: number
  readonly family: Family
  readonly userWidth: UserWidth
  readonly logLayout: LogTableLayout
  readonly sizesLength: SizesLength
  readonly eventLength: AttlogEventLength
  readonly templateVersion: TemplateVersion
  readonly fingerZeroMeansAll: boolean
  readonly entrySize: 'template' | 'entry' | null
  readonly options: Map<string, string>
  readonly enrollment: Enrollment
  users(): readonly UserRecord[]
  user(which: { readonly uid: number } | { readonly userId: string }): UserRecord | undefined
  /** In the order of happening, which need not be the order of the times. */
  log(): readonly LogRecord[]
  fingers(): readonly StoredFinger[]
  finger(uid: number, finger: number): StoredFinger | undefined
  operations(): readonly Operation[]
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
  /** Takes the user and his fingers. False when there is no such user. */
  deleteUser(which: { readonly uid: number } | { readonly userId: string }): boolean
  /** Adds a finger, or replaces the one in its slot. False: no such user or slot, no template of its kind, or no room. */
  putFinger(finger: StoredFinger): boolean
  deleteFinger(uid: number, finger: number): boolean
  clearLog(): void
  clear(table: ClearableTable): void
  /** Every administrator becomes a user. */
  clearAdmins(): void
  /** @param seconds after which it enables itself again; 0 = not by itself */
  disable(seconds: number): void
  enable(): void
  isEnabled(): boolean
  /** CANCELCAPTURE: the sensor rests, and an enrollment ends. */
  stopReading(): void
  /** STARTVERIFY: the sensor reads punches again. */
  startReading(): void
  isReading(): boolean
  /** Someone stands at it and uses its menu: no enrollment can be started. */
  setBusy(busy: boolean): void
  isBusy(): boolean
  /** Calls `listener` after each recorded punch. Returns what stops that. */
  onPunch(listener: (log: LogRecord) => void): () => void
  /** Calls `listener` with everything else that it tells. Returns what stops that. */
  onEvent(listener: (event: ModelEvent) => void): () => void
  /** Tells something, as its sensor and keys do. */
  tell(event: ModelEvent): void
}

const ADMIN_PRIVILEGES = new Set([6, 14])
const ENROLL_TIMEOUT_MS = 60_000

/** @throws RangeError when a user does not fit the width of the terminal's records, or a finger not its user or version */
export function createTerminal(options: TerminalOptions): Terminal {
  const layout = layoutOf(options)
  const { userWidth, templateVersion } = layout
  const userCapacity = options.userCapacity ?? 3000
  const logCapacity = options.logCapacity ?? 100_000
  const fingerCapacity = options.fingerCapacity ?? 3000
  const seed = options.seed ?? 1
  const users = createUserStore(userCapacity)
  const fingers = createFingerStore(templateVersion, fingerCapacity)
  let log = [...(options.logs ?? [])]
  let operations: Operation[] = []
  let clockOffset = 0
  let disabledUntil: number | null = null
  let reading = true
  let busy = false
  let takes = 0
  const punches = createListeners<LogRecord>()
  const events = createListeners<ModelEvent>()

  const time = (): number => options.clock() + clockOffset
  const isEnabled = (): boolean => disabledUntil === null || performance.now() >= disabledUntil

  function note(op: number, uid = 0, result = 0): void {
    operations.push({ op, rawTime: packLocal(time()), uid, result })
  }

  function findUser(which: { readonly uid: number } | { readonly userId: string }): UserRecord | undefined {
    return 'uid' in which ? users.byUid(which.uid) : users.byId(which.userId)
  }

  function putFinger(finger: StoredFinger): boolean {
    return users.byUid(finger.uid) !== undefined && fingers.put(finger)
  }

  const enrollment = createEnrollment({
    random: createRandom(seed ^ 0xe4401),
    simulation: options.simulation ?? null,
    timeoutMs: options.enrollTimeoutMs ?? ENROLL_TIMEOUT_MS,
    tell: event => events.call(event),
    keep({ uid, finger, flag }) {
      takes += 1
      const template = makeTemplate(templateVersion, seed, { uid, finger }, takes)
      if (!putFinger({ uid, finger, flag, template })) return null
      note(OPERATION.ENROLLED_FINGER, uid, 1)
      return template.length
    },
  })

  function refusal(): Extract<PunchResult, { refused: string }>['refused'] | null {
    if (!isEnabled()) return 'disabled'
    if (enrollment.current()) return 'enrolling'
    if (!reading) return 'not_reading'
    return log.length >= logCapacity ? 'log_full' : null
  }

  for (const user of options.users ?? []) {
    encodeUser(user, userWidth)
    if (!users.put(user)) throw new RangeError(`user ${user.userId} with uid ${user.uid} cannot be on the terminal`)
  }
  for (const finger of options.fingers ?? []) {
    if (!putFinger(finger))
      throw new RangeError(`finger ${finger.finger} of uid ${finger.uid} cannot be on the terminal`)
  }
  note(OPERATION.TURNED_ON)

  return {
    ...layout,
    serial: options.serial,
    commKey: options.commKey ?? 0,
    seed,
    sizesLength: options.sizesLength ?? 80,
    fingerZeroMeansAll: options.fingerZeroMeansAll ?? false,
    entrySize: options.entrySize ?? null,
    options: deviceOptions({ ...layout, serial: options.serial, name: options.name ?? 'Virtual terminal' }),
    enrollment,
    users: () => users.all(),
    user: findUser,
    log: () => [...log],
    fingers: () => fingers.all(),
    finger: (uid, finger) => fingers.get(uid, finger),
    operations: () => [...operations],
    counts() {
      const all = users.all()
      return {
        users: all.length,
        fingers: fingers.all().length,
        logs: log.length,
        opLogs: operations.length,
        admins: all.filter(user => ADMIN_PRIVILEGES.has(user.privilege)).length,
        passwords: all.filter(user => user.password !== '').length,
        fingerCapacity,
        userCapacity,
        logCapacity,
      }
    },
    time,
    setClock(localMs) {
      clockOffset = localMs - options.clock()
      note(OPERATION.SET_TIME)
    },
    shiftClock(byMs) {
      clockOffset += byMs
    },
    punch(userId, press = {}) {
      const refused = refusal()
      if (refused) return { refused }
      const recorded: LogRecord = {
        uid: users.byId(userId)?.uid ?? 0,
        userId,
        verify: press.verify ?? 1,
        state: press.state ?? 0,
        rawTime: packLocal(press.at ?? time()),
        workCode: 0,
      }
      log.push(recorded)
      punches.call(recorded)
      return { recorded }
    },
    putUser(user) {
      const isNew = users.byUid(user.uid) === undefined
      const isPut = users.put(user)
      if (isPut && isNew) note(OPERATION.ENROLLED_USER, user.uid, 1)
      return isPut
    },
    deleteUser(which) {
      const user = findUser(which)
      if (!user) return false
      fingers.deleteAllOf(user.uid)
      note(OPERATION.DELETED_USER, user.uid, 1)
      return users.delete(user.uid)
    },
    putFinger,
    deleteFinger(uid, finger) {
      const isDeleted = fingers.delete(uid, finger)
      if (isDeleted) note(OPERATION.DELETED_FINGER, uid, 1)
      return isDeleted
    },
    clearLog() {
      log = []
      note(OPERATION.CLEANED_LOG)
    },
    clear(table) {
      if (table === 'logs') log = []
      if (table === 'users') users.clear()
      // a finger is nobody's without its user
      if (table === 'fingers' || table === 'users') fingers.clear()
      if (table === 'operations') operations = []
      else note(OPERATION.CLEANED_DATA)
    },
    clearAdmins() {
      for (const user of users.all()) {
        if (ADMIN_PRIVILEGES.has(user.privilege)) users.put({ ...user, privilege: 0 })
      }
      note(OPERATION.CLEANED_ADMINS)
    },
    disable(seconds) {
      disabledUntil = seconds > 0 ? performance.now() + seconds * 1000 : Infinity
    },
    enable() {
      disabledUntil = null
    },
    isEnabled,
    stopReading() {
      enrollment.cancelFromPc()
      reading = false
    },
    startReading() {
      reading = true
    },
    isReading: () => reading,
    setBusy(isBusy) {
      busy = isBusy
    },
    isBusy: () => busy,
    onPunch: listener => punches.add(listener),
    onEvent: listener => events.add(listener),
    tell: event => events.call(event),
  }
}
