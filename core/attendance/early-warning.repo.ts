import { and, desc, eq, gte, isNull, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { ClassId, Day, StreamId, StudentId } from '../contract/common.ts'
import type { EarlyWarning, WarningLimits } from '../contract/morning.ts'
import type { Tx } from '../db/open.ts'
import { callLog, schoolClass, standing, stream, student, warningNote } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { fullClassName, fullName } from '../school/student-names.repo.ts'

export type WarningFilter = {
  /** First day of the term. */
  readonly termFrom: Day
  readonly limits: WarningLimits
  readonly classId?: ClassId | undefined
  readonly streamId?: StreamId | undefined
  /** Percent missed; left out: whoever is on the list, by percent or by days in a row. */
  readonly fromPercent?: number | undefined
  /** School days in a row without attendance. */
  readonly daysInARow?: number | undefined
}

export type WarningFacts = {
  readonly studentId: StudentId
  readonly fullName: string
  readonly admissionNumber: string
  readonly className: string
  readonly enrolledDays: number
  readonly missedHalfDays: number
  readonly missedRate: number
  readonly daysInARow: number
  readonly mainReason: string | null
  readonly lastContactAt: number | null
  readonly note: string | null
}

/** One page of those to look after, those who missed most first. */
export function warningRows(tx: Tx, filter: WarningFilter, limit: number, offset: number): WarningFacts[] {
  const lastContactAt = sql<number | null>`(
    select max(${callLog.at}) from ${callLog}
    where ${callLog.studentId} = ${student.id} and ${callLog.withdrawnAt} is null)`
  const note = sql<string | null>`(
    select ${warningNote.text} from ${warningNote} where ${warningNote.studentId} = ${student.id}
    order by ${warningNote.at} desc limit 1)`
  return tx
    .select({
      studentId: student.id,
      fullName,
      admissionNumber: student.admissionNumber,
      className: fullClassName,
      enrolledDays: standing.enrolledDays,
      missedHalfDays: standing.missedHalfDays,
      missedRate: standing.missedRate,
      daysInARow: standing.daysInARow,
      mainReason: standing.mainReason,
      lastContactAt,
      note,
    })
    .from(standing)
    .innerJoin(student, eq(student.id, standing.studentId))
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(and(judged(filter), listed(filter)))
    .orderBy(desc(standing.missedRate), desc(standing.daysInARow), student.admissionNumber)
    .limit(limit)
    .offset(offset)
    .all()
}

/** How many are in each tier, those of the worse ones included, and how many were away so many days in a row. */
export function warningCounts(tx: Tx, filter: WarningFilter): EarlyWarning['counts'] & { readonly total: number } {
  const { watch, chronic, serious, severe, inARow } = filter.limits
  const atLeast = (percent: number) => sql<number>`coalesce(sum(${standing.missedRate} >= ${percent * 100}), 0)`
  const away = (days: number) => sql<number>`coalesce(sum(${standing.daysInARow} >= ${days}), 0)`
  const [first = 1, second = 1, third = 1] = inARow
  const found = tx
    .select({
      watch: atLeast(watch),
      chronic: atLeast(chronic),
      serious: atLeast(serious),
      severe: atLeast(severe),
      first: away(first),
      second: away(second),
      third: away(third),
      total: sql<number>`coalesce(sum(${listed(filter)}), 0)`,
    })
    .from(standing)
    .innerJoin(student, eq(student.id, standing.studentId))
    .innerJoin(stream, eq(stream.id, student.streamId))
    .where(judged(filter))
    .get()
  const { first: a = 0, second: b = 0, third: c = 0, ...rest } = found ?? {}
  return { watch: 0, chronic: 0, serious: 0, severe: 0, total: 0, ...rest, inARow: [a, b, c] }
}

/** Still at the school, and there for long enough. */
function judged({ termFrom, limits, classId, streamId }: WarningFilter): SQL | undefined {
  return and(
    eq(standing.termFrom, termFrom),
    gte(standing.enrolledDays, limits.afterDays),
    eq(student.active, true),
    isNull(student.deletedAt),
    classId === undefined ? undefined : eq(stream.classId, classId),
    streamId === undefined ? undefined : eq(student.streamId, streamId),
  )
}

function listed({ limits, fromPercent, daysInARow }: WarningFilter): SQL | undefined {
  if (daysInARow !== undefined) return gte(standing.daysInARow, daysInARow)
  if (fromPercent !== undefined) return gte(standing.missedRate, fromPercent * 100)
  const [shortest = 1] = limits.inARow
  return or(gte(standing.missedRate, limits.watch * 100), gte(standing.daysInARow, shortest))
}

/** Keeps what was done about a student. */
export function addWarningNote(
  tx: Tx,
  note: { readonly studentId: StudentId; readonly text: string; readonly at: number; readonly by: string },
): void {
  tx.insert(warningNote)
    .values({ ...note, id: newId() })
    .run()
}
