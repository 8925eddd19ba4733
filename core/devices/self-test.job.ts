import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { Day } from '../contract/common.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import { AppError } from '../contract/errors.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import type { Deps } from '../use-case.ts'
import { addDeviceLog, deviceLogSince } from './device-log.repo.ts'
import type { Doctor } from './doctor.ts'
import type { Fleet } from './fleet.ts'

/** Half past six: early enough to fetch a ladder before the first child comes. */
const fromMinute = 390
const untilMinute = 720
const readIsFreshMs = 10 * 60_000

/** On school days at half past six, or when the app is opened later that morning: every terminal is read and judged. */
export function createSelfTest(
  { db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>,
  fleet: Pick<Fleet, 'statuses' | 'readNow'>,
  doctor: Pick<Doctor, 'reports'>,
): Job {
  const timetables = createTimetables()
  let doneOn: Day | null = null

  async function read({ id, line, lastReadAt }: DeviceStatus): Promise<void> {
    if (line.kind !== 'online' || clock.now() - (lastReadAt ?? 0) < readIsFreshMs) return
    try {
      await fleet.readNow(id)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // The finding says so.
      log.warn('terminal could not be read for its self test', { device: id, reason: error.code })
    }
  }

  return {
    name: 'self-test',
    everyMs: 20_000,
    async run(signal) {
      const now = clock.now()
      const timetable = timetables(readCalendar(db))
      const day = timetable.zone.dayOf(now)
      const minute = timetable.zone.minuteOf(now)
      if (doneOn === day || !timetable.isSchoolDay(day) || minute < fromMinute || minute >= untilMinute) return
      // Right after the start nothing is known of them yet.
      if (fleet.statuses().some(({ line }) => line.kind !== 'online' && line.kind !== 'offline')) return
      doneOn = day
      const since = timetable.zone.atOf(day, fromMinute)
      const open = fleet.statuses().filter(({ id }) => deviceLogSince(db, id, 'self_test', since).length === 0)
      await Promise.all(open.map(read))
      for (const { id } of open) {
        if (signal.aborted) return
        const report = (await doctor.reports(id)).find(({ deviceId }) => deviceId === id)
        if (report === undefined) continue
        const kinds = report.findings.map(({ kind }) => kind)
        const details = { findings: kinds.length, kinds: kinds.join(' ') }
        transact(db, tx => addDeviceLog(tx, id, clock.now(), 'self_test', details))
      }
    },
  }
}
