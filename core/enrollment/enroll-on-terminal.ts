import type { KeyObject } from 'node:crypto'
import { addAudit } from '../audit/audit.repo.ts'
import type { DeviceId, EnrollmentId, StudentId } from '../contract/common.ts'
import type { EnrollmentStep, Finger } from '../contract/enrollment.ts'
import { AppError } from '../contract/errors.ts'
import type { SessionUser } from '../contract/session.ts'
import { transact } from '../db/transact.ts'
import { saveDeviceFacts } from '../devices/devices.repo.ts'
import type { DeviceSession, EnrollStep, FingerTemplate } from '../ports.ts'
import type { Deps } from '../use-case.ts'
import { deleteIntent, enrollee, insertIntent, intentsAt } from './intents.repo.ts'
import type { Intent } from './intents.repo.ts'
import { markDone } from './station.repo.ts'
import { takeBack } from './take-back.ts'
import { sealTemplate } from './template-box.ts'
import { saveFinger } from './templates.repo.ts'

export type EnrollmentTask = {
  readonly id: EnrollmentId
  readonly studentId: StudentId
  readonly deviceId: DeviceId
  readonly finger: Finger
  readonly by: SessionUser | null
  readonly signal: AbortSignal
  readonly report: (step: EnrollmentStep) => void
}

type Parts = Pick<Deps, 'db' | 'clock' | 'log'> & { readonly key: KeyObject }

/**
 * Enrolls a finger on an open line: the user first, then the presses, and success only when the template was read back
 * and is in the database. When it fails the terminal is left as it was; where that cannot be done any more, a row says so.
 * @returns the quality, 0 to 100: the share of presses that were good
 * @throws AppError why nothing was enrolled
 */
export async function enrollOnTerminal(parts: Parts, session: DeviceSession, task: EnrollmentTask): Promise<number> {
  const { db, clock, key } = parts
  const { id, studentId, deviceId, finger, signal } = task
  refuseCancelled(signal)
  const { pin, name } = enrollee(db, studentId, deviceId)
  for (const leftover of intentsAt(db, deviceId)) await takeBack(parts, session, leftover, () => Promise.resolve(key))

  const userIsNew = !(await session.users()).some(({ userId }) => userId === pin)
  const intent: Intent = {
    id,
    studentId,
    deviceId,
    pin,
    finger,
    userIsNew,
    ...(userIsNew ? nothingBefore : await before(session, pin, task, key)),
  }
  transact(db, tx => {
    insertIntent(tx, intent, clock.now())
  })
  try {
    if (userIsNew) await session.putUser({ userId: pin, name })
    refuseCancelled(signal)
    const presses = countPresses(task.report)
    const pressed = await session.enroll({ userId: pin, finger }, step => presses.onStep(step), signal)
    try {
      refuseCancelled(signal)
      task.report({ kind: 'saving' })
      save(parts, task, session.protocol.templateVersion, pressed, presses.quality())
      return presses.quality()
    } finally {
      pressed.template.fill(0)
    }
  } catch (error) {
    await tryToTakeBack(parts, session, intent)
    throw error
  }
}

const nothingBefore = { previous: null, previousFlag: null }

async function before(
  session: DeviceSession,
  pin: string,
  { studentId, finger }: EnrollmentTask,
  key: KeyObject,
): Promise<Pick<Intent, 'previous' | 'previousFlag'>> {
  const found = await session.template(pin, finger)
  if (found === null) return nothingBefore
  const previous = sealTemplate(key, studentId, finger, found.template)
  found.template.fill(0)
  return { previous, previousFlag: found.flag }
}

function save(
  { db, clock, key }: Parts,
  { id, studentId, deviceId, finger, by }: EnrollmentTask,
  templateVersion: string,
  { flag, template }: FingerTemplate,
  quality: number,
): void {
  const at = clock.now()
  const sealed = sealTemplate(key, studentId, finger, template)
  transact(db, tx => {
    const row = { studentId, deviceId, finger, flag, sealed, templateVersion, quality, by: by?.id ?? null, at }
    const enrollmentId = saveFinger(tx, row)
    saveDeviceFacts(tx, deviceId, { templateVersion })
    markDone(tx, studentId, finger, at)
    deleteIntent(tx, id)
    addAudit(tx, {
      at,
      userId: by?.id ?? null,
      username: by?.username ?? null,
      action: 'CREATE',
      channel: 'enrollment.start',
      entity: 'template',
      entityId: enrollmentId,
      outcome: 'ok',
    })
  })
}

/** Hands the terminal's steps on and counts the good presses among them. */
function countPresses(report: (step: EnrollmentStep) => void) {
  let good = 0
  let bad = 0
  return {
    onStep(step: EnrollStep): void {
      if (step.kind === 'lift') good = Math.max(good, step.press)
      if (step.kind === 'bad_press') bad += 1
      report(step)
    },
    quality: () => Math.round((100 * Math.max(good, 1)) / (Math.max(good, 1) + bad)),
  }
}

async function tryToTakeBack(parts: Parts, session: DeviceSession, intent: Intent): Promise<void> {
  try {
    await takeBack(parts, session, intent, () => Promise.resolve(parts.key))
  } catch (error) {
    // The row stays, and the next time the terminal is there it is done.
    const reason = error instanceof AppError ? error.code : 'internal'
    parts.log.warn('enrollment not yet taken back', { device: intent.deviceId, enrollment: intent.id, reason })
  }
}

function refuseCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('enroll_cancelled')
}
