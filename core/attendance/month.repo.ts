import { and, eq, gte, isNull, lte, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Day, SessionName, StreamId, StudentId } from '../contract/common.ts'
import type { Gender } from '../contract/school.ts'
import type { Tx } from '../db/open.ts'
import { sessionMark, streamStay, student } from '../db/schema.ts'
import { fullName } from '../school/student-names.repo.ts'
import type { KeptMark } from './marks.repo.ts'

/** `2026-04`, `2026-05` … from the month of one day to that of another. */
function monthsBetween(from: Day, to: Day): string[] {
  const numberOf = (day: Day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
  const first = numberOf(from)
  return Array.from({ length: numberOf(to) - first + 1 }, (_, i) => {
    const month = String(((first + i) % 12) + 1).padStart(2, '0')
    return `${Math.floor((first + i) / 12)}-${month}`
  })
}

/** As the index has it. */
const monthOfMark = sql`substr(${sessionMark.day}, 1, 7)`

export type StudentMark = {
  readonly studentId: StudentId
  readonly day: Day
  readonly session: SessionName
  readonly mark: KeptMark
  readonly reason: string | null
  readonly manual: boolean
}

/** The marks of these students from one day to another, in no order. */
export function marksBetween(tx: Tx, studentIds: readonly StudentId[], from: Day, to: Day): StudentMark[] {
  const rows = tx.values<[StudentId, Day, SessionName, KeptMark, string | null, number]>(sql`
    select ${sessionMark.studentId}, ${sessionMark.day}, ${sessionMark.session}, ${sessionMark.mark},
      ${sessionMark.reason}, ${sessionMark.manual}
    from ${sessionMark}
    where ${monthOfMark} in (select value from json_each(${JSON.stringify(monthsBetween(from, to))}))
      and ${sessionMark.studentId} in (select value from json_each(${JSON.stringify(studentIds)}))
      and ${sessionMark.day} between ${from} and ${to}`)
  return rows.map(([studentId, day, session, mark, reason, manual]) => ({
    studentId,
    day,
    session,
    mark,
    reason,
    manual: manual === 1,
  }))
}

/** How many marks of each kind. */
export type MarkCounts = Readonly<Record<KeptMark, number>>

/** No month has as many sessions, so four counts fit into one number. */
const base = 1024

/**
 * How many marks of each kind every student has in a month. One sum of a number that holds all four counts: four sums
 * take half as long again.
 * @param without sessions of a day that are left out because they are open
 */
export function countsByStudent(
  tx: Tx,
  month: string,
  without: { readonly day: Day; readonly sessions: readonly SessionName[] },
): [StudentId, MarkCounts][] {
  const open = without.sessions.map(
    session => sql`and not (${sessionMark.day} = ${without.day} and ${sessionMark.session} = ${session})`,
  )
  const rows = tx.values<[StudentId, number]>(sql`
    select ${sessionMark.studentId}, sum(case ${sessionMark.mark}
      when 'present' then 1 when 'late' then ${sql.raw(String(base))} when 'absent' then ${sql.raw(String(base ** 2))}
      else ${sql.raw(String(base ** 3))} end)
    from ${sessionMark}
    where ${monthOfMark} = ${month} ${sql.join(open, sql` `)}
    group by ${sessionMark.studentId}`)
  return rows.map(([id, packed]) => [id, unpacked(packed)])
}

function unpacked(packed: number): MarkCounts {
  const digit = (place: number) => Math.floor(packed / base ** place) % base
  return { present: digit(0), late: digit(1), absent: digit(2), not_recorded: digit(3) }
}

/** The marks of a session of a day: who, and which. */
export function marksOfSession(tx: Tx, day: Day, session: SessionName): [StudentId, KeptMark][] {
  return tx.values<[StudentId, KeptMark]>(sql`
    select ${sessionMark.studentId}, ${sessionMark.mark} from ${sessionMark}
    where ${sessionMark.day} = ${day} and ${sessionMark.session} = ${session}`)
}

/** Some days in a stream; on the roll throughout. */
export type Stay = {
  readonly studentId: StudentId
  readonly streamId: StreamId
  readonly from: Day
  readonly to: Day
  readonly boarding: boolean
}

const onRollFrom = sql<Day>`max(${streamStay.fromDay}, coalesce(${student.admittedOn}, ''))`
/** Who is inactive without a day on which he or she left is on no roll, as in the roll of a day. */
const onRollTo = sql<Day>`min(coalesce(${streamStay.toDay}, '9999-12-31'),
  coalesce(${student.leftOn}, case when ${student.active} then '9999-12-31' else '' end))`

/** Who was in which stream between two days, and when of these days. */
export function staysBetween(tx: Tx, from: Day, to: Day): Stay[] {
  return selectStays(tx, from, to, sql``)
}

/** In which streams a student was between two days, and when of these days. */
export function staysOfStudent(tx: Tx, studentId: StudentId, from: Day, to: Day): Stay[] {
  return selectStays(tx, from, to, sql`and ${student.id} = ${studentId}`)
}

function selectStays(tx: Tx, from: Day, to: Day, who: SQL): Stay[] {
  const rows = tx.values<[StudentId, StreamId, Day, Day, number]>(sql`
    select ${student.id}, ${streamStay.streamId}, max(${onRollFrom}, ${from}), min(${onRollTo}, ${to}), ${student.boarding}
    from ${streamStay} join ${student} on ${student.id} = ${streamStay.studentId}
    where ${streamStay.fromDay} <= ${to} and (${streamStay.toDay} is null or ${streamStay.toDay} >= ${from})
      and ${student.deletedAt} is null ${who}`)
  return rows
    .filter(([, , first, last]) => first <= last)
    .map(([studentId, streamId, first, last, boarding]) => ({
      studentId,
      streamId,
      from: first,
      to: last,
      boarding: boarding === 1,
    }))
}

export type StreamMember = Stay & {
  readonly fullName: string
  readonly admissionNumber: string
  readonly gender: Gender
}

/** Who was in a stream between two days, by name; one who left it and came back is there twice. */
export function membersBetween(tx: Tx, streamId: StreamId, from: Day, to: Day): StreamMember[] {
  const rows = tx
    .select({
      studentId: student.id,
      streamId: streamStay.streamId,
      from: sql<Day>`max(${onRollFrom}, ${from})`,
      to: sql<Day>`min(${onRollTo}, ${to})`,
      boarding: student.boarding,
      fullName,
      admissionNumber: student.admissionNumber,
      gender: student.gender,
    })
    .from(streamStay)
    .innerJoin(student, eq(student.id, streamStay.studentId))
    .where(
      and(
        eq(streamStay.streamId, streamId),
        lte(streamStay.fromDay, to),
        or(isNull(streamStay.toDay), gte(streamStay.toDay, from)),
        isNull(student.deletedAt),
      ),
    )
    .orderBy(
      sql`${student.firstName} collate nocase`,
      sql`${student.lastName} collate nocase`,
      student.admissionNumber,
      streamStay.fromDay,
    )
    .all()
  return rows.filter(row => row.from <= row.to)
}
