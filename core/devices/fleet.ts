import type { DeviceId } from '../contract/common.ts'
import type { DeviceLine, DeviceStatus } from '../contract/devices.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Problems } from '../problems.ts'
import type { DeviceSession, DeviceUser, RawPunch } from '../ports.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Deps } from '../use-case.ts'
import { createZone } from '../zone.ts'
import { createCoverage } from './coverage.ts'
import { countPunches, devicesInUse, hasDeviceUsers, otherDeviceWithSerial, saveDeviceFacts } from './devices.repo.ts'
import type { StoredDevice } from './devices.repo.ts'
import type { DeviceHealth, Facts, Member, Members } from './fleet-member.ts'
import { differ, healthAfter, noHealth } from './fleet-member.ts'
import { createFleetUsers } from './fleet-users.ts'
import { returnRetired } from './registry.repo.ts'
import type { Supervisor, SupervisorOptions } from './supervisor.ts'
import { createSupervisor } from './supervisor.ts'
import { createThrottle } from './throttle.ts'
import { punchesAtOnce } from './visit.ts'
import type { DeviceFacts, PunchSource } from './visit.ts'

export type FleetOptions = Partial<SupervisorOptions>

/** Takes in punches durably and returns how many were new; throws when it cannot. */
export type RecordPunches = (deviceId: DeviceId, punches: RawPunch[], source: PunchSource) => number

/** What others who work with terminals act on, told as it happens. */
export type FleetNews =
  | { readonly kind: 'line'; readonly id: DeviceId; readonly line: DeviceLine; readonly before: DeviceLine }
  | { readonly kind: 'clock_set'; readonly id: DeviceId; readonly driftMs: number | null }
  | { readonly kind: 'returned'; readonly id: DeviceId }

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
  /** Takes up a terminal that was added to the database. */
  add(id: DeviceId): void
  /** Reads anew what the database says of a terminal; under another address or key it is connected anew. */
  refresh(id: DeviceId): Promise<void>
  /** Lets go of a terminal that was retired. */
  remove(id: DeviceId): Promise<void>
  /**
   * Runs something on a terminal's line, alone. Live punches go on; heartbeat and reads of the log wait.
   * @throws AppError `not_found`, `device_offline`, `device_busy`, or what `job` throws
   */
  withSession<T>(id: DeviceId, job: (session: DeviceSession) => Promise<T>): Promise<T>
  /** Takes over a list of users that somebody read from a terminal. */
  usersRead(id: DeviceId, users: readonly DeviceUser[]): void
  health(id: DeviceId): DeviceHealth | null
  /** Returns how to stop. A listener must not throw. */
  listen(listener: (news: FleetNews) => void): () => void
}

const defaults: SupervisorOptions = {
  heartbeatMs: 10_000,
  backlogChunk: punchesAtOnce,
  fullReadEveryMs: 30 * 60_000,
  backoffMs: [1000, 2000, 5000, 10_000, 30_000],
}
const announceEveryMs = 250
/** A sign of life alone is worth a write this often, real ms. */
const saveEveryMs = 30_000

