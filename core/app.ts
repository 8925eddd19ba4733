import { setTimeout as pause } from 'node:timers/promises'
import { accessUseCases } from './access/access.use-cases.ts'
import { createPasswords } from './access/passwords.ts'
import type { PasswordCost } from './access/passwords.ts'
import { createSessions } from './access/sessions.ts'
import { usersUseCases } from './access/users.use-cases.ts'
import { attendanceUseCases } from './attendance/attendance.use-cases.ts'
import { byHandUseCases } from './attendance/by-hand.use-cases.ts'
import { ratesUseCases } from './attendance/rates.use-cases.ts'
import { recalculateAfterUndo } from './attendance/recalculate-after-undo.ts'
import { createLateHold } from './attendance/late-hold.job.ts'
import { createRecalculateJob } from './attendance/recalculate.job.ts'
import { createRecordPunches } from './attendance/record-punches.ts'
import { createRollChanged } from './attendance/roll-changed.ts'
import { createSettleSessions } from './attendance/settle-sessions.job.ts'
import { createStandingJob } from './attendance/standing.job.ts'
import { createBus } from './bus.ts'
import { calendarUseCases } from './calendar/calendar.use-cases.ts'
import { sessionsUseCases } from './calendar/sessions.use-cases.ts'
import { createCallLimit } from './call-limit.ts'
import type { Result } from './contract/errors.ts'
import { events } from './contract/events.ts'
import type { AnyEvent } from './contract/events.ts'
import { allows } from './contract/permissions.ts'
import { createDataKey } from './crypto/data-key.ts'
import { closeDatabase, openDatabase } from './db/open.ts'
import type { Db } from './db/open.ts'
import { transact } from './db/transact.ts'
import { devicesUseCases } from './devices/devices.use-cases.ts'
import { createFleet } from './devices/fleet.ts'
import type { Fleet, FleetOptions } from './devices/fleet.ts'
import { syncUseCases } from './devices/sync.use-cases.ts'
import { createUpkeep } from './devices/upkeep.ts'
import type { UpkeepOptions } from './devices/upkeep.ts'
import { createDispatch } from './dispatch.ts'
import { createEnroller } from './enrollment/enroller.ts'
import { enrollmentUseCases } from './enrollment/enrollment.use-cases.ts'
import { importUseCases } from './import/import.use-cases.ts'
import { createJobRunner } from './jobs/runner.ts'
import type { Job } from './jobs/runner.ts'
import { createStorageWatch } from './jobs/storage-watch.job.ts'
import { morningUseCases } from './morning/morning.use-cases.ts'
import { createAbsenceAlerts } from './notifications/absence-alerts.job.ts'
import { accountUseCases } from './notifications/account.use-cases.ts'
import { createBalanceJob } from './notifications/balance.job.ts'
import { batchesUseCases } from './notifications/batches.use-cases.ts'
import { recoverInterrupted } from './notifications/claims.repo.ts'
import { correctionsUseCases } from './notifications/corrections.use-cases.ts'
import { createDispatchJob } from './notifications/dispatch.job.ts'
import type { DispatchOptions } from './notifications/dispatch.job.ts'
import { createEmailAccount } from './notifications/email-account.ts'
import { emergencyUseCases } from './notifications/emergency.use-cases.ts'
import type { TerminalNow } from './notifications/interlock-facts.ts'
import { notificationsUseCases } from './notifications/notifications.use-cases.ts'
import { policyUseCases } from './notifications/policy.use-cases.ts'
import { createReportsJob } from './notifications/reports.job.ts'
import type { ReportsOptions } from './notifications/reports.job.ts'
import { createSmsAccount } from './notifications/sms-account.ts'
import { templatesUseCases } from './notifications/templates.use-cases.ts'
import { boardingUseCases } from './office/boarding.use-cases.ts'
import { officeReportsUseCases } from './office/office-reports.use-cases.ts'
import { officeUseCases } from './office/office.use-cases.ts'
import { passesUseCases } from './office/passes.use-cases.ts'
import type { Ports } from './ports.ts'
import { createProblems } from './problems.ts'
import { reportsUseCases } from './reports/reports.use-cases.ts'
import { rolloverUseCases } from './rollover/rollover.use-cases.ts'
import { classesUseCases } from './school/classes.use-cases.ts'
import { guardiansUseCases } from './school/guardians.use-cases.ts'
import { createMakeChange } from './school/people-change.ts'
import { schoolUseCases } from './school/school.use-cases.ts'
import { searchUseCases } from './school/search.use-cases.ts'
import { studentsUseCases } from './school/students.use-cases.ts'
import { appUseCases } from './settings/app.use-cases.ts'
import { setupUseCases } from './settings/setup.use-cases.ts'
import { simulationUseCases } from './settings/simulation.use-cases.ts'
import type { OnUndone } from './undo/undo.ts'
import { createPruneUndo, undoUseCases } from './undo/undo.use-cases.ts'
import type { Deps, UseCases } from './use-case.ts'

