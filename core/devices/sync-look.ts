import { breathe } from '../breathe.ts'
import type { DeviceId, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import { transact } from '../db/transact.ts'
import type { DeviceUser, FingerTemplate } from '../ports.ts'
import type { Deps } from '../use-case.ts'
import { saveDeviceFacts } from './devices.repo.ts'
import type { ForeignTemplates, OfficeFingers } from './office-fingers.ts'
import type { Change, Comparison, WantedFinger } from './sync-rules.ts'
import { compare } from './sync-rules.ts'
import { pupilsOf, underEnrollment } from './sync-view.ts'
import type { OnLine, Suspects, Truth } from './terminal-truth.ts'
import { carriedOn, readTruth } from './terminal-truth.ts'

export type LookParts = Pick<Deps, 'db' | 'log'> & {
  readonly deviceId: DeviceId
  readonly onLine: OnLine
  readonly office: OfficeFingers
  /** Whether children arrive just now: then the line is taken for short moments only. */
  readonly busyHours: () => boolean
  /** A list of users that was just read. */
  readonly onUsers: (users: readonly DeviceUser[]) => void
  readonly onForeignTemplates: (found: ForeignTemplates) => Promise<void>
}

export type View = {
  readonly comparison: Comparison
  /** What the office holds for terminals of this version. */
  readonly held: ReadonlyMap<StudentId, readonly WantedFinger[]>
}

/** Compares what a terminal holds with what it should. */
export type Looker = {
  /** Reads the terminal. @throws AppError `device_*`; the signal's reason when it is aborted */
  look(signal: AbortSignal): Promise<View>
  /** The terminal confirmed these changes. */
  changed(changes: readonly Change[], held: View['held']): void
  /** Reads all fingers at the next look; of one student, only his or hers if that explains their number. */
  forgetFingers(studentId?: StudentId): void
  /** What is believed since the last look; null before the first. */
  truth(): Truth | null
}

/** Real ms after which all fingers are read again though their number has not changed. */
const fingersGoodForMs = 6 * 60 * 60_000
/** Of more changed students than this all fingers are read. */
const mostSuspects = 40

export function createLooker(parts: LookParts): Looker {
  const { db, log, deviceId, office } = parts
  let truth: Truth | null = null
  let wholeWanted = false
  const changedStudents = new Set<StudentId>()

  async function look(signal: AbortSignal): Promise<View> {
    const goodFor = wholeWanted ? 0 : parts.busyHours() ? Infinity : fingersGoodForMs
    const doubtful = [...changedStudents].slice(0, mostSuspects)
    const read = await readTruth(parts.onLine, truth, goodFor, await suspectsAmong(doubtful))
    wholeWanted = false
    for (const studentId of doubtful) changedStudents.delete(studentId)
    try {
      signal.throwIfAborted()
      if (truth?.version !== read.truth.version) {
        transact(db, tx => saveDeviceFacts(tx, deviceId, { templateVersion: read.truth.version }))
      }
      truth = read.truth
      parts.onUsers(read.users)
      const view = await viewOf(read.truth)
      if (read.templates && view.comparison.found.length > 0) {
        await keepFound(view.comparison, read.truth.version, read.templates)
        return await viewOf(read.truth)
      }
      return view
    } finally {
      for (const { template } of read.templates ?? []) template.fill(0)
    }
  }

  /** Students who were enrolled or removed at this terminal meanwhile: their fingers are read, not everybody's. */
  async function suspectsAmong(studentIds: readonly StudentId[]): Promise<Suspects> {
    if (truth === null || studentIds.length === 0) return new Map()
    const held = await office.held(truth.version)
    const pupils = pupilsOf(db, deviceId, held, office.removed()).filter(({ studentId }) =>
      studentIds.includes(studentId),
    )
    return new Map(
      pupils.flatMap(({ pin, adoptedPins, fingers, removedFingers }) =>
        [pin, ...adoptedPins].map(one => [one, [...fingers.map(({ finger }) => finger), ...removedFingers]] as const),
      ),
    )
  }

  async function viewOf(now: Truth): Promise<View> {
    const held = await office.held(now.version)
    // With thousands, to read them takes a turn of its own, and to compare them another one.
    await breathe()
    const pupils = pupilsOf(db, deviceId, held, office.removed())
    await breathe()
    const left = underEnrollment(db, deviceId)
    const all = compare(pupils, now.users, now.room)
    const comparison: Comparison = {
      ...all,
      changes: all.changes.filter(({ studentId }) => !left.has(studentId)),
      found: all.found.filter(({ studentId }) => !left.has(studentId)),
    }
    return { comparison, held }
  }

  async function keepFound({ found }: Comparison, templateVersion: string, read: readonly FingerTemplate[]) {
    const owners = new Map(found.map(({ studentId, pin, finger }) => [`${pin} ${finger}`, studentId]))
    const templates = read.flatMap(one => {
      const studentId = owners.get(`${one.userId} ${one.finger}`)
      return studentId === undefined ? [] : [{ ...one, studentId }]
    })
    try {
      await parts.onForeignTemplates({ deviceId, templateVersion, templates })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // They stay on the terminal, and are offered again at the next reading.
      log.warn('fingers found on a terminal could not be kept', { device: deviceId, reason: error.code })
    }
  }

  return {
    look,
    changed(changes, held) {
      if (truth) truth = carriedOn(truth, changes, held)
    },
    forgetFingers(studentId) {
      if (studentId === undefined) wholeWanted = true
      else changedStudents.add(studentId)
    },
    truth: () => truth,
  }
}
