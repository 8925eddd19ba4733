import type { DeviceId } from '../contract/common.ts'
import { transact } from '../db/transact.ts'
import { inPortions } from '../portions.ts'
import type { Deps } from '../use-case.ts'
import { addDeviceLog } from './device-log.repo.ts'
import type { Fleet, RecordPunches } from './fleet.ts'
import { punchPortions, punchesAtOnce } from './visit.ts'

/**
 * Empties a terminal's log, after all of it was read and stored in the same breath. A press in between makes the
 * terminal's count another, and then nothing is cleared.
 * @throws AppError `device_log_changed`, `device_offline`, and why punches could not be stored
 */
export async function clearLog(
  {
    db,
    clock,
    fleet,
    recordPunches,
  }: Pick<Deps, 'db' | 'clock'> & {
    readonly fleet: Pick<Fleet, 'withSession'>
    readonly recordPunches: RecordPunches
  },
  deviceId: DeviceId,
): Promise<void> {
  const records = await fleet.withSession(deviceId, async session => {
    const punches = await session.readLogs()
    await inPortions(punches, punchPortions(punchesAtOnce), portion => {
      recordPunches(deviceId, portion, 'backlog')
    })
    await session.clearLogs({ recordsRead: punches.length })
    return punches.length
  })
  transact(db, tx => addDeviceLog(tx, deviceId, clock.now(), 'log_cleared', { records }))
}
