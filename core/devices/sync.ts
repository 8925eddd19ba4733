import type { DeviceId, StudentId } from '../contract/common.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import type { SyncPlan, SyncRun } from '../contract/sync.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import type { Deps } from '../use-case.ts'
import type { Fleet } from './fleet.ts'
import type { ForeignTemplates, OfficeFingers } from './office-fingers.ts'
import type { Lane } from './sync-lane.ts'
import { createLane } from './sync-lane.ts'
import type { Comparison, WantedFinger } from './sync-rules.ts'
import { compare } from './sync-rules.ts'
import { pupilsOf } from './sync-view.ts'
import { markWaiting, templateVersionOf, usersOnDevice } from './sync.repo.ts'
import { createThrottle } from './throttle.ts'

export type SyncParts = Pick<Deps, 'db' | 'clock' | 'log' | 'emit'> & {
  readonly fleet: Pick<Fleet, 'statuses' | 'withSession' | 'usersRead' | 'listen'>
  readonly office: OfficeFingers
  readonly busyHours: () => boolean
  /** Fingers of known students that the office does not hold; kept when it resolves. */
  readonly onForeignTemplates: (found: ForeignTemplates) => Promise<void>
}

export type Sync = {
  /** Compares a terminal, or all, soon; one that is offline when it returns. */
  wake(deviceId?: DeviceId): void
  /** As `wake`, but looks at everything again and tries again what failed. */
  startOver(deviceId?: DeviceId): void
  /** A student's name, class or fingers are others now. */
  studentChanged(studentId: StudentId): void
  /** As `studentChanged`, for many at once. */
  studentsChanged(studentIds: readonly StudentId[]): void
  /** What a run would change; reads from the terminals that are online. */
  plan(): Promise<SyncPlan[]>
  lastRun(deviceId: DeviceId): SyncRun | null
  /** Fingers of a terminal's user as last read; 0 when they were not. */
  fingersOn(deviceId: DeviceId, pin: string): number
  /** Every five minutes. */
  readonly job: Job
  /** Begins to follow the terminals. */
  start(): void
  /** Ends what is going on; ends at once when the terminals are let go. */
  stop(): Promise<void>
}

type Track = {
  readonly lane: Lane
  wanted: boolean
  /** One thing at a time on a lane: the end of the last one. */
  last: Promise<unknown>
}

const everyMs = 5 * 60_000
const announceEveryMs = 250
/** Changes come in rows (a class is enrolled, a list imported): the terminals are asked when they pause. Real ms. */
const changesSettleMs = 2000

