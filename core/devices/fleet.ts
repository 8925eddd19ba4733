import type { DeviceId } from '../contract/common.ts'
import type { DeviceLine, DeviceStatus } from '../contract/devices.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Problems } from '../problems.ts'
import type { RawPunch } from '../ports.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Deps } from '../use-case.ts'
import { createZone } from '../zone.ts'
import { createCoverage } from './coverage.ts'
import type { CoverageTracker } from './coverage.ts'
import {
  countPunches,
  devicesInUse,
  hasDeviceUsers,
  otherDeviceWithSerial,
  replaceDeviceUsers,
  saveDeviceFacts,
} from './devices.repo.ts'
import type { StoredDevice } from './devices.repo.ts'
import type { Supervisor, SupervisorOptions } from './supervisor.ts'
import { createSupervisor } from './supervisor.ts'
import { createThrottle } from './throttle.ts'
import type { DeviceFacts, PunchSource } from './visit.ts'

export type FleetOptions = Partial<SupervisorOptions>

/** Takes in punches durably and returns how many were new; throws when it cannot. */
export type RecordPunches = (deviceId: DeviceId, punches: RawPunch[], source: PunchSource) => number

export type Fleet = {
  /** Connects every terminal in use. */
  start(): void
  /** Leaves every terminal politely. */
  stop(): Promise<void>
  /** By name. */
  statuses(): DeviceStatus[]
  /** Up to when each terminal's presses are all known, epoch ms; null: never read. */
  coveredUntil(): Map<DeviceId, number | null>
  /**
   * Reads a terminal's whole log and its users now.
   * @throws AppError `not_found`, or why it could not be read
   */
  readNow(id: DeviceId): Promise<void>
}

type Member = {
  readonly supervisor: Supervisor
  readonly coverage: CoverageTracker
  status: DeviceStatus
  /** School time at which the read that is going on, or the next one, began. */
  readStartedAt: number | null
  savedAt: number
  usersRead: number | null
  readingUsers: Promise<void> | null
  /** Real ms; a terminal that refuses its list of users is not asked again before. */
  askUsersAfter: number
}

const defaults: SupervisorOptions = {
  heartbeatMs: 10_000,
  backlogChunk: 500,
  fullReadEveryMs: 30 * 60_000,
  backoffMs: [1000, 2000, 5000, 10_000, 30_000],
}
const announceEveryMs = 250
/** A sign of life alone is worth a write this often, real ms. */
const saveEveryMs = 30_000
const askUsersAgainMs = 10 * 60_000

