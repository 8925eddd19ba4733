import type { DeviceId } from '../contract/common.ts'
import type { ErrorDetails } from '../contract/errors.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import type { Deps } from '../use-case.ts'
import type { DeviceLogWhat } from './device-log.repo.ts'
import { addDeviceLog, pruneDeviceLog } from './device-log.repo.ts'
import type { Fleet, FleetNews } from './fleet.ts'

const keptMs = 90 * 24 * 60 * 60_000
const pruneEveryMs = 6 * 60 * 60_000

/**
 * Writes down what happens to the terminals' lines and clocks. Returns how to stop.
 */
export function followFleet(
  { db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>,
  fleet: Pick<Fleet, 'listen'>,
): () => void {
  const up = new Set<DeviceId>()

  function write(id: DeviceId, what: DeviceLogWhat, details?: ErrorDetails): void {
    try {
      transact(db, tx => addDeviceLog(tx, id, clock.now(), what, details))
    } catch (error) {
      // The line must not break because the disk is full.
      log.error('what happened to a terminal could not be written down', error, { device: id, what })
    }
  }

  function onNews(news: FleetNews): void {
    if (news.kind === 'clock_set') {
      const { driftMs } = news
      write(news.id, 'clock_set', driftMs === null ? { impossibleDay: true } : { driftMs })
    } else if (news.kind === 'returned') write(news.id, 'returned')
    else if (news.line.kind === 'online') {
      if (!up.has(news.id)) write(news.id, 'online')
      up.add(news.id)
    } else if (news.line.kind === 'offline') {
      const { reason } = news.line
      const known = news.before.kind === 'offline' && news.before.reason === reason
      up.delete(news.id)
      if (!known) write(news.id, reason === 'device_serial_changed' ? 'wrong_serial' : 'offline', { reason })
    }
  }
  return fleet.listen(onNews)
}

/** Forgets lines older than 90 days. */
export function createPruneDeviceLog({ db, clock }: Pick<Deps, 'db' | 'clock'>): Job {
  return {
    name: 'prune-device-log',
    everyMs: pruneEveryMs,
    run() {
      transact(db, tx => pruneDeviceLog(tx, clock.now() - keptMs))
    },
  }
}