/** Keeps every terminal of the school connected, and what is known of each. */
export function createFleet(
  deps: Pick<Deps, 'db' | 'clock' | 'deviceDriver' | 'log' | 'emit'> & { readonly problems: Problems },
  recordPunches: RecordPunches,
  options: FleetOptions = {},
): Fleet {
  const { db, clock, log, problems } = deps
  const zone = createZone(readSettings(db).zone)
  const members: Members = new Map()
  const users = createFleetUsers({ db, log }, members)
  const throttle = createThrottle<DeviceId>(announceEveryMs, id => {
    const member = members.get(id)
    if (member) deps.emit({ name: 'devices.changed', payload: member.status })
  })

  const listeners = new Set<(news: FleetNews) => void>()
  /** Supervisors that were let go and have not ended yet. */
  const leaving = new Set<Promise<void>>()
  let running = false

  function load(): void {
    for (const stored of devicesInUse(db)) if (!members.has(stored.id)) members.set(stored.id, memberOf(stored))
  }

  function memberOf(stored: StoredDevice): Member {
    const { id, serialNumber, commKey, ...shown } = stored
    const supervisor = supervise(stored)
    return {
      supervisor,
      address: { host: stored.host, port: stored.port, commKey },
      coverage: createCoverage(hasDeviceUsers(db, id) ? stored.lastReadAt : null),
      status: { id, serial: serialNumber, ...shown, line: supervisor.state(), punchesRecorded: countPunches(db, id) },
      readStartedAt: null,
      savedAt: -Infinity,
      usersRead: null,
      health: noHealth,
      readingUsers: null,
      askUsersAfter: -Infinity,
    }
  }

  function supervise({ id, host, port, commKey, serialNumber }: StoredDevice): Supervisor {
    /** What comes from a supervisor that was let go is of the past; a punch is recorded all the same. */
    const current = (act: (member: Member) => void) => {
      const member = members.get(id)
      if (member?.supervisor === supervisor) act(member)
    }
    const supervisor: Supervisor = createSupervisor({
      device: { id, host, port, commKey, serial: serialNumber },
      driver: deps.deviceDriver,
      clock,
      toRaw: zone.atToRaw,
      toAt: zone.rawToAt,
      onPunches: (_, punches, source) => onPunches(id, punches, source),
      onState: (_, line) => current(member => onLine(member, line)),
      onFacts: (_, facts) => current(member => onFacts(member, facts)),
      beforeLog: (_, session) => users.meet(id, session),
      onClockSet: (_, driftMs) => current(() => tell({ kind: 'clock_set', id, driftMs })),
      log,
      options: { ...defaults, ...options },
    })
    return supervisor
  }

  function tell(news: FleetNews): void {
    for (const listener of listeners) listener(news)
  }

  function onPunches(id: DeviceId, punches: RawPunch[], source: PunchSource): void {
    const fresh = recordPunches(id, punches, source)
    const member = members.get(id)
    if (member === undefined) return
    const now = clock.now()
    if (source === 'live') {
      member.coverage.heard(now)
      member.health = { ...member.health, liveSinceRead: member.health.liveSinceRead + fresh }
    }
    if (fresh === 0) return
    show(member, { punchesRecorded: member.status.punchesRecorded + fresh, lastSeenAt: now })
  }

  function onLine(member: Member, line: DeviceLine): void {
    const before = member.status.line
    const reading = line.kind === 'reading' && before.kind === 'reading'
    show(member, { line })
    if (!reading) throttle.now(member.status.id)
    if (line.kind === 'online') users.ask(member)
    if (line.kind === 'offline' || line.kind === 'stopped') member.coverage.lost()
    showWrongTerminals()
    if (!reading) tell({ kind: 'line', id: member.status.id, line, before })
  }

  function onFacts(member: Member, { info, sizes, clockDriftMs, logsRead }: DeviceFacts): void {
    const now = clock.now()
    const before = member.status
    if (before.serial === null) returnIfRetired(before.id, info.serial)
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
    member.health = healthAfter(member.health, sizes, logsRead)
    member.coverage.heard(now)
    if (logsRead !== null) member.coverage.logRead()
    if (member.usersRead !== null && member.usersRead !== sizes.users) users.ask(member)
  }

  function saveFacts(tx: Tx, { id, serial: known }: DeviceStatus, { serial, ...facts }: Facts): void {
    if (known === null && serial !== null && otherDeviceWithSerial(tx, serial, id) !== null) {
      // Two rows would claim the same punches.
      throw new AppError('device_serial_changed', { expected: '', found: serial })
    }
    saveDeviceFacts(tx, id, { ...facts, serialNumber: serial })
  }

  /** A terminal that was retired and is registered again goes on as what it was. */
  function returnIfRetired(id: DeviceId, serial: string): void {
    if (serial === '') return
    const old = transact(db, tx =>
      otherDeviceWithSerial(tx, serial, id) === null ? null : returnRetired(tx, id, serial),
    )
    if (old === null) return
    const member = members.get(id)
    members.delete(id)
    if (member) void letGo(member)
    add(old)
    tell({ kind: 'returned', id: old })
    throw new AppError('stopping')
  }

  function add(id: DeviceId): void {
    load()
    if (running) members.get(id)?.supervisor.start()
    throttle.soon(id)
  }

  function letGo({ supervisor }: Member): Promise<void> {
    const left = supervisor.stop().finally(() => leaving.delete(left))
    leaving.add(left)
    return left
  }

  function memberOr404(id: DeviceId): Member {
    const member = members.get(id)
    if (member === undefined) throw new AppError('not_found')
    return member
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
      running = true
      load()
      for (const { supervisor } of members.values()) supervisor.start()
    },
    async stop() {
      running = false
      await Promise.all([...members.values()].map(({ supervisor }) => supervisor.stop()))
      await Promise.all([...leaving, ...[...members.values()].flatMap(({ readingUsers }) => readingUsers ?? [])])
      throttle.stop()
    },
    statuses: () => [...members.values()].map(({ status }) => status).sort(byName),
    coveredUntil: () => new Map([...members].map(([id, { coverage }]) => [id, coverage.until()])),
    async readNow(id) {
      const member = memberOr404(id)
      await member.supervisor.readNow()
      users.ask(member)
    },
    add,
    async refresh(id) {
      const member = memberOr404(id)
      const stored = devicesInUse(db).find(one => one.id === id)
      if (stored === undefined) return
      const { name, location, groupName, host, port, commKey } = stored
      const before = member.address
      member.address = { host, port, commKey }
      show(member, { name, location, groupName, host, port })
      if (before.host === host && before.port === port && before.commKey === commKey) return
      const left = letGo(member)
      member.supervisor = supervise(stored)
      member.coverage.lost()
      onLine(member, member.supervisor.state())
      await left
      if (running) member.supervisor.start()
    },
    async remove(id) {
      const member = members.get(id)
      if (member === undefined) return
      members.delete(id)
      showWrongTerminals()
      await letGo(member)
    },
    withSession: async (id, job) => memberOr404(id).supervisor.withSession(job),
    usersRead: (id, read) => users.take(id, read),
    health: id => members.get(id)?.health ?? null,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function byName(a: DeviceStatus, b: DeviceStatus): number {
  return a.name.localeCompare(b.name, 'en') || a.id.localeCompare(b.id)
}
