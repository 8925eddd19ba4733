import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { ClassId, Day, SchoolId, StreamId, StudentId } from '../contract/common.ts'
import type { Gender } from '../contract/school.ts'
import type { Tx } from '../db/open.ts'
import { counter, schoolClass, stream, student } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { alwaysFrom, beginStay, otherStays } from './stays.repo.ts'
import { allNames, byClassAndName, fullClassName, fullName } from './student-names.repo.ts'

export type StudentDraft = {
  readonly schoolId: SchoolId
  readonly streamId: StreamId
  readonly admissionNumber: string
  readonly firstName: string
  readonly middleName?: string | null
  readonly lastName: string
  readonly gender: Gender
  readonly dateOfBirth?: Day | null
  /** The number the terminals know the student by; left out: the next one that was never used. */
  readonly pin?: number
  readonly boarding?: boolean
  readonly admittedOn?: Day | null
  readonly exempt?: boolean
  readonly upi?: string | null
  readonly assessmentNumber?: string | null
  readonly birthCertificate?: string | null
  readonly at: number
}

/**
 * Adds a student, in his or her stream from the day of admission on. The admission number is kept in upper case and,
 * like the PIN, unique in the school.
 */
export function addStudent(tx: Tx, { at, pin, admissionNumber, ...draft }: StudentDraft): StudentId {
  const id = newId<StudentId>()
  tx.insert(student)
    .values({
      ...draft,
      id,
      admissionNumber: storedAdmissionNumber(admissionNumber),
      pin: takePin(tx, pin),
      createdAt: at,
    })
    .run()
  beginStay(tx, { studentId: id, streamId: draft.streamId, fromDay: draft.admittedOn ?? alwaysFrom })
  return id
}

/** As the database keeps and compares it: upper case, without spaces around. */
export function storedAdmissionNumber(typed: string): string {
  return typed.trim().toUpperCase()
}

/** The given PIN or the next one that was never given out, not even to a student whose import was undone. */
function takePin(tx: Tx, given: number | undefined): number {
  const last = tx.select({ value: counter.value }).from(counter).where(eq(counter.name, 'pin')).get()?.value ?? 0
  const pin = given ?? last + 1
  const row = { name: 'pin', value: Math.max(pin, last) }
  tx.insert(counter).values(row).onConflictDoUpdate({ target: counter.name, set: row }).run()
  return pin
}

export type StudentByPin = {
  readonly id: StudentId
  readonly fullName: string
  /** With middle names: to be compared with what a terminal calls the user. */
  readonly allNames: string
  readonly admissionNumber: string
  /** `Grade 7 East`. */
  readonly className: string
  readonly streamId: StreamId
  readonly active: boolean
}

/** Whose PINs these are. A PIN that is no plain number, or nobody's, is not in the answer. */
export function studentsByPins(tx: Tx, pins: readonly string[]): Map<string, StudentByPin> {
  const wanted = [...new Set(pins)].filter(isPlainPin).map(Number)
  const found = new Map<string, StudentByPin>()
  for (let i = 0; i < wanted.length; i += pinsPerQuery) {
    const rows = tx
      .select({
        pin: student.pin,
        id: student.id,
        fullName,
        allNames,
        admissionNumber: student.admissionNumber,
        className: fullClassName,
        streamId: student.streamId,
        active: student.active,
      })
      .from(student)
      .innerJoin(stream, eq(stream.id, student.streamId))
      .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
      .where(and(inArray(student.pin, wanted.slice(i, i + pinsPerQuery)), isNull(student.deletedAt)))
      .all()
    for (const { pin, ...row } of rows) found.set(String(pin), row)
  }
  return found
}

const pinsPerQuery = 500

/** Whether a terminal's user id can be one of our PINs: `007` and `7` are two users to it, and only the second is. */
export function isPlainPin(pin: string): boolean {
  return /^[1-9]\d{0,8}$/.test(pin)
}

export type RollEntry = {
  readonly id: StudentId
  readonly fullName: string
  readonly admissionNumber: string
  readonly gender: Gender
  readonly pin: number
  readonly streamId: StreamId
  readonly classId: ClassId
  /** `Grade 7 East`. */
  readonly className: string
  /** Of the class: grade 1 to 12, 0 and below for pre-primary. */
  readonly level: number
  readonly boarding: boolean
  /** No terminal can know this child. */
  readonly exempt: boolean
}

/**
 * Who belonged to the school on a day: admitted by then, not yet gone, nor away between leaving and coming back. Each
 * in the stream of that day. By class, stream and name.
 */
export function roll(tx: Tx, day: Day): RollEntry[] {
  type Row = Omit<RollEntry, 'boarding' | 'exempt'> & Record<'boarding' | 'exempt', number>
  // As text: with thousands of rows the query builder's own mapping takes as long as SQLite.
  const rows = tx.all<Row>(sql`
    with other_stay as materialized (${otherStays(day)})
    select ${student.id} as id, ${fullName} as "fullName", ${student.admissionNumber} as "admissionNumber",
      ${student.gender} as gender, ${student.pin} as pin, ${stream.id} as "streamId", ${schoolClass.id} as "classId",
      ${fullClassName} as "className", ${schoolClass.level} as level, ${student.boarding} as boarding,
      ${student.exempt} as exempt
    from ${student}
    left join other_stay on other_stay.student_id = ${student.id}
    join ${stream} on ${stream.id} = coalesce(other_stay.stream_id, ${student.streamId})
    join ${schoolClass} on ${schoolClass.id} = ${stream.classId}
    where ${student.deletedAt} is null
      and (${student.admittedOn} is null or ${student.admittedOn} <= ${day})
      and (${student.leftOn} >= ${day} or (${student.leftOn} is null and ${student.active} = 1))
      and (other_stay.student_id is null or other_stay.stream_id is not null)
    order by ${sql.join(byClassAndName, sql`, `)}`)
  return rows.map(({ boarding, exempt, ...row }) => ({ ...row, boarding: boarding === 1, exempt: exempt === 1 }))
}
