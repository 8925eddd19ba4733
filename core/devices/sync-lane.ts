import { setTimeout as pause } from 'node:timers/promises'
import type { StudentId } from '../contract/common.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { AppError } from '../contract/errors.ts'
import type { SyncRun } from '../contract/sync.ts'
import { transact } from '../db/transact.ts'
import type { TemplateUpload } from '../ports.ts'
import { inPortions } from '../portions.ts'
import type { Deps } from '../use-case.ts'
import { addDeviceLog } from './device-log.repo.ts'
import type { OpenFinger } from './office-fingers.ts'
import type { LookParts, View } from './sync-look.ts'
import { createLooker } from './sync-look.ts'
import { createPacer } from './sync-pace.ts'
import type { Change, Comparison, Put, Standing } from './sync-rules.ts'
import { deleteSyncItems, writeSyncItems } from './sync.repo.ts'

export type LaneParts = LookParts &
  Pick<Deps, 'clock'> & {
    readonly onRun: (run: SyncRun) => void
  }

/** Keeps one terminal in step. Only one thing at a time is done here: the caller sees to that. */
export type Lane = {
  /** The difference between what should be and what is, without changing anything. */
  look(signal: AbortSignal): Promise<Comparison>
  /** Brings the terminal in step. Never throws: how it went is told by `onRun` and kept in `last`. */
  run(signal: AbortSignal): Promise<void>
  /** Forgets what could not be done before and believed about fingers: all of it is looked at and tried again. */
  startOver(studentId?: StudentId): void
  last(): SyncRun | null
  /** How many fingers a user had when they were last read; 0 when they were not. */
  fingersOf(pin: string): number
}

type GivenUp = { readonly reason: ErrorCode; readonly until: number }

/** What could not be done is not tried again for so long, unless a person wants it or the student changes. */
const giveUpForMs = 60 * 60_000
/** Students whose state is written down at once. */
const written = { least: 100, most: 5000 }
/** Lost lines at the same single student, after which it is taken to be his or her template that does it. */
const breaksBlamed = 3

