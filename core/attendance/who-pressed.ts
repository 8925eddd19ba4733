import type { DeviceId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { adoptedByPins, managedAmong, namesOnDevice } from '../devices/adopted.repo.ts'
import { isStranger } from '../devices/sync-rules.ts'
import type { StudentByPin } from '../school/students.repo.ts'
import { studentsByPins } from '../school/students.repo.ts'

/**
 * Who stands behind the PINs that a terminal wrote: whom a person said, else whose PIN it is; nobody where the terminal
 * plainly calls its user something else and we never wrote him. Better nobody, who is seen among the unknown presses,
 * than the wrong child.
 */
export function whoPressed(tx: Tx, deviceId: DeviceId, pins: readonly string[]): Map<string, StudentByPin> {
  const wanted = [...new Set(pins)]
  const adopted = adoptedByPins(tx, deviceId, wanted)
  const students = studentsByPins(tx, [...wanted, ...adopted.values()])
  const names = namesOnDevice(tx, deviceId, wanted)
  const managed = managedAmong(
    tx,
    deviceId,
    [...students.values()].map(({ id }) => id),
  )
  const found = new Map<string, StudentByPin>()
  for (const pin of wanted) {
    const adoptedAs = adopted.get(pin)
    const student = students.get(adoptedAs ?? pin)
    if (student === undefined) continue
    const trusted = adoptedAs !== undefined || managed.has(student.id)
    if (trusted || !isStranger(names.get(pin) ?? '', student.allNames)) found.set(pin, student)
  }
  return found
}
