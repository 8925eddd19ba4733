import type { StudentId } from '../contract/common.ts'
import type { StudentFinger } from '../contract/enrollment.ts'
import type { Tx } from '../db/open.ts'
import { fingersOf, terminalsOf } from './templates.repo.ts'

/** The fingers the school holds of a student, and how far each is on the terminals. One row per template version. */
export function studentFingers(tx: Tx, studentId: StudentId): StudentFinger[] {
  const terminals = terminalsOf(tx, studentId)
  return fingersOf(tx, studentId).map(({ deviceId: origin, ...held }) => ({
    ...held,
    terminals: terminals
      .filter(({ deviceId, state, wanted }) => deviceId === origin || wanted || state === 'in_step')
      .map(({ deviceId, name, templateVersion, state }) => ({
        deviceId,
        name,
        state: stateOf(
          templateVersion !== null && templateVersion !== held.templateVersion,
          state,
          deviceId === origin,
        ),
      })),
  }))
}

function stateOf(
  otherVersion: boolean,
  compared: string | null,
  isOrigin: boolean,
): StudentFinger['terminals'][number]['state'] {
  if (otherVersion) return 'other_version'
  if (compared === null) return isOrigin ? 'there' : 'waiting'
  return compared === 'in_step' ? 'there' : 'waiting'
}
