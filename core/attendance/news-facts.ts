import type { Day, SessionName, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { childrenOn, handMarksOn, reasonsOn } from './day-facts.repo.ts'
import type { DayChild, MarkByHand, ReasonOnDay } from './day-facts.repo.ts'

/** What people have said of some children and a day, as far as it decides what parents are told. */
export type NewsFacts = {
  /** Undefined: not on the roll of that day. */
  child(id: StudentId): DayChild | undefined
  /** The mark by hand that stands. */
  byHand(id: StudentId, session: SessionName): MarkByHand['mark'] | undefined
  reasons(id: StudentId): readonly ReasonOnDay[]
  /** There is a reason, for all day or this session, of which parents are not told. */
  isExcused(id: StudentId, session: SessionName): boolean
}

export function newsFacts(tx: Tx, day: Day, ids: readonly StudentId[]): NewsFacts {
  const children = childrenOn(tx, day, ids)
  // The newest comes last and stays.
  const marks = new Map(
    handMarksOn(tx, day, ids).map(({ studentId, session, mark }) => [`${session} ${studentId}`, mark]),
  )
  const reasons = new Map<StudentId, ReasonOnDay[]>()
  for (const reason of reasonsOn(tx, day, ids)) {
    const own = reasons.get(reason.studentId)
    if (own === undefined) reasons.set(reason.studentId, [reason])
    else own.push(reason)
  }
  const reasonsFor = (id: StudentId) => reasons.get(id) ?? []
  return {
    child: id => children.get(id),
    byHand: (id, session) => marks.get(`${session} ${id}`),
    reasons: reasonsFor,
    isExcused(id, session) {
      const newest = reasonsFor(id)
        .filter(reason => reason.session === null || reason.session === session)
        .at(-1)
      return newest !== undefined && !newest.alertsParent
    },
  }
}