/** Keeps every terminal in step with what the office wants on it. */
export function createSync(parts: SyncParts): Sync {
  const { db, clock, emit, fleet, office } = parts
  const tracks = new Map<DeviceId, Track>()
  const stopping = new AbortController()
  const throttle = createThrottle<DeviceId>(announceEveryMs, id => {
    const run = tracks.get(id)?.lane.last()
    if (run) emit({ name: 'sync.changed', payload: run })
  })
  let stopListening = (): void => undefined
  let settling: NodeJS.Timeout | undefined

  function trackOf(deviceId: DeviceId): Track {
    const known = tracks.get(deviceId)
    if (known) return known
    const track: Track = { lane: laneOf(deviceId), wanted: false, last: Promise.resolve() }
    tracks.set(deviceId, track)
    return track
  }

  function laneOf(deviceId: DeviceId): Lane {
    return createLane({
      ...parts,
      deviceId,
      onLine: job => fleet.withSession(deviceId, job),
      onRun: run => (run.running ? throttle.soon(deviceId) : throttle.now(deviceId)),
      onUsers: users => fleet.usersRead(deviceId, users),
      async onForeignTemplates(found) {
        await parts.onForeignTemplates(found)
        for (const { id } of online()) if (id !== deviceId) wakeOne(id)
      },
    })
  }

  function online(): DeviceStatus[] {
    return fleet.statuses().filter(({ line }) => isUp(line.kind))
  }

  function alone<T>(track: Track, job: () => Promise<T>): Promise<T> {
    const result = track.last.then(job)
    track.last = result.catch(() => undefined)
    return result
  }

  function wakeOne(deviceId: DeviceId): void {
    const track = trackOf(deviceId)
    if (track.wanted || stopping.signal.aborted) return
    track.wanted = true
    void alone(track, async () => {
      track.wanted = false
      if (!stopping.signal.aborted && online().some(({ id }) => id === deviceId)) await track.lane.run(stopping.signal)
    })
  }

  function wake(deviceId?: DeviceId): void {
    for (const id of deviceId === undefined ? online().map(status => status.id) : [deviceId]) wakeOne(id)
  }

  async function planOf(status: DeviceStatus): Promise<SyncPlan> {
    const track = trackOf(status.id)
    const up = isUp(status.line.kind)
    const comparison = up
      ? await alone(track, () => track.lane.look(stopping.signal)).catch(() => fromStored(status.id))
      : await fromStored(status.id)
    return {
      ...summary(comparison),
      deviceId: status.id,
      deviceName: status.name,
      online: up,
      lastRun: track.lane.last(),
    }
  }

  /** Without the terminal: by its users as last read, its fingers taken to be as wished. */
  async function fromStored(deviceId: DeviceId): Promise<Comparison> {
    const version = templateVersionOf(db, deviceId)
    const held = version === null ? new Map<StudentId, WantedFinger[]>() : await office.held(version)
    const users = usersOnDevice(db, deviceId).map(user => ({ ...user, fingers: null }))
    const endless = { nameBytes: 23, users: Infinity, fingers: Infinity }
    return compare(pupilsOf(db, deviceId, held, office.removed()), users, endless)
  }

  function studentsChanged(studentIds: readonly StudentId[]): void {
    if (studentIds.length === 0) return
    transact(db, tx => markWaiting(tx, studentIds, clock.now()))
    for (const { lane } of tracks.values()) for (const studentId of studentIds) lane.startOver(studentId)
    clearTimeout(settling)
    if (!stopping.signal.aborted) settling = setTimeout(wake, changesSettleMs)
  }

  return {
    wake,
    startOver(deviceId) {
      for (const { id } of fleet.statuses()) if (deviceId === undefined || id === deviceId) trackOf(id).lane.startOver()
      wake(deviceId)
    },
    studentChanged: studentId => studentsChanged([studentId]),
    studentsChanged,
    plan: () => Promise.all(fleet.statuses().map(planOf)),
    fingersOn: (deviceId, pin) => tracks.get(deviceId)?.lane.fingersOf(pin) ?? 0,
    lastRun: deviceId => tracks.get(deviceId)?.lane.last() ?? null,
    job: { name: 'sync', everyMs, run: () => wake() },
    start() {
      stopListening = fleet.listen(news => {
        if (news.kind === 'line' && news.line.kind === 'online') wakeOne(news.id)
      })
    },
    async stop() {
      stopListening()
      clearTimeout(settling)
      stopping.abort()
      await Promise.all([...tracks.values()].map(({ last }) => last))
      throttle.stop()
    },
  }
}

/** A terminal whose log is being read has a line all the same. */
function isUp(kind: DeviceStatus['line']['kind']): boolean {
  return kind === 'online' || kind === 'reading'
}

function summary({ changes, unknownPins }: Comparison) {
  const puts = changes.filter(change => change.kind === 'put')
  return {
    addUsers: puts.filter(({ isNew }) => isNew).length,
    updateUsers: puts.filter(({ isNew, renamed }) => !isNew && renamed).length,
    removeUsers: changes.filter(({ kind }) => kind === 'remove_user').length,
    addFingers: puts.reduce((sum, { fingers }) => sum + fingers.length, 0),
    removeFingers: changes.filter(({ kind }) => kind === 'remove_finger').length,
    unknownUsers: unknownPins.length,
  }
}
