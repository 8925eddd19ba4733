import { and, asc, eq, gte, inArray, isNull, lte } from 'drizzle-orm'
import type { Day, StudentId } from '../contract/common.ts'
import type { DayEntry } from '../contract/morning.ts'
import type { Tx } from '../db/open.ts'
import { absenceReason, attendanceRecord, callLog, device, guardian, manualMark, punch, student } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { fullName } from '../school/student-names.repo.ts'
import { among } from './attendance.repo.ts'

export type NewMark = Omit<typeof manualMark.$inferInsert, 'id' | 'withdrawnAt'>
export type NewReason = Omit<typeof absenceReason.$inferInsert, 'id' | 'withdrawnAt'>

/**
 * Adds marks by hand, withdrawn until `confirmMarks`: so the undo of the step, which begins to look in between, leaves
 * withdrawn marks behind and nothing disappears. Returns their ids.
 */
export function addMarks(tx: Tx, marks: readonly NewMark[]): string[] {
  return marks.map(mark => {
    const id = newId<string>()
    tx.insert(manualMark)
      .values({ ...mark, id, withdrawnAt: mark.at })
      .run()
    return id
  })
}

export function confirmMarks(tx: Tx, ids: readonly string[]): void {
  tx.update(manualMark).set({ withdrawnAt: null }).where(among(manualMark.id, ids)).run()
}

/** The same for reasons. */
export function addReasons(tx: Tx, reasons: readonly NewReason[]): string[] {
  return reasons.map(reason => {
    const id = newId<string>()
    tx.insert(absenceReason)
      .values({ ...reason, id, withdrawnAt: reason.at })
      .run()
    return id
  })
}

export function confirmReasons(tx: Tx, ids: readonly string[]): void {
  tx.update(absenceReason).set({ withdrawnAt: null }).where(among(absenceReason.id, ids)).run()
}

/** Names of these students; those that are not there are not in the answer. */
export function studentNames(tx: Tx, studentIds: readonly StudentId[]): string[] {
  return tx
    .select({ name: fullName })
    .from(student)
    .where(and(inArray(student.id, [...studentIds]), isNull(student.deletedAt)))
    .all()
    .map(({ name }) => name)
}

/** Everything that was pressed, marked, explained and called about a student's day, oldest first. */
export function entriesOf(tx: Tx, studentId: StudentId, day: Day): DayEntry[] {
  const entries = [
    ...pressesOf(tx, studentId, day),
    ...marksOf(tx, studentId, day),
    ...reasonsOf(tx, studentId, day),
    ...callsOf(tx, studentId, day),
  ]
  return entries.sort((a, b) => a.at - b.at)
}

function pressesOf(tx: Tx, studentId: StudentId, day: Day): DayEntry[] {
  return tx
    .select({
      at: punch.at,
      deviceName: device.name,
      eventType: attendanceRecord.eventType,
      source: punch.source,
    })
    .from(punch)
    .innerJoin(device, eq(device.id, punch.deviceId))
    .leftJoin(attendanceRecord, eq(attendanceRecord.punchId, punch.id))
    .where(and(eq(punch.studentId, studentId), eq(punch.day, day)))
    .orderBy(asc(punch.at))
    .all()
    .flatMap(({ at, ...row }): DayEntry[] => (at === null ? [] : [{ kind: 'punch', at, ...row }]))
}

function marksOf(tx: Tx, studentId: StudentId, day: Day): DayEntry[] {
  return tx
    .select()
    .from(manualMark)
    .where(and(eq(manualMark.studentId, studentId), eq(manualMark.day, day)))
    .orderBy(asc(manualMark.at))
    .all()
    .map(({ at, by, session, mark, arrivedAt, why, withdrawnAt }) => ({
      kind: 'mark',
      at,
      by,
      session,
      mark,
      arrivedAt,
      why,
      withdrawn: withdrawnAt !== null,
    }))
}

function reasonsOf(tx: Tx, studentId: StudentId, day: Day): DayEntry[] {
  return tx
    .select()
    .from(absenceReason)
    .where(and(eq(absenceReason.studentId, studentId), gte(absenceReason.toDay, day), lte(absenceReason.fromDay, day)))
    .orderBy(asc(absenceReason.at))
    .all()
    .map(({ at, by, session, reason, fromDay, toDay, note, withdrawnAt }) => ({
      kind: 'reason',
      at,
      by,
      session,
      reason,
      fromDay,
      toDay,
      note,
      withdrawn: withdrawnAt !== null,
    }))
}

function callsOf(tx: Tx, studentId: StudentId, day: Day): DayEntry[] {
  return tx
    .select({
      at: callLog.at,
      by: callLog.by,
      guardian: guardian.fullName,
      outcome: callLog.outcome,
      note: callLog.note,
    })
    .from(callLog)
    .leftJoin(guardian, eq(guardian.id, callLog.guardianId))
    .where(and(eq(callLog.studentId, studentId), eq(callLog.day, day), isNull(callLog.withdrawnAt)))
    .all()
    .map(row => ({ kind: 'call', ...row }))
}