export type App = {
  /** The one way in. Never throws. */
  call(windowId: number, channel: unknown, input: unknown): Promise<Result>
  /** Announcements that the person signed in at this window may hear, checked at each. Returns how to stop. */
  subscribe(windowId: number, listener: (event: AnyEvent) => void): () => void
  /** The window is gone: its session ends. */
  forgetWindow(windowId: number): void
  /** Connects the terminals and begins the background work. */
  start(): void
  /** Ends calls, terminals and background work in that order, and closes the database. */
  stop(): Promise<void>
}

export type AppOptions = {
  /** Timing of the terminals' lines. */
  readonly devices?: FleetOptions
  /** Where terminals may be looked for, and when. */
  readonly upkeep?: UpkeepOptions
  /** How fast messages go out. */
  readonly messages?: DispatchOptions
  /** How often delivery reports are fetched. */
  readonly reports?: ReportsOptions
  readonly passwordCost?: PasswordCost
  /** Gets the open database before anything else does; a demo school is put into an empty one here. */
  readonly prepare?: (db: Db) => void
}

const callLimit = { burst: 300, perSecond: 100 }
const longestWaitMs = 3000

/**
 * Puts the application together and opens its database. Nothing runs before `start`.
 * @throws AppError why the database cannot be used
 */
export function createApp(ports: Ports, options: AppOptions = {}): App {
  const db = openDatabase(ports.paths)
  try {
    options.prepare?.(db)
    return assemble(ports, db, options)
  } catch (error) {
    closeDatabase(db)
    throw error
  }
}

