import type { DeviceId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { intentsAt } from '../enrollment/intents.repo.ts'
import type { WantedFinger, Pupil } from './sync-rules.ts'
import { adoptedPins, pupilsOfDevice } from './sync.repo.ts'

/** Every student as seen from a terminal, with the fingers that belong there. */
export function pupilsOf(
  tx: Tx,
  deviceId: DeviceId,
  held: ReadonlyMap<StudentId, readonly WantedFinger[]>,
  removed: ReadonlyMap<StudentId, readonly number[]>,
): Pupil[] {
  const adopted = new Map<StudentId, string[]>()
  for (const { pin, studentId } of adoptedPins(tx, deviceId)) {
    adopted.set(studentId, [...(adopted.get(studentId) ?? []), pin])
  }
  return pupilsOfDevice(tx, deviceId).map(row => ({
    ...row,
    adoptedPins: adopted.get(row.studentId) ?? [],
    fingers: held.get(row.studentId) ?? [],
    removedFingers: removed.get(row.studentId) ?? [],
  }))
}

/** Students of whom an enrollment that came to nothing may have left something on the terminal: not ours to judge. */
export function underEnrollment(tx: Tx, deviceId: DeviceId): Set<StudentId> {
  return new Set(intentsAt(tx, deviceId).map(({ studentId }) => studentId))
}
