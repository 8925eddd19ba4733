import { and, eq, gte, inArray, isNull, min, or, sql } from 'drizzle-orm'
import { among } from '../attendance/attendance.repo.ts'
import type { Day, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { attendanceRecord, device, deviceUser, manualMark, punch, punchDismissal, student } from '../db/schema.ts'
import { fullName } from '../school/student-names.repo.ts'

/** Those of the students whom since a day neither a terminal has seen nor a person marked as present. */
export function unseenSince(tx: Tx, studentIds: readonly StudentId[], day: Day): Set<StudentId> {
  const rows = tx.all<{ id: StudentId }>(sql`
    select asked.value as id from json_each(${JSON.stringify(studentIds)}) as asked
    where not exists (
        select 1 from ${attendanceRecord}
        where ${attendanceRecord.studentId} = asked.value and ${attendanceRecord.day} >= ${day})
      and not exists (
        select 1 from ${manualMark}
        where ${manualMark.studentId} = asked.value and ${and(
          gte(manualMark.day, day),
          isNull(manualMark.withdrawnAt),
          inArray(manualMark.mark, ['present', 'late']),
        )})`)
  return new Set(rows.map(({ id }) => id))
}

/** The ministry's numbers of these students, where they are known. */
export function upisOf(tx: Tx, studentIds: readonly StudentId[]): Map<StudentId, string | null> {
  const rows = tx.select({ id: student.id, upi: student.upi }).from(student).where(among(student.id, studentIds)).all()
  return new Map(rows.map(({ id, upi }) => [id, upi]))
}

/** The first day on which anybody was recorded. */
export function firstRecordDay(tx: Tx): Day | null {
  return (
    tx
      .select({ day: min(attendanceRecord.day) })
      .from(attendanceRecord)
      .get()?.day ?? null
  )
}

export type UnlistedPin = {
  readonly deviceName: string
  readonly pin: string
  readonly nameOnDevice: string | null
  readonly punches: number
  readonly lastAt: number
  readonly leaver: { readonly studentId: StudentId; readonly fullName: string; readonly leftOn: Day | null } | null
}

const facts = {
  deviceName: device.name,
  pin: punch.pin,
  nameOnDevice: sql<string | null>`nullif(max(${deviceUser.name}), '')`,
  punches: sql<number>`count(*)`,
  lastAt: sql<number>`max(${punch.at})`,
}
const sameUser = and(eq(deviceUser.deviceId, punch.deviceId), eq(deviceUser.pin, punch.pin))

/** PINs that nobody has and that pressed since a moment, epoch ms; without those that a person has put aside. */
export function unknownPinsSince(tx: Tx, at: number): UnlistedPin[] {
  return tx
    .select(facts)
    .from(punch)
    .innerJoin(device, eq(device.id, punch.deviceId))
    .leftJoin(deviceUser, sameUser)
    .where(
      and(
        // Left to itself SQLite goes through all punches that ever stayed unmatched. A punch is recorded after it is
        // made or, clocks being different, up to a day before.
        sql`${punch.id} in (
          select id from punch indexed by punch_unmatched
          where student_id is null and recorded_at >= ${at - dayMs})`,
        gte(punch.at, at),
        sql`not exists (select 1 from ${punchDismissal} where ${punchDismissal.punchId} = ${punch.id})`,
      ),
    )
    .groupBy(punch.deviceId, punch.pin)
    .orderBy(device.name, sql`cast(${punch.pin} as integer)`, punch.pin)
    .all()
    .map(row => ({ ...row, leaver: null }))
}

/** Students who have left, and whose finger pressed since a day, after they had left. */
export function leaversSince(tx: Tx, day: Day): UnlistedPin[] {
  return tx
    .select({ ...facts, studentId: student.id, fullName, leftOn: student.leftOn })
    .from(student)
    .crossJoin(punch)
    .innerJoin(device, eq(device.id, punch.deviceId))
    .leftJoin(deviceUser, sameUser)
    .where(
      and(
        eq(student.active, false),
        eq(punch.studentId, student.id),
        gte(punch.day, day),
        or(isNull(student.leftOn), sql`${punch.day} > ${student.leftOn}`),
      ),
    )
    .groupBy(punch.deviceId, punch.pin, student.id)
    .orderBy(device.name, sql`cast(${punch.pin} as integer)`)
    .all()
    .map(({ studentId, fullName: name, leftOn, ...row }) => ({ ...row, leaver: { studentId, fullName: name, leftOn } }))
}

const dayMs = 86_400_000