function assemble(ports: Ports, db: Db, options: AppOptions): App {
  const { clock, log, simulation } = ports
  const bus = createBus(log)
  const deps: Deps = { ...ports, db, emit: event => bus.emit(event) }
  const sessions = createSessions()
  const passwords = createPasswords(options.passwordCost)
  const problems = createProblems(deps)
  const storage = createStorageWatch(deps, problems)
  const jobs = createJobRunner({ log, onFailure: (_, error) => storage.onError(error) })
  const terminals = () => terminalsNow(fleet)
  const recordPunches = storage.watched(createRecordPunches({ ...deps, terminals }))
  const fleet: Fleet = createFleet({ ...deps, problems }, recordPunches, options.devices)
  const dataKey = createDataKey(deps)
  const account = createSmsAccount(deps, dataKey)
  const email = createEmailAccount(deps, dataKey)
  const sending = jobs.add(afterRecovery(deps, createDispatchJob(deps, { account, email }, options.messages)))
  const wakeSending = () => sending.wake()
  jobs.add(createBalanceJob({ ...deps, problems }, account))
  if (deps.deliveryReports !== null) jobs.add(createReportsJob(deps, deps.deliveryReports, options.reports))
  const recalculation = jobs.add(createRecalculateJob(deps))
  const wakeRecalculation = () => recalculation.wake()
  jobs.add(createLateHold({ ...deps, terminals, problems, wakeSending }))
  const alerts = createAbsenceAlerts({ ...deps, terminals, wakeSending })
  const alerting = jobs.add(alerts.job)
  const onClosed = { closed: alerts.sessionClosed, wake: () => alerting.wake() }
  jobs.add(createSettleSessions(deps, () => fleet.coveredUntil(), wakeRecalculation, onClosed))
  jobs.add(createStandingJob(deps))
  jobs.add(storage.job)
  const upkeep = createUpkeep(deps, { fleet, dataKey, recordPunches, terminals }, options.upkeep)
  for (const job of upkeep.jobs) jobs.add(job)
  const { studentChanged: onTemplateChanged, studentsChanged } = upkeep
  const enroller = createEnroller({ ...deps, fleet, dataKey, onTemplateChanged, onError: storage.onError })
  const tidying = jobs.add(enroller.tidyUp)

  const rollChanged = createRollChanged(deps)
  const makeChange = createMakeChange(deps, { studentsChanged, rollChanged })
  const onUndone: OnUndone = (tx, undone) => recalculateAfterUndo(tx, deps, undone)
  jobs.add(createPruneUndo(deps))

  const limit = createCallLimit({ ...callLimit, now: () => performance.now() })
  const dispatch = createDispatch({
    db,
    clock,
    log,
    userOf: sessions.userOf,
    limit,
    onFailure: storage.onFailure,
    useCases: {
      ...accessUseCases(deps, { sessions, passwords, dataKey }),
      ...usersUseCases(deps, { sessions, passwords, dataKey }),
      ...appUseCases(deps, { problems, deviceStatuses: () => fleet.statuses() }),
      ...schoolUseCases(deps),
      ...classesUseCases(clock, makeChange),
      ...studentsUseCases(deps, makeChange),
      ...guardiansUseCases(deps, makeChange),
      ...searchUseCases(deps),
      ...importUseCases(deps, { makeChange }),
      ...rolloverUseCases(deps, { makeChange }),
      ...undoUseCases(deps, { studentsChanged, onUndone }),
      ...calendarUseCases({ ...deps, wakeRecalculation }),
      ...sessionsUseCases({ ...deps, wakeRecalculation }),
      ...byHandUseCases({ ...deps, wakeRecalculation }),
      ...attendanceUseCases(deps, () => fleet.coveredUntil()),
      ...ratesUseCases(deps),
      ...morningUseCases(deps),
      ...devicesUseCases(deps, { ...upkeep, fleet }),
      ...syncUseCases(deps, { ...upkeep, fleet }),
      ...enrollmentUseCases(deps, { enroller, onTemplateChanged }),
      ...notificationsUseCases({ ...deps, wakeSending }),
      ...accountUseCases({ ...deps, account, email, wakeSending }),
      ...policyUseCases({ ...deps, wakeSending }),
      ...batchesUseCases({ ...deps, terminals, wakeSending }),
      ...correctionsUseCases({ ...deps, wakeSending }),
      ...emergencyUseCases({ ...deps, wakeSending }),
      ...templatesUseCases(deps),
      ...officeUseCases(deps),
      ...passesUseCases(deps),
      ...boardingUseCases(deps),
      ...officeReportsUseCases({ ...deps, deviceStatuses: () => fleet.statuses() }),
      ...reportsUseCases({ ...deps, deviceStatuses: () => fleet.statuses() }),
      ...setupUseCases({ ...deps, account, wakeSending }),
      ...simulationUseCases(deps),
    } satisfies UseCases,
  })

  const calls = new Set<Promise<Result>>()
  const endings: (() => void)[] = []
  let stopped: Promise<void> | null = null

  async function stop(): Promise<void> {
    // A print dialog may stay open for as long as a person likes; it is not waited for to the end.
    await Promise.race([Promise.allSettled(calls), pause(longestWaitMs, undefined, { ref: false })])
    await enroller.stop()
    const upkeepStopped = upkeep.stop()
    await fleet.stop()
    await upkeepStopped
    // One whose terminal no longer answered ended with its line.
    await enroller.stop()
    await jobs.stop()
    for (const end of endings) end()
    closeDatabase(db)
  }

  return {
    async call(windowId, channel, input) {
      if (stopped !== null) return { ok: false, error: { code: 'stopping', details: {} } }
      const answer = dispatch(windowId, channel, input)
      calls.add(answer)
      return answer.finally(() => calls.delete(answer))
    },
    subscribe: (windowId, listener) =>
      bus.subscribe(event => {
        const role = sessions.userOf(windowId)?.role ?? null
        if (allows(role, events[event.name].access)) listener(event)
      }),
    forgetWindow(windowId) {
      sessions.close(windowId)
      limit.forget(windowId)
    },
    start() {
      // What was recorded may have caused a message.
      endings.push(
        bus.subscribe(({ name }) => {
          if (name === 'attendance.recorded') sending.wake()
        }),
      )
      if (simulation !== null) {
        endings.push(simulation.subscribe(state => bus.emit({ name: 'simulation.changed', payload: state })))
      }
      endings.push(
        fleet.listen(news => {
          if (news.kind === 'line' && news.line.kind === 'online') tidying.wake()
        }),
      )
      upkeep.start()
      jobs.start()
      fleet.start()
    },
    stop: () => (stopped ??= stop()),
  }
}

/** The terminals as their lines know them. */
function terminalsNow(fleet: Fleet): TerminalNow[] {
  const covered = fleet.coveredUntil()
  return fleet.statuses().map(({ id, name, clockDriftMs }) => ({
    id,
    name,
    coveredUntil: covered.get(id) ?? null,
    driftMs: clockDriftMs,
  }))
}

/** Before the first message is sent, those that were under way when the app last ended are marked as uncertain. */
function afterRecovery({ db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>, sending: Job): Job {
  let recovered = false
  return {
    ...sending,
    run(signal) {
      if (!recovered) {
        const interrupted = transact(db, tx => recoverInterrupted(tx, clock.now()))
        recovered = true
        if (interrupted > 0) log.warn('messages were being sent when the app ended', { messages: interrupted })
      }
      return sending.run(signal)
    },
  }
}
