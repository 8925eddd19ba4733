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
  return withAdoptedPins(pupilsOfDevice(tx, deviceId), adoptedPins(tx, deviceId)).map(row => ({
    ...row,
    fingers: held.get(row.studentId) ?? [],
    removedFingers: removed.get(row.studentId) ?? [],
  }))
}

/** Each student with the PINs that a person said are his or hers on a terminal. */
export function withAdoptedPins<P extends { readonly studentId: StudentId }>(
  pupils: readonly P[],
  adopted: readonly { readonly pin: string; readonly studentId: StudentId }[],
): (P & { readonly adoptedPins: readonly string[] })[] {
  const pins = new Map<StudentId, string[]>()
  for (const { pin, studentId } of adopted) pins.set(studentId, [...(pins.get(studentId) ?? []), pin])
  return pupils.map(pupil => ({ ...pupil, adoptedPins: pins.get(pupil.studentId) ?? [] }))
}

/** Students of whom an enrollment that came to nothing may have left something on the terminal: not ours to judge. */
export function underEnrollment(tx: Tx, deviceId: DeviceId): Set<StudentId> {
  return new Set(intentsAt(tx, deviceId).map(({ studentId }) => studentId))
}
