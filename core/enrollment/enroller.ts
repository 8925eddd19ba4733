import { setTimeout as pause } from 'node:timers/promises'
import type { DeviceId, EnrollmentId, StudentId } from '../contract/common.ts'
import type { EnrollmentProgress, EnrollmentStep, Finger } from '../contract/enrollment.ts'
import { AppError } from '../contract/errors.ts'
import type { SessionUser } from '../contract/session.ts'
import type { DataKey } from '../crypto/data-key.ts'
import type { Fleet } from '../devices/fleet.ts'
import { newId } from '../ids.ts'
import type { Job } from '../jobs/runner.ts'
import type { DeviceSession } from '../ports.ts'
import type { Deps } from '../use-case.ts'
import { enrollOnTerminal } from './enroll-on-terminal.ts'
import type { EnrollmentTask } from './enroll-on-terminal.ts'
import { enrollee, intentsAt } from './intents.repo.ts'
import { progressAt } from './progress.ts'
import { announceStation } from './station.ts'
import { takeBack } from './take-back.ts'

export type EnrollerParts = Pick<Deps, 'db' | 'clock' | 'log' | 'emit'> & {
  readonly fleet: Pick<Fleet, 'withSession' | 'statuses'>
  readonly dataKey: DataKey
  /** The fingers of a student are others now: the terminals have to follow. */
  readonly onTemplateChanged: (studentId: StudentId) => void
  /** Hears of what went wrong in the background. */
  readonly onError: (error: unknown) => void
}

export type EnrollmentRequest = {
  readonly studentId: StudentId
  readonly deviceId: DeviceId
  readonly finger: Finger
}

export type Enroller = {
  /**
   * Begins an enrollment and answers at once; what becomes of it is announced as `enrollment.progress`.
   * @throws AppError `not_found`, `enroll_running`, `keyring_unavailable`, `template_unreadable`
   */
  start(request: EnrollmentRequest, by: SessionUser | null): Promise<EnrollmentId>
  /** Does nothing when it has ended already. */
  cancel(id: EnrollmentId): void
  /** The enrollment that goes on, at this terminal or anywhere; the latest if several do. */
  current(deviceId?: DeviceId): EnrollmentProgress | null
  /** Takes back what killed enrollments left on terminals, as soon as those are there. */
  readonly tidyUp: Job
  /** Cancels what goes on and waits for its end, but no longer than three seconds. May be called again. */
  stop(): Promise<void>
}

type Run = {
  readonly abort: AbortController
  readonly done: Promise<void>
  progress: EnrollmentProgress
}

const longestWaitMs = 3000

/** Runs enrollments in the background, one at a time per terminal. */
export function createEnroller(parts: EnrollerParts): Enroller {
  const { db, clock, log, emit, fleet, dataKey } = parts
  const runs = new Map<EnrollmentId, Run>()
  let stopping = false

  async function start(request: EnrollmentRequest, by: SessionUser | null): Promise<EnrollmentId> {
    enrollee(db, request.studentId, request.deviceId)
    const key = await dataKey.get()
    if (stopping) throw new AppError('stopping')
    if (goingOn(request.deviceId) !== undefined) throw new AppError('enroll_running')
    const id = newId<EnrollmentId>()
    const abort = new AbortController()
    const connecting: EnrollmentStep = { kind: 'connecting' }
    const progress = { enrollmentId: id, ...request, ...progressAt(connecting, 0), step: connecting, at: clock.now() }
    const report = (step: EnrollmentStep) => {
      const run = runs.get(id)
      if (run === undefined) return
      run.progress = { ...run.progress, ...progressAt(step, run.progress.progress), step, at: clock.now() }
      emit({ name: 'enrollment.progress', payload: run.progress })
    }
    const task: EnrollmentTask = { id, ...request, by, signal: abort.signal, report }
    // A turn of the loop first, so that the caller knows the id before anything is announced.
    const done = pause(0)
      .then(() => perform(task, session => enrollOnTerminal({ db, clock, log, key }, session, task)))
      .catch((error: unknown) => {
        log.error('the end of an enrollment could not be announced', error, { enrollment: id })
      })
      .finally(() => runs.delete(id))
    runs.set(id, { abort, done, progress })
    return id
  }

  async function perform(task: EnrollmentTask, job: (session: DeviceSession) => Promise<number>): Promise<void> {
    announceStation(parts, current)
    task.report({ kind: 'connecting' })
    let last: EnrollmentStep
    try {
      last = { kind: 'done', quality: await untilCancelled(task, job) }
      parts.onTemplateChanged(task.studentId)
    } catch (error) {
      last = endOf(error, task)
    }
    task.report(last)
    runs.delete(task.id)
    announceStation(parts, current)
  }

  /** One that still waits for its turn on the line is cancelled at once; one that has it ends by itself. */
  async function untilCancelled(
    { deviceId, signal }: EnrollmentTask,
    job: (session: DeviceSession) => Promise<number>,
  ): Promise<number> {
    let begun = false
    const cancelled = new Promise<never>((_, reject) => {
      const onAbort = () => {
        if (!begun) reject(new AppError('enroll_cancelled'))
      }
      signal.addEventListener('abort', onAbort, { once: true })
      if (signal.aborted) onAbort()
    })
    const work = fleet.withSession(deviceId, session => {
      begun = true
      return job(session)
    })
    return Promise.race([work, cancelled])
  }

  function endOf(error: unknown, { id, deviceId }: EnrollmentTask): EnrollmentStep {
    const code = error instanceof AppError ? error.code : 'internal'
    if (error instanceof AppError) log.info('enrollment ended', { enrollment: id, device: deviceId, reason: code })
    else log.error('enrollment failed', error, { enrollment: id, device: deviceId })
    parts.onError(error)
    return code === 'enroll_cancelled' ? { kind: 'cancelled' } : { kind: 'failed', code }
  }

  /** Not one that was cancelled: its end is certain, and what it has to take back is done before the next begins. */
  function goingOn(deviceId?: DeviceId): Run | undefined {
    return [...runs.values()]
      .filter(({ abort, progress }) => !abort.signal.aborted && (deviceId ?? progress.deviceId) === progress.deviceId)
      .at(-1)
  }

  function current(deviceId?: DeviceId): EnrollmentProgress | null {
    return goingOn(deviceId)?.progress ?? null
  }

  async function tidyUp(): Promise<void> {
    const online = new Set(fleet.statuses().flatMap(({ id, line }) => (line.kind === 'online' ? [id] : [])))
    const busy = new Set([...runs.values()].map(({ progress }) => progress.deviceId))
    for (const { deviceId } of intentsAt(db).filter(intent => online.has(intent.deviceId))) {
      if (stopping || busy.has(deviceId)) continue
      try {
        await fleet.withSession(deviceId, async session => {
          // By now an enrollment may have begun there, and this row be its own; or have taken the old one back.
          for (const intent of intentsAt(db, deviceId).filter(({ id }) => !runs.has(id))) {
            await takeBack({ db, log }, session, intent, () => dataKey.get())
            parts.onTemplateChanged(intent.studentId)
          }
        })
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        log.warn('enrollment not yet taken back', { device: deviceId, reason: error.code })
      }
    }
  }

  return {
    start,
    cancel: id => runs.get(id)?.abort.abort(),
    current,
    tidyUp: { name: 'enrollment-tidy-up', everyMs: 30_000, run: tidyUp },
    async stop() {
      stopping = true
      for (const { abort } of runs.values()) abort.abort()
      const ended = Promise.all([...runs.values()].map(({ done }) => done))
      await Promise.race([ended, pause(longestWaitMs, undefined, { ref: false })])
    },
  }
}