export function createLane(parts: LaneParts): Lane {
  const { db, clock, log, deviceId, office } = parts
  const pace = createPacer(parts.busyHours)
  const givenUp = new Map<StudentId, GivenUp>()
  const looker = createLooker(parts)
  /** Students who became others since the run began: what it found of them is no longer right, and the next one follows. */
  const changedMeanwhile = new Set<StudentId>()
  let breaksAt = { student: null as StudentId | null, times: 0 }
  let last: SyncRun | null = null

  function reasonGivenUp(studentId: StudentId): ErrorCode | null {
    const one = givenUp.get(studentId)
    if (one && performance.now() < one.until) return one.reason
    givenUp.delete(studentId)
    return null
  }

  async function run(signal: AbortSignal): Promise<void> {
    const tally = { done: 0, failed: 0, total: 0, added: 0, removed: 0, fingers: 0 }
    let error: ErrorCode | null = null
    const report = (running: boolean) => {
      last = { deviceId, at: clock.now(), ...tallyShown(tally), running, error }
      parts.onRun(last)
    }
    try {
      changedMeanwhile.clear()
      const { comparison, held } = await looker.look(signal)
      const changes = comparison.changes.filter(({ studentId }) => reasonGivenUp(studentId) === null)
      const at = clock.now()
      const standings = comparison.standings.map(one => standingShown(one, reasonGivenUp(one.studentId)))
      await inPortions(standings, { ...written, signal }, some => {
        const right = some.filter(({ studentId }) => !changedMeanwhile.has(studentId))
        transact(db, tx => writeSyncItems(tx, deviceId, right, at))
      })
      signal.throwIfAborted()
      transact(db, tx => deleteSyncItems(tx, deviceId, comparison.gone))
      tally.total = new Set(changes.map(({ studentId }) => studentId)).size
      if (tally.total > 0) report(true)
      await applyAll(changes, standings, held, tally, report, signal)
      if (changes.length > 0) parts.onUsers(await parts.onLine(session => session.users()))
    } catch (thrown) {
      if (signal.aborted) return
      error = thrown instanceof AppError ? thrown.code : 'internal'
      if (thrown instanceof AppError) log.warn('sync ended early', { device: deviceId, reason: error })
      else log.error('sync failed', thrown, { device: deviceId })
    }
    writeDown(tally)
    report(false)
  }

  function writeDown({ done, failed, added, removed, fingers }: Tally): void {
    if (done + failed === 0) return
    try {
      transact(db, tx => addDeviceLog(tx, deviceId, clock.now(), 'synced', { added, removed, fingers, failed }))
    } catch (thrown) {
      log.error('a sync could not be written down', thrown, { device: deviceId })
    }
  }

  async function applyAll(
    changes: readonly Change[],
    standings: readonly Standing[],
    held: View['held'],
    tally: Tally,
    report: (running: boolean) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const standingOf = new Map(standings.map(one => [one.studentId, one]))
    const waiting = [...changes]
    while (waiting.length > 0) {
      signal.throwIfAborted()
      const portion = nextPortion(waiting, pace.size())
      try {
        await pace.timed(portion.length, () => apply(portion))
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        const [only] = portion
        if (portion.length > 1) pace.smaller()
        else if (only && isToBlame(only.studentId, error.code)) giveUp(only, standingOf, error.code, tally)
        // Where the line is lost the rest waits for the next one; else the rest of this one is tried in smaller portions.
        if (closesLine(error.code)) throw error
        if (portion.length === 1) waiting.shift()
        continue
      }
      waiting.splice(0, portion.length)
      looker.changed(portion, held)
      settle(portion, standingOf, held, tally)
      report(true)
      await pause(pace.restMs(), undefined, { signal })
    }
  }

  async function apply(portion: readonly Change[]): Promise<void> {
    const [first] = portion
    if (first?.kind === 'remove_user') await parts.onLine(session => session.removeUser(first.pin))
    else if (first?.kind === 'remove_finger') {
      await parts.onLine(session => session.removeTemplate(first.pin, first.finger))
    } else await put(portion.filter(change => change.kind === 'put'))
  }

  async function put(puts: readonly Put[]): Promise<void> {
    const version = looker.truth()?.version ?? ''
    const opened: OpenFinger[] = []
    try {
      const uploads: TemplateUpload[] = []
      for (const { studentId, pin, name, fingers } of puts) {
        const open = await office.open(version, studentId, fingers)
        opened.push(...open)
        uploads.push({ user: { userId: pin, name }, fingers: open })
      }
      await parts.onLine(session => session.putTemplates(uploads))
    } finally {
      for (const { template } of opened) template.fill(0)
    }
  }

  /** A refusal is about the student at once; a lost line only when it happens again and again at the same one. */
  function isToBlame(student: StudentId, code: ErrorCode): boolean {
    if (!closesLine(code)) return true
    breaksAt = { student, times: breaksAt.student === student ? breaksAt.times + 1 : 1 }
    return breaksAt.times >= breaksBlamed
  }

  function giveUp(change: Change, standingOf: ReadonlyMap<StudentId, Standing>, reason: ErrorCode, tally: Tally): void {
    const { studentId } = change
    givenUp.set(studentId, { reason, until: performance.now() + giveUpForMs })
    tally.failed += 1
    const fingers = standingOf.get(studentId)?.fingers ?? 0
    if (!standingOf.has(studentId)) return
    transact(db, tx => writeSyncItems(tx, deviceId, [{ studentId, state: 'failed', reason, fingers }], clock.now()))
  }

  /** Writes down, for each student of a portion, that the terminal holds it now. */
  function settle(
    portion: readonly Change[],
    standingOf: ReadonlyMap<StudentId, Standing>,
    held: View['held'],
    tally: Tally,
  ): void {
    const gone: StudentId[] = []
    const items = portion.flatMap(({ kind, studentId, pin }) => {
      const standing = standingOf.get(studentId)
      if (standing === undefined) {
        if (kind === 'remove_user') gone.push(studentId)
        return []
      }
      const fingers = fingersOf(pin)
      const unreadable = held.get(studentId)?.find(({ mark }) => mark === null)?.unreadable ?? null
      const state = unreadable !== null && standing.reason !== null ? 'failed' : fingers > 0 ? 'in_step' : 'no_finger'
      return [{ studentId, state, reason: state === 'failed' ? standing.reason : null, fingers } as const]
    })
    count(tally, portion)
    transact(db, tx => {
      writeSyncItems(tx, deviceId, items, clock.now())
      deleteSyncItems(tx, deviceId, gone)
    })
  }

  function fingersOf(pin: string): number {
    return looker.truth()?.users.find(user => user.pin === pin)?.fingers?.length ?? 0
  }

  return {
    look: async signal => (await looker.look(signal)).comparison,
    run,
    startOver(studentId) {
      if (studentId === undefined) {
        givenUp.clear()
        looker.forgetFingers()
      } else {
        givenUp.delete(studentId)
        changedMeanwhile.add(studentId)
        looker.forgetFingers(studentId)
      }
    },
    last: () => last,
    fingersOf,
  }
}

type Tally = { done: number; failed: number; total: number; added: number; removed: number; fingers: number }

function tallyShown({ done, failed, total }: Tally): Pick<SyncRun, 'done' | 'failed' | 'total'> {
  return { done, failed, total }
}

function count(tally: Tally, portion: readonly Change[]): void {
  tally.done += new Set(portion.map(({ studentId }) => studentId)).size
  for (const change of portion) {
    if (change.kind === 'put') {
      tally.added += change.isNew ? 1 : 0
      tally.fingers += change.fingers.length
    } else if (change.kind === 'remove_user') tally.removed += 1
  }
}

function standingShown(standing: Standing, reason: ErrorCode | null): Standing {
  return reason === null ? standing : { ...standing, state: 'failed', reason }
}

/** Removals go one by one, additions in portions. */
function nextPortion(waiting: readonly Change[], size: number): Change[] {
  return waiting[0]?.kind === 'put' ? waiting.slice(0, size) : waiting.slice(0, 1)
}

function closesLine(code: ErrorCode): boolean {
  return [
    'device_offline',
    'device_busy',
    'device_protocol',
    'device_key_wrong',
    'device_secured',
    'stopping',
  ].includes(code)
}