/** Keeps every terminal of the school connected, and what is known of each. */
export function createFleet(
  deps: Pick<Deps, 'db' | 'clock' | 'deviceDriver' | 'log' | 'emit'> & { readonly problems: Problems },
  recordPunches: RecordPunches,
  options: FleetOptions = {},
): Fleet {
  const { db, clock, log, problems } = deps
  const zone = createZone(readSettings(db).zone)
  const members = new Map<DeviceId, Member>()
  const throttle = createThrottle<DeviceId>(announceEveryMs, id => {
    const member = members.get(id)
    if (member) deps.emit({ name: 'devices.changed', payload: member.status })
  })

  function load(): void {
    for (const stored of devicesInUse(db)) if (!members.has(stored.id)) members.set(stored.id, memberOf(stored))
  }

  function memberOf(stored: StoredDevice): Member {
    const { id, serialNumber, commKey, ...shown } = stored
    const supervisor = createSupervisor({
      device: { id, host: stored.host, port: stored.port, commKey, serial: serialNumber },
      driver: deps.deviceDriver,
      clock,
      toRaw: zone.atToRaw,
      toAt: zone.rawToAt,
      onPunches: (_, punches, source) => onPunches(member, punches, source),
      onState: (_, line) => onLine(member, line),
      onFacts: (_, facts) => onFacts(member, facts),
      log,
      options: { ...defaults, ...options },
    })
    const member: Member = {
      supervisor,
      coverage: createCoverage(hasDeviceUsers(db, id) ? stored.lastReadAt : null),
      status: { id, serial: serialNumber, ...shown, line: supervisor.state(), punchesRecorded: countPunches(db, id) },
      readStartedAt: null,
      savedAt: -Infinity,
      usersRead: null,
      readingUsers: null,
      askUsersAfter: -Infinity,
    }
    return member
  }

  function onPunches(member: Member, punches: RawPunch[], source: PunchSource): void {
    const fresh = recordPunches(member.status.id, punches, source)
    const now = clock.now()
    if (source === 'live') member.coverage.heard(now)
    if (fresh === 0) return
    show(member, { punchesRecorded: member.status.punchesRecorded + fresh, lastSeenAt: now })
  }

  function onLine(member: Member, line: DeviceLine): void {
    const reading = line.kind === 'reading' && member.status.line.kind === 'reading'
    show(member, { line })
    if (!reading) throttle.now(member.status.id)
    if (line.kind === 'online') askUsers(member)
    if (line.kind === 'offline' || line.kind === 'stopped') member.coverage.lost()
    showWrongTerminals()
  }

  function onFacts(member: Member, { info, sizes, clockDriftMs, logsRead }: DeviceFacts): void {
    const now = clock.now()
    const before = member.status
    if (logsRead === null) member.readStartedAt = now
    const facts = {
      serial: info.serial === '' ? before.serial : info.serial,
      model: info.name,
      firmware: info.firmware,
      enrolledCount: sizes.users,
      capacity: sizes.userCapacity,
      logsOnDevice: sizes.logs,
      logCapacity: sizes.logCapacity,
      clockDriftMs,
      lastSeenAt: now,
      lastReadAt: logsRead === null ? before.lastReadAt : member.readStartedAt,
    }
    if (differ(before, facts) || performance.now() - member.savedAt > saveEveryMs) {
      transact(db, tx => saveFacts(tx, before, facts))
      member.savedAt = performance.now()
    }
    show(member, facts)
    member.coverage.heard(now)
    if (logsRead !== null) member.coverage.logRead()
    if (member.usersRead !== null && member.usersRead !== sizes.users) askUsers(member)
  }

  function saveFacts(tx: Tx, { id, serial: known }: DeviceStatus, { serial, ...facts }: Facts): void {
    if (known === null && serial !== null && otherDeviceWithSerial(tx, serial, id) !== null) {
      // Two rows would claim the same punches.
      throw new AppError('device_serial_changed', { expected: '', found: serial })
    }
    saveDeviceFacts(tx, id, { ...facts, serialNumber: serial })
  }

  /** The list of users tells who could have been recorded here; without it nobody is called absent. */
  function askUsers(member: Member): void {
    const { supervisor, status, coverage } = member
    if (member.readingUsers !== null) return
    if (performance.now() < member.askUsersAfter) {
      if (hasDeviceUsers(db, status.id)) coverage.usersRead()
      return
    }
    member.readingUsers = supervisor
      .withSession(session => session.users())
      .then(users => {
        const changed = transact(db, tx => replaceDeviceUsers(tx, status.id, users))
        if (changed) log.info('users of a terminal read', { device: status.id, users: users.length })
        member.usersRead = users.length
        coverage.usersRead()
      })
      .catch((error: unknown) => {
        const reason = error instanceof AppError ? error.code : 'internal'
        log.warn('users of a terminal could not be read', { device: status.id, reason })
        if (reason !== 'device_offline') member.askUsersAfter = performance.now() + askUsersAgainMs
      })
      .finally(() => {
        member.readingUsers = null
      })
  }

  function show(member: Member, news: Partial<DeviceStatus>): void {
    member.status = { ...member.status, ...news }
    throttle.soon(member.status.id)
  }

  function showWrongTerminals(): void {
    const wrong = [...members.values()].find(
      ({ status }) => status.line.kind === 'offline' && status.line.reason === 'device_serial_changed',
    )
    if (wrong) problems.raise('device_serial_changed', { device: wrong.status.name })
    else problems.clear('device_serial_changed')
  }

  load()
  return {
    start() {
      load()
      for (const { supervisor } of members.values()) supervisor.start()
    },
    async stop() {
      await Promise.all([...members.values()].map(({ supervisor }) => supervisor.stop()))
      await Promise.all([...members.values()].flatMap(({ readingUsers }) => readingUsers ?? []))
      throttle.stop()
    },
    statuses: () => [...members.values()].map(({ status }) => status),
    coveredUntil: () => new Map([...members].map(([id, { coverage }]) => [id, coverage.until()])),
    async readNow(id) {
      const member = members.get(id)
      if (member === undefined) throw new AppError('not_found')
      await member.supervisor.readNow()
      askUsers(member)
    },
  }
}

type Facts = Pick<
  DeviceStatus,
  | 'serial'
  | 'model'
  | 'firmware'
  | 'enrolledCount'
  | 'capacity'
  | 'logsOnDevice'
  | 'logCapacity'
  | 'clockDriftMs'
  | 'lastSeenAt'
  | 'lastReadAt'
>

/** Whether something is new that does not change with every sign of life. */
function differ(before: DeviceStatus, facts: Facts): boolean {
  const keys = [
    'serial',
    'model',
    'firmware',
    'enrolledCount',
    'capacity',
    'logsOnDevice',
    'logCapacity',
    'lastReadAt',
  ] as const
  return keys.some(key => before[key] !== facts[key])
}
