import { asc, sql } from 'drizzle-orm'
import { schoolClass, stream, student } from '../db/schema.ts'

// Columns that name a student on every screen; the query must join `stream` and `class`.

/** `Brian Otieno`: the middle name is shown on the student's own page only. */
export const fullName = sql<string>`${student.firstName} || ' ' || ${student.lastName}`

/** `Brian Ochieng Otieno`. */
export const allNames = sql<string>`${student.firstName} || coalesce(' ' || ${student.middleName}, '') || ' ' || ${student.lastName}`

/** `Grade 7 East`. */
export const fullClassName = sql<string>`trim(${schoolClass.name} || ' ' || ${stream.name})`

/** The order of every list of students: class level, class, stream, name. */
export const byClassAndName = [
  asc(schoolClass.level),
  asc(schoolClass.name),
  asc(stream.name),
  sql`${student.firstName} collate nocase`,
  sql`${student.lastName} collate nocase`,
  asc(student.admissionNumber),
]
