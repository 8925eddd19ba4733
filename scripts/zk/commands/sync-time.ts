import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../../core/contract/errors.ts'
import type { DeviceSession } from '../../../core/ports.ts'
import type { Task } from '../task.ts'
import { driftWords, readClock } from '../wall-time.ts'

/** It shows whole seconds, and the network takes its time. */
const TOLERANCE_SECONDS = 2

/** Sets the terminal's clock and looks whether it took it. */
export async function syncTime(session: DeviceSession, { request, output }: Task): Promise<void> {
  const { zone } = request
  const before = await readClock(session, zone)
  // A terminal takes whole seconds, so they are given when they begin.
  await pause(1000 - (Date.now() % 1000))
  await session.setTime(zone.atToRaw(Date.now()))
  const after = await readClock(session, zone)
  if (after.driftSeconds === null || Math.abs(after.driftSeconds) > TOLERANCE_SECONDS) {
    throw new AppError('device_not_saved', { what: 'time', shows: after.time })
  }
  await output.tell(
    { zone: zone.name, before, after },
    `Clock set: ${after.time.replace('T', ' ')} in ${zone.name}. Before: ${driftWords(before.driftSeconds)}.`,
  )
}
