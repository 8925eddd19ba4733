import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import type { AnyColumn, SQL } from 'drizzle-orm'
import type { AttendanceRecordId, Day, DeviceId, PunchId, StudentId } from '../contract/common.ts'
import type { EventType, PunchSource } from '../contract/attendance.ts'
import { recordChanges } from '../cloud/changes.repo.ts'
import type { Change } from '../cloud/changes.repo.ts'
import { insertMany, insertNew } from '../db/insert-many.ts'
import type { Tx } from '../db/open.ts'
import { attendanceRecord, device, punch } from '../db/schema.ts'

/** `column in (…)` for a list of any length with one bound value, so that the statement's text stays the same. */
export function among(column: AnyColumn, ids: readonly string[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify(ids)}))`
}

export type NewPunch = typeof punch.$inferInsert

/** Keeps the punches that are not known yet (by terminal, PIN and raw time) and returns those. */
export function insertPunches(tx: Tx, rows: readonly NewPunch[]): NewPunch[] {
  const kept = insertNew(tx, punch, rows)
  return rows.filter(row => kept.has(row.id))
}

export type StoredPunch = {
  readonly id: PunchId
  /** The same in every database that reads this terminal: its serial number, not our id of it. */
  readonly key: string
  readonly studentId: StudentId
  readonly deviceId: DeviceId
  readonly at: number
  readonly verify: number
  readonly source: PunchSource
}

/** All punches of these students on one day, by student. */
export function punchesOf(tx: Tx, day: Day, studentIds: readonly StudentId[]): Map<StudentId, StoredPunch[]> {
  const rows = tx
    .select({
      id: punch.id,
      key: sql<string>`coalesce(${device.serialNumber}, ${device.id}) || ':' || ${punch.pin} || ':' || ${punch.rawTime}`,
      studentId: sql<StudentId>`${punch.studentId}`,
      deviceId: punch.deviceId,
      at: sql<number>`${punch.at}`,
      verify: punch.verify,
      source: punch.source,
    })
    .from(punch)
    .innerJoin(device, eq(device.id, punch.deviceId))
    .where(and(among(punch.studentId, studentIds), eq(punch.day, day)))
    .all()
  return byStudent(rows)
}

export type StoredRecord = {
  readonly id: AttendanceRecordId
  readonly punchId: PunchId
  readonly studentId: StudentId
  readonly deviceId: DeviceId
  readonly day: Day
  readonly eventType: EventType
  readonly at: number
  readonly verificationMethod: string
  readonly source: PunchSource
}

/** The attendance records of these students on one day in order of time, by student. */
export function recordsOf(tx: Tx, day: Day, studentIds: readonly StudentId[]): Map<StudentId, StoredRecord[]> {
  const rows = tx
    .select(getTableColumns(attendanceRecord))
    .from(sql`json_each(${JSON.stringify(studentIds)})`)
    // SQLite keeps the order of a cross join: student by student, not through all records of the day.
    .crossJoin(attendanceRecord)
    .where(and(eq(attendanceRecord.studentId, sql`value`), eq(attendanceRecord.day, day)))
    .orderBy(attendanceRecord.at)
    .all()
  return byStudent(rows)
}

export type RecordChanges = {
  readonly added: readonly StoredRecord[]
  /** Same press, other meaning. */
  readonly turned: readonly StoredRecord[]
  readonly removed: readonly StoredRecord[]
}

/** Writes what has changed about attendance records, with what the cloud must hear of it. */
export function writeRecords(tx: Tx, { added, turned, removed }: RecordChanges, now: number): void {
  if (removed.length > 0) {
    tx.delete(attendanceRecord)
      .where(
        among(
          attendanceRecord.id,
          removed.map(({ id }) => id),
        ),
      )
      .run()
  }
  for (const { id, eventType } of turned) {
    tx.update(attendanceRecord).set({ eventType }).where(eq(attendanceRecord.id, id)).run()
  }
  insertMany(tx, attendanceRecord, added)
  recordChanges(tx, [
    ...removed.map(record => changeOf(record, 'delete', now)),
    ...[...turned, ...added].map(record => changeOf(record, 'put', now)),
  ])
}

function changeOf(record: StoredRecord, op: Change['op'], at: number): Change {
  const { id, ...payload } = record
  return { entity: 'attendance_record', entityId: id, op, payload: op === 'put' ? payload : {}, at }
}

/** Whether anybody was recorded on a day before a moment of it. */
export function anyRecordBefore(tx: Tx, day: Day, at: number): boolean {
  const found = tx
    .select({ one: sql`1` })
    .from(attendanceRecord)
    .where(and(eq(attendanceRecord.day, day), sql`${attendanceRecord.at} < ${at}`))
    .limit(1)
    .get()
  return found !== undefined
}

/** Those of the days on which somebody was recorded. */
export function daysWithRecords(tx: Tx, days: readonly Day[]): Day[] {
  return tx
    .all<{ day: Day }>(
      sql`select value as day from json_each(${JSON.stringify(days)})
          where exists (select 1 from ${attendanceRecord} where ${attendanceRecord.day} = value)`,
    )
    .map(({ day }) => day)
}

function byStudent<T extends { readonly studentId: StudentId }>(rows: readonly T[]): Map<StudentId, T[]> {
  const groups = new Map<StudentId, T[]>()
  for (const row of rows) {
    const group = groups.get(row.studentId)
    if (group) group.push(row)
    else groups.set(row.studentId, [row])
  }
  return groups
}
