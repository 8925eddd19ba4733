import { readCalendar } from '../calendar/closures.repo.ts'
import type { DeviceId, StudentId } from '../contract/common.ts'
import type { AnyEvent } from '../contract/events.ts'
import type { Tx } from '../db/open.ts'
import { fillInStudent } from '../devices/adopted.repo.ts'
import { deviceNames } from '../devices/devices.repo.ts'
import { studentsByPins } from '../school/students.repo.ts'
import type { Deps } from '../use-case.ts'
import { recordedEvents } from './announcements.ts'
import { updateDay } from './record-punches.ts'
import type { PressTelling } from './telling.ts'
import { createTimetables } from './timetable.ts'

export type ClaimPunches = (
  tx: Tx,
  claim: { readonly deviceId: DeviceId; readonly pin: string; readonly studentId: StudentId; readonly ownPin: string },
) => { readonly punches: number; readonly events: readonly AnyEvent[] }

/**
 * Makes the function that gives a terminal's unknown presses of a PIN to a student, and reads each of the days anew.
 * It works in the caller's transaction; the caller announces `events` after the commit.
 */
export function createClaimPunches({
  clock,
  terminals,
}: Pick<Deps, 'clock'> & Pick<PressTelling, 'terminals'>): ClaimPunches {
  const timetables = createTimetables()
  return (tx, { deviceId, pin, studentId, ownPin }) => {
    const { punches, days } = fillInStudent(tx, deviceId, pin, studentId)
    if (punches === 0) return { punches, events: [] }
    const now = clock.now()
    const timetable = timetables(readCalendar(tx))
    const students = new Map([...studentsByPins(tx, [ownPin]).values()].map(student => [student.id, student]))
    const updates = days.map(day => updateDay({ tx, clock, now, timetable, students, terminals }, day, [studentId]))
    const unmatched = days.map((day): AnyEvent => ({ name: 'attendance.unmatched', payload: { day } }))
    return { punches, events: [...recordedEvents(updates, students, deviceNames(tx)), ...unmatched] }
  }
}
