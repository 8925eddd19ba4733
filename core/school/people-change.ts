import { firstMarkedDay } from '../attendance/marked-days.repo.ts'
import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { Day, StudentId, Undoable } from '../contract/common.ts'
import type { AnyEvent } from '../contract/events.ts'
import type { UndoWhat } from '../contract/undo.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Undo } from '../undo/undo.ts'
import { beginUndo } from '../undo/undo.ts'
import type { Caller, Deps } from '../use-case.ts'

/** What the rest of the application does when people change. */
export type PeopleParts = {
  /** The names or classes of these students, or whether they are at the school, are others now: terminals follow. */
  readonly studentsChanged: (studentIds: readonly StudentId[]) => void
  /** Makes the marks of these students anew from a day on, in the transaction; the events are for after the commit. */
  readonly rollChanged: (
    tx: Tx,
    scope: { readonly from: Day; readonly to: Day; readonly studentIds: readonly StudentId[] },
  ) => readonly AnyEvent[]
}

export type PeopleChange = {
  readonly what: UndoWhat
  /** A name, for the list of what can be taken back. */
  readonly subject: string
  readonly count: number
  /** Terminals are told of these. */
  readonly students?: readonly StudentId[]
  /** First day on which these belong to the school in another way than before; null: since ever. */
  readonly rollFrom?: Day | null
  /** One row of the audit log for each; left out: one, by the input. */
  readonly audited?: readonly string[]
}

export type MakeChange = <T extends object>(
  caller: Caller,
  work: (tx: Tx, undo: Undo, today: Day) => PeopleChange & { readonly answer: T },
) => T & Undoable

/**
 * Makes the function that every change of people goes through: the work, its undo, the marks that follow and the audit
 * are one transaction; then terminals and windows are told.
 */
export function createMakeChange(
  { db, clock, emit }: Pick<Deps, 'db' | 'clock' | 'emit'>,
  parts: PeopleParts,
): MakeChange {
  const timetables = createTimetables()

  function redoMarks(tx: Tx, { rollFrom, students = [] }: PeopleChange, today: Day): readonly AnyEvent[] {
    if (rollFrom === undefined || students.length === 0) return []
    const first = firstMarkedDay(tx)
    if (first === null) return []
    const from = rollFrom === null || rollFrom < first ? first : rollFrom
    return from > today ? [] : parts.rollChanged(tx, { from, to: today, studentIds: students })
  }

  return (caller, work) => {
    const { answer, change, undoId, events } = transact(db, tx => {
      const today = timetables(readCalendar(tx)).dayOf(clock.now())
      const undo = beginUndo(tx)
      const { answer: made, ...facts } = work(tx, undo, today)
      const following = redoMarks(tx, facts, today)
      const { what, subject, count } = facts
      const id = undo.finish({ what, subject, count, access: 'students:write', by: caller.user, at: clock.now() })
      for (const entityId of facts.audited ?? [null]) caller.audit(tx, entityId === null ? {} : { entityId })
      return { answer: made, change: facts, undoId: id, events: following }
    })
    if (change.students !== undefined) parts.studentsChanged(change.students)
    for (const event of events) emit(event)
    emit({ name: 'people.changed', payload: {} })
    return { ...answer, undoId }
  }
}
