import { reasonsOn } from '../attendance/day-facts.repo.ts'
import { termStanding } from '../attendance/rates.ts'
import { standingsOf } from '../attendance/standing.repo.ts'
import type { NotInStudent } from '../contract/attendance.ts'
import type { Day, SessionName, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { maskPhone } from '../school/mask.ts'
import { firstGuardians, lastCalls, marksBetween, studentsWithPhoto } from './not-in-facts.repo.ts'

export type NotInFacts = Pick<
  NotInStudent,
  'hasPhoto' | 'guardian' | 'absencesThisTerm' | 'daysInARow' | 'reason' | 'lastCall'
>

type Asked = {
  readonly day: Day
  readonly session: SessionName
  /** The term that is counted; null: none has begun. */
  readonly term: { readonly from: Day } | null
}

/** What the office must know at once of students who are not in: whom to call, how often they are away, what is said already. */
export function notInFacts(
  tx: Tx,
  { day, session, term }: Asked,
  studentIds: readonly StudentId[],
): (studentId: StudentId) => NotInFacts {
  const photos = studentsWithPhoto(tx, studentIds)
  const guardians = firstGuardians(tx, studentIds)
  const calls = lastCalls(tx, day)
  const reasons = new Map(
    reasonsOn(tx, day)
      .filter(row => row.session === null || row.session === session)
      .map(({ studentId, code, toDay, note }) => [studentId, { code, until: toDay, note }]),
  )
  const absences = absencesOf(tx, day, term, studentIds)
  return studentId => {
    const guardian = guardians.get(studentId)
    const { missedDays, daysInARow } = absences.get(studentId) ?? { missedDays: 0, daysInARow: 0 }
    return {
      hasPhoto: photos.has(studentId),
      guardian: guardian === undefined ? null : { ...guardian, phone: maskPhone(guardian.phone) },
      absencesThisTerm: missedDays,
      daysInARow,
      reason: reasons.get(studentId) ?? null,
      lastCall: calls.get(studentId) ?? null,
    }
  }
}

type Absences = { readonly missedDays: number; readonly daysInARow: number }

/** To count more than these at once would hold everything else up. */
const mostCounted = 100

/**
 * From what is worked out already; of a few of whom that is not so yet, counted now. More of them there are only for
 * the moments until the standings are worked out: nothing is said of them then.
 */
function absencesOf(tx: Tx, day: Day, term: Asked['term'], studentIds: readonly StudentId[]): Map<StudentId, Absences> {
  if (term === null) return new Map()
  const known: Map<StudentId, Absences> = standingsOf(tx, term.from, studentIds)
  const others = studentIds.filter(id => !known.has(id))
  if (others.length === 0 || others.length > mostCounted) return known
  for (const [id, marks] of marksBetween(tx, others, term.from, day)) {
    const { missedHalfDays, daysInARow } = termStanding(marks)
    known.set(id, { missedDays: missedHalfDays / 2, daysInARow })
  }
  return known
}
