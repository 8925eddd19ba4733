import { breathe } from '../breathe.ts'
import type { DeviceId } from '../contract/common.ts'
import type { DeviceStatus, DoctorReport, Remedy } from '../contract/devices.ts'
import { AppError } from '../contract/errors.ts'
import { transact } from '../db/transact.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Deps } from '../use-case.ts'
import { createZone } from '../zone.ts'
import type { Adopt } from './adopt.ts'
import { clearLog } from './clear-log.ts'
import { addDeviceLog, deviceLogSince } from './device-log.repo.ts'
import { findings, swaps } from './doctor-rules.ts'
import { countImpossibleTimes, countSyncFailed, serialHistory } from './doctor.repo.ts'
import type { Fleet, RecordPunches } from './fleet.ts'
import { moveDevice } from './move-device.ts'
import { registeredDevice } from './registry.repo.ts'
import type { Search } from './search.ts'
import type { Sync } from './sync.ts'

export type Doctor = {
  /** What is wrong with each terminal, or one of them, now. */
  reports(only?: DeviceId): Promise<DoctorReport[]>
  /**
   * Does what a finding offers.
   * @throws AppError `not_found`, `invalid_input` (the word), or what the terminal answers
   */
  remedy(input: {
    readonly deviceId: DeviceId
    readonly remedy: Remedy
    readonly word?: string | undefined
  }): Promise<void>
}

type Parts = Pick<Deps, 'db' | 'clock' | 'log'> & {
  readonly fleet: Fleet
  readonly sync: Pick<Sync, 'startOver'>
  readonly adopt: Pick<Adopt, 'countUnknown'>
  readonly search: Pick<Search, 'start' | 'state'>
  readonly recordPunches: RecordPunches
}

const dayMs = 24 * 60 * 60_000
/** Records missing for so long are missing; sooner they may be on their way. Real ms. */
const gapIsRealAfterMs = 60_000
const clearWord = 'CLEAR'

export function createDoctor(parts: Parts): Doctor {
  const { db, clock, fleet, sync, search } = parts

  function report(status: DeviceStatus): DoctorReport {
    const { id, name } = status
    const now = clock.now()
    const health = fleet.health(id)
    const moved = deviceLogSince(db, id, 'address_changed', now - dayMs)[0]?.details['from']
    const gap = (status.logsOnDevice ?? 0) - (health?.logsRead ?? 0) - (health?.liveSinceRead ?? 0)
    const gapIsReal = typeof health?.gapSince === 'number' && performance.now() - health.gapSince > gapIsRealAfterMs
    const facts = {
      now,
      line: status.line,
      host: status.host,
      hasCommKey: (registeredDevice(db, id)?.commKey ?? 0) !== 0,
      clockDriftMs: status.clockDriftMs,
      clockSets: deviceLogSince(db, id, 'clock_set', now - 7 * dayMs).length,
      impossibleTimes: countImpossibleTimes(db, id, now - 30 * dayMs),
      logGap: gapIsReal ? Math.max(0, gap) : 0,
      logs: status.logsOnDevice,
      logCapacity: status.logCapacity,
      users: status.enrolledCount,
      userCapacity: status.capacity,
      fingers: health?.sizes?.fingers ?? null,
      fingerCapacity: health?.sizes?.fingerCapacity ?? null,
      admins: health?.admins ?? null,
      unknownUsers: parts.adopt.countUnknown(id),
      syncFailed: countSyncFailed(db, id),
      serialSwaps: swaps(serialHistory(db, id, now - dayMs)),
      foundAt: foundElsewhere(status)?.host ?? null,
      movedFrom: typeof moved === 'string' ? moved : null,
    }
    return { deviceId: id, name, at: now, findings: findings(facts) }
  }

  /** Where the last search met this terminal, if not where it is said to be. */
  function foundElsewhere({ serial, host, port }: DeviceStatus) {
    if (serial === null) return undefined
    return search.state().found.find(one => one.serial === serial && (one.host !== host || one.port !== port))
  }

  async function useNewAddress(status: DeviceStatus): Promise<void> {
    const found = foundElsewhere(status)
    if (found === undefined) throw new AppError('not_found')
    moveDevice({ db, clock }, status, found)
    await fleet.refresh(status.id)
  }

  return {
    async reports(only) {
      const done: DoctorReport[] = []
      for (const status of fleet.statuses().filter(({ id }) => id === (only ?? id))) {
        // Each is compared with every student: in between punches get their turn.
        await breathe()
        done.push(report(status))
      }
      return done
    },
    async remedy({ deviceId, remedy, word }) {
      const status = fleet.statuses().find(({ id }) => id === deviceId)
      if (status === undefined) throw new AppError('not_found')
      switch (remedy) {
        case 'read_now':
          return fleet.readNow(deviceId)
        case 'set_clock': {
          const zone = createZone(readSettings(db).zone)
          await fleet.withSession(deviceId, session => session.setTime(zone.atToRaw(clock.now())))
          return
        }
        case 'use_new_address':
          return useNewAddress(status)
        case 'restart':
          await fleet.withSession(deviceId, session => session.restart())
          transact(db, tx => addDeviceLog(tx, deviceId, clock.now(), 'restarted'))
          return
        case 'sync_now':
          sync.startOver(deviceId)
          return
        case 'search':
          if (!search.state().running) search.start()
          return
        case 'clear_log':
          if (word !== clearWord) throw new AppError('invalid_input', { field: 'word' })
          return clearLog(parts, deviceId)
        case 'open_adopt':
          // The screen does that.
          return
      }
    },
  }
}
