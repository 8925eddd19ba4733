import { and, asc, eq, gte, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { EventType } from '../contract/attendance.ts'
import type { Day, GatePassId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { attendanceRecord, counter, gatePass, schoolClass, stream, student } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { fullClassName, fullName } from '../school/student-names.repo.ts'

export type NewPass = Omit<typeof gatePass.$inferInsert, 'id' | 'number' | 'cancelledAt'>

/** Writes a pass under the next number, which is never given out again. */
export function insertPass(tx: Tx, pass: NewPass): { id: GatePassId; number: number } {
  const last = tx
    .insert(counter)
    .values({ name: 'gate_pass', value: 1 })
    .onConflictDoUpdate({ target: counter.name, set: { value: sql`${counter.value} + 1` } })
    .returning({ value: counter.value })
    .get()
  const made = { id: newId<GatePassId>(), number: last.value }
  tx.insert(gatePass)
    .values({ ...pass, ...made })
    .run()
  return made
}

export function cancelPass(tx: Tx, id: GatePassId, at: number): void {
  tx.update(gatePass).set({ cancelledAt: at }).where(eq(gatePass.id, id)).run()
}

export type StoredPass = {
  readonly id: GatePassId
  readonly number: number
  readonly studentId: StudentId
  readonly fullName: string
  readonly admissionNumber: string
  readonly className: string
  readonly level: number
  readonly boarding: boolean
  readonly day: Day
  readonly reason: string
  readonly approvedBy: string
  readonly collectedBy: string
  readonly collectorId: string
  readonly issuedAt: number
  readonly issuedBy: string
  readonly expectedReturnAt: number | null
  readonly cancelledAt: number | null
}

function passes(tx: Tx) {
  return tx
    .select({
      id: gatePass.id,
      number: gatePass.number,
      studentId: gatePass.studentId,
      fullName,
      admissionNumber: student.admissionNumber,
      className: fullClassName,
      level: schoolClass.level,
      boarding: student.boarding,
      day: gatePass.day,
      reason: gatePass.reason,
      approvedBy: gatePass.approvedBy,
      collectedBy: gatePass.collectedBy,
      collectorId: gatePass.collectorId,
      issuedAt: gatePass.issuedAt,
      issuedBy: gatePass.issuedBy,
      expectedReturnAt: gatePass.expectedReturnAt,
      cancelledAt: gatePass.cancelledAt,
    })
    .from(gatePass)
    .innerJoin(student, eq(student.id, gatePass.studentId))
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
}

export function findPass(tx: Tx, id: GatePassId): StoredPass | null {
  return passes(tx).where(eq(gatePass.id, id)).get() ?? null
}

/** The passes of a day. */
export function passesOn(tx: Tx, day: Day): StoredPass[] {
  return passes(tx).where(eq(gatePass.day, day)).orderBy(asc(gatePass.number)).all()
}

/**
 * The passes of `day` that stand, and those of the days from `since` on by which a child of the school that has left is
 * to come back.
 */
export function standingPasses(tx: Tx, since: Day, day: Day): StoredPass[] {
  return passes(tx)
    .where(
      and(
        isNull(gatePass.cancelledAt),
        or(
          eq(gatePass.day, day),
          and(
            gte(gatePass.day, since),
            lt(gatePass.day, day),
            isNotNull(gatePass.expectedReturnAt),
            eq(student.active, true),
          ),
        ),
      ),
    )
    .orderBy(asc(gatePass.number))
    .all()
}

export type PassRecord = { readonly studentId: StudentId; readonly eventType: EventType; readonly at: number }

/** The records of these students from a day on, in order of time. */
export function recordsSince(tx: Tx, studentIds: readonly StudentId[], day: Day): PassRecord[] {
  return tx.all<PassRecord>(sql`
    select ${attendanceRecord.studentId} as "studentId", ${attendanceRecord.eventType} as "eventType",
      ${attendanceRecord.at} as at
    from json_each(${JSON.stringify([...new Set(studentIds)])}) as asked
    cross join ${attendanceRecord} on ${attendanceRecord.studentId} = asked.value
    where ${attendanceRecord.day} >= ${day}
    order by ${attendanceRecord.at}`)
}
