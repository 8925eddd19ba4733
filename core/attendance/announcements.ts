import type { AttendanceEvent } from '../contract/attendance.ts'
import type { Day, DeviceId, SessionName, StudentId } from '../contract/common.ts'
import type { AnyEvent } from '../contract/events.ts'
import type { StudentByPin } from '../school/students.repo.ts'
import type { NewPunch, StoredRecord } from './attendance.repo.ts'
import type { Mark } from './rules.ts'

/** What taking in punches has done to one day. */
export type DayUpdate = {
  readonly day: Day
  readonly added: readonly StoredRecord[]
  /** Something about the day is different now, not only added to. */
  readonly changed: boolean
  readonly marks: ReadonlyMap<SessionName, ReadonlyMap<StudentId, Mark>>
}

/** New records, oldest first, and the days that are to be looked at again. */
export function recordedEvents(
  days: readonly DayUpdate[],
  students: ReadonlyMap<StudentId, StudentByPin>,
  deviceNames: ReadonlyMap<DeviceId, string>,
): AnyEvent[] {
  const payload = days
    .flatMap(({ added, marks }) => added.map(record => ({ record, late: makesLate(record, marks) })))
    .sort((a, b) => a.record.at - b.record.at)
    .flatMap(({ record, late }): AttendanceEvent[] => {
      const student = students.get(record.studentId)
      return student === undefined ? [] : [eventOf(record, late, student, deviceNames.get(record.deviceId) ?? '')]
    })
  const changed = days.filter(update => update.changed)
  return [
    ...(payload.length > 0 ? [{ name: 'attendance.recorded', payload } as const] : []),
    ...changed.map(({ day }) => ({ name: 'attendance.changed', payload: { day } }) as const),
  ]
}

/** The days on which punches came that nobody could be found for; null: at no possible time. */
export function unmatchedEvents(punches: readonly NewPunch[]): AnyEvent[] {
  const days = new Set(punches.filter(({ studentId }) => !studentId).map(({ day }) => day ?? null))
  return [...days].map(day => ({ name: 'attendance.unmatched', payload: { day } }))
}

function makesLate(record: StoredRecord, marks: DayUpdate['marks']): boolean {
  if (record.eventType !== 'IN') return false
  return [...marks.values()].some(session => {
    const mark = session.get(record.studentId)
    return mark?.mark === 'late' && mark.arrivedAt === record.at
  })
}

function eventOf(record: StoredRecord, late: boolean, student: StudentByPin, deviceName: string): AttendanceEvent {
  return {
    id: record.id,
    punchId: record.punchId,
    studentId: record.studentId,
    studentName: student.fullName,
    admissionNumber: student.admissionNumber,
    className: student.className,
    deviceId: record.deviceId,
    deviceName,
    eventType: record.eventType,
    at: record.at,
    late,
    verificationMethod: record.verificationMethod,
    source: record.source,
  }
}
