import { createClaimPunches } from '../attendance/claim-punches.ts'
import { sessionStateAt } from '../attendance/rules.ts'
import { createTimetables, sessionNames } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { StudentId } from '../contract/common.ts'
import type { DataKey } from '../crypto/data-key.ts'
import type { Job } from '../jobs/runner.ts'
import type { TerminalNow } from '../notifications/interlock-facts.ts'
import type { Deps } from '../use-case.ts'
import type { Adopt } from './adopt.ts'
import { createAdopt } from './adopt.ts'
import { createPruneDeviceLog, followFleet } from './device-history.ts'
import type { Doctor } from './doctor.ts'
import { createDoctor } from './doctor.ts'
import type { Fleet, RecordPunches } from './fleet.ts'
import { createKeepForeign } from './foreign-templates.ts'
import { createOfficeFingers } from './office-fingers.ts'
import type { OfficeNetwork } from './office-network.ts'
import { officeNetwork } from './office-network.ts'
import type { RefindOptions } from './refind.job.ts'
import { createRefind } from './refind.job.ts'
import type { Register } from './register.ts'
import { createRegister } from './register.ts'
import type { Search } from './search.ts'
import { createSearch } from './search.ts'
import { createSelfTest } from './self-test.job.ts'
import type { Sync } from './sync.ts'
import { createSync } from './sync.ts'

export type UpkeepOptions = {
  /** Where terminals may be looked for; the office's own networks unless given. */
  readonly network?: OfficeNetwork
  readonly refind?: Partial<RefindOptions>
}

/** Everything that is done about terminals beside talking to them: register, sync, adopt, doctor, search. */
export type Upkeep = {
  readonly register: Register
  readonly sync: Sync
  readonly adopt: Adopt
  readonly doctor: Doctor
  readonly search: Search
  readonly jobs: readonly Job[]
  /** A student's fingers, name or class are others now: the terminals follow. */
  readonly studentChanged: (studentId: StudentId) => void
  readonly studentsChanged: (studentIds: readonly StudentId[]) => void
  start(): void
  /** Ends at once when the terminals are let go meanwhile. */
  stop(): Promise<void>
}

type Parts = {
  readonly fleet: Fleet
  readonly dataKey: DataKey
  readonly recordPunches: RecordPunches
  /** Up to when they are read now. */
  readonly terminals: () => readonly TerminalNow[]
}

export function createUpkeep(
  deps: Deps,
  { fleet, dataKey, recordPunches, terminals }: Parts,
  options: UpkeepOptions = {},
): Upkeep {
  const network = options.network ?? officeNetwork()
  const timetables = createTimetables()

  /** While a session is open children come, and the terminals are theirs. */
  function busyHours(): boolean {
    const now = deps.clock.now()
    const timetable = timetables(readCalendar(deps.db))
    const day = timetable.dayOf(now)
    return sessionNames
      .filter(name => timetable.isHeld(day, name))
      .flatMap(name => timetable.plansOn(day).flatMap(plan => timetable.sessionTimes(day, name, plan) ?? []))
      .some(times => sessionStateAt(times, now) === 'open')
  }

  const sync = createSync({
    ...deps,
    fleet,
    office: createOfficeFingers(deps.db, dataKey),
    busyHours,
    onForeignTemplates: createKeepForeign(deps, dataKey),
  })
  const adopt = createAdopt({ ...deps, fleet, sync, claimPunches: createClaimPunches({ ...deps, terminals }) })
  const search = createSearch({ ...deps, fleet, network })
  const doctor = createDoctor({ ...deps, fleet, sync, adopt, search, recordPunches })
  const searching = () => search.state().running
  let stopFollowing = (): void => undefined

  return {
    register: createRegister(deps, fleet),
    sync,
    adopt,
    doctor,
    search,
    jobs: [
      sync.job,
      createSelfTest(deps, fleet, doctor),
      createRefind({ ...deps, fleet, network, searching }, options.refind),
      createPruneDeviceLog(deps),
    ],
    studentChanged: studentId => sync.studentChanged(studentId),
    studentsChanged: studentIds => sync.studentsChanged(studentIds),
    start() {
      stopFollowing = followFleet(deps, fleet)
      sync.start()
    },
    async stop() {
      await Promise.all([search.end(), sync.stop()])
      stopFollowing()
    },
  }
}
