import { sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Day, GuardianId, SchoolId, StreamId, StudentId } from '../contract/common.ts'
import { insertMany } from '../db/insert-many.ts'
import type { Tx } from '../db/open.ts'
import { classAlias, counter, guardian, importMemory, streamStay, student, studentGuardian } from '../db/schema.ts'
import { newId } from '../ids.ts'
import type { Remembered, StoredGuardian, StoredStudent } from './import-school.repo.ts'

// Thousands of rows at once: one statement for each table, whatever their number.

export type NewStudent = Omit<StoredStudent, 'active'> & { readonly schoolId: SchoolId; readonly stayFrom: Day }
export type NewGuardian = StoredGuardian & { readonly schoolId: SchoolId }
export type NewGuardianLink = {
  readonly id: string
  readonly studentId: StudentId
  readonly guardianId: GuardianId
  readonly relation: string
  readonly receivesMessages: boolean
  readonly position: number
}

/** Adds students with the next PINs that were never given out, each in his or her stream. */
export function insertStudents(tx: Tx, students: readonly NewStudent[], at: number): void {
  if (students.length === 0) return
  const last = takePins(tx, students.length)
  const first = last - students.length + 1
  insertMany(
    tx,
    student,
    students.map((row, i) => ({ ...row, pin: first + i, createdAt: at })),
  )
  insertMany(
    tx,
    streamStay,
    students.map(({ id, streamId, stayFrom }) => ({ id: newId(), studentId: id, streamId, fromDay: stayFrom })),
  )
}

/** Returns the last of them. */
function takePins(tx: Tx, count: number): number {
  const [taken] = tx
    .insert(counter)
    .values({ name: 'pin', value: count })
    .onConflictDoUpdate({ target: counter.name, set: { value: sql`${counter.value} + ${count}` } })
    .returning({ value: counter.value })
    .all()
  return taken?.value ?? count
}

export function insertGuardians(tx: Tx, guardians: readonly NewGuardian[], at: number): void {
  insertMany(
    tx,
    guardian,
    guardians.map(row => ({ ...row, createdAt: at })),
  )
}

export function insertLinks(tx: Tx, links: readonly NewGuardianLink[]): void {
  insertMany(tx, studentGuardian, links)
}

/** Writes these facts of students; those of one column are written together. */
export function updateStudents(tx: Tx, changes: ReadonlyMap<StudentId, Partial<StoredStudent>>): void {
  const columns: readonly (readonly [keyof StoredStudent, SQL])[] = [
    ['firstName', sql`first_name`],
    ['middleName', sql`middle_name`],
    ['lastName', sql`last_name`],
    ['gender', sql`gender`],
    ['dateOfBirth', sql`date_of_birth`],
    ['boarding', sql`boarding`],
    ['admittedOn', sql`admitted_on`],
    ['upi', sql`upi`],
    ['assessmentNumber', sql`assessment_number`],
    ['birthCertificate', sql`birth_certificate`],
  ]
  for (const [key, column] of columns) {
    const values = [...changes].flatMap(([id, facts]) => (key in facts ? [[id, bound(facts[key])]] : []))
    if (values.length > 0) updateColumn(tx, sql`${student}`, column, values)
  }
}

/** Writes names and languages of guardians. */
export function updateGuardians(tx: Tx, changes: ReadonlyMap<GuardianId, Partial<StoredGuardian>>): void {
  for (const [key, column] of [
    ['fullName', sql`full_name`],
    ['language', sql`language`],
  ] as const) {
    const values = [...changes].flatMap(([id, facts]) => (key in facts ? [[id, bound(facts[key])]] : []))
    if (values.length > 0) updateColumn(tx, sql`${guardian}`, column, values)
  }
}

/** Writes what a guardian is to a student, or puts another guardian into a link. */
export function updateLinks(
  tx: Tx,
  changes: ReadonlyMap<string, { readonly relation?: string; readonly guardianId?: GuardianId }>,
): void {
  for (const [key, column] of [
    ['relation', sql`relation`],
    ['guardianId', sql`guardian_id`],
  ] as const) {
    const values = [...changes].flatMap(([id, facts]) => (facts[key] === undefined ? [] : [[id, facts[key]]]))
    if (values.length > 0) updateColumn(tx, sql`${studentGuardian}`, column, values)
  }
}

function updateColumn(tx: Tx, table: SQL, column: SQL, values: readonly (readonly unknown[])[]): void {
  tx.run(
    sql`update ${table} set ${column} = given.value ->> 1 from json_each(${JSON.stringify(values)}) given
        where ${table}.id = given.value ->> 0`,
  )
}

function bound(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value
}

/** Of these, the guardians who have no child any more are put away. */
export function removeChildless(tx: Tx, ids: readonly GuardianId[], at: number): void {
  tx.run(
    sql`update ${guardian} set deleted_at = ${at}
        where id in (select value from json_each(${JSON.stringify(ids)}))
          and not exists (select 1 from ${studentGuardian} where guardian_id = ${guardian}.id)`,
  )
}

/** What the import has said of each of these students. */
export function remember(tx: Tx, said: ReadonlyMap<StudentId, Remembered>, at: number): void {
  insertMany(
    tx,
    importMemory,
    [...said].map(([studentId, fields]) => ({ studentId, fields, at })),
    sql`on conflict (student_id) do update set fields = excluded.fields, at = excluded.at`,
  )
}

/** What these class labels mean, for the next time. */
export function saveAliases(tx: Tx, aliases: ReadonlyMap<string, StreamId>): void {
  insertMany(
    tx,
    classAlias,
    [...aliases].map(([label, streamId]) => ({ label, streamId })),
    sql`on conflict (label) do update set stream_id = excluded.stream_id`,
  )
}
