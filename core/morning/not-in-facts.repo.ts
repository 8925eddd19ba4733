import { between, eq, isNull, sql } from 'drizzle-orm'
import type { NotInStudent, SessionMark } from '../contract/attendance.ts'
import type { Day, GuardianId, SessionName, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { callLog, guardian, photo, sessionMark, studentGuardian } from '../db/schema.ts'

/** Who is called first for each of these students; the phone is in clear. Those without a guardian are not in the answer. */
export function firstGuardians(
  tx: Tx,
  studentIds: readonly StudentId[],
): Map<StudentId, { readonly id: GuardianId; readonly name: string; readonly phone: string }> {
  // Left to itself SQLite goes through all guardians of the school; a cross join keeps the order written here.
  const rows = tx.all<{ studentId: StudentId; id: GuardianId; name: string; phone: string }>(sql`
    select ${studentGuardian.studentId} as "studentId", ${guardian.id} as id, ${guardian.fullName} as name,
      ${guardian.phone} as phone
    from ${asked(studentIds)}
    cross join ${studentGuardian} on ${studentGuardian.studentId} = asked.value
    cross join ${guardian} on ${guardian.id} = ${studentGuardian.guardianId}
    where ${isNull(guardian.deletedAt)}
    order by ${studentGuardian.position} desc, ${guardian.fullName} desc, ${guardian.id} desc`)
  // The first in the order comes last, and stays.
  return new Map(rows.map(({ studentId, ...row }) => [studentId, row]))
}

/** Those of the students whose photo is there. */
export function studentsWithPhoto(tx: Tx, studentIds: readonly StudentId[]): Set<StudentId> {
  const rows = tx.all<{ id: StudentId }>(sql`
    select asked.value as id from ${asked(studentIds)} cross join ${photo} on ${photo.studentId} = asked.value`)
  return new Set(rows.map(({ id }) => id))
}

/** The last call of a day about each student, of those calls that stand. */
export function lastCalls(tx: Tx, day: Day): Map<StudentId, NonNullable<NotInStudent['lastCall']>> {
  const rows = tx
    .select({
      studentId: callLog.studentId,
      at: callLog.at,
      by: callLog.by,
      outcome: callLog.outcome,
      note: callLog.note,
    })
    .from(callLog)
    .where(sql`${eq(callLog.day, day)} and ${isNull(callLog.withdrawnAt)}`)
    .orderBy(callLog.at, callLog.id)
    .all()
  return new Map(rows.map(({ studentId, ...call }) => [studentId, call]))
}

export type MarkOfDay = {
  readonly day: Day
  readonly session: SessionName
  readonly mark: Exclude<SessionMark, 'not_yet_in'>
  readonly reason: string | null
}

/** The marks of these students from one day to another. */
export function marksBetween(
  tx: Tx,
  studentIds: readonly StudentId[],
  from: Day,
  to: Day,
): Map<StudentId, MarkOfDay[]> {
  const rows = tx.all<MarkOfDay & { studentId: StudentId }>(sql`
    select ${sessionMark.studentId} as "studentId", ${sessionMark.day} as day, ${sessionMark.session} as session,
      ${sessionMark.mark} as mark, ${sessionMark.reason} as reason
    from ${asked(studentIds)}
    cross join (select value as month from json_each(${JSON.stringify(monthsBetween(from, to))})) as months
    cross join ${sessionMark} on substr(${sessionMark.day}, 1, 7) = months.month
      and ${sessionMark.studentId} = asked.value
    where ${between(sessionMark.day, from, to)}`)
  const marks = new Map<StudentId, MarkOfDay[]>()
  for (const { studentId, ...mark } of rows) {
    const own = marks.get(studentId) ?? []
    own.push(mark)
    marks.set(studentId, own)
  }
  return marks
}

function asked(studentIds: readonly StudentId[]) {
  return sql`(select value from json_each(${JSON.stringify(studentIds)})) as asked`
}

function monthsBetween(from: Day, to: Day): string[] {
  const months = []
  const [year = 0, month = 1] = from.split('-').map(Number)
  for (let n = 0; ; n++) {
    const name = new Date(Date.UTC(year, month - 1 + n)).toISOString().slice(0, 7)
    if (name > to.slice(0, 7)) return months
    months.push(name)
  }
}
