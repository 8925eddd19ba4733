import { readCalendar } from '../calendar/closures.repo.ts'
import type { StudentId, Undoable } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { DayLock, DayStory, Reason } from '../contract/morning.ts'
import type { UndoWhat } from '../contract/undo.ts'
import { daysBetween } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import { beginUndo } from '../undo/undo.ts'
import type { Undo } from '../undo/undo.ts'
import type { Caller, Deps, UseCasesFor } from '../use-case.ts'
import { addMarks, addReasons, confirmMarks, confirmReasons, studentNames } from './by-hand.repo.ts'
import { dayStory } from './day-story.ts'
import { lockDay, locksBetween, unlockDay } from './locks.repo.ts'
import { refuseLocked } from './locks.ts'
import { recalculateSoon } from './recalculate.ts'
import type { Scope } from './recalculate.ts'
import type { Timetable } from './timetable.ts'
import { createTimetables } from './timetable.ts'

type Channels =
  | 'attendance.reasons'
  | 'attendance.saveReasons'
  | 'attendance.explain'
  | 'attendance.setMark'
  | 'attendance.dayStory'
  | 'attendance.locks'
  | 'attendance.lock'
  | 'attendance.unlock'

/** A school year and a bit. */
const longestReason = 400

type ByHandDeps = Pick<Deps, 'db' | 'clock' | 'emit'> & {
  /** There may be days left to be made anew. */
  readonly wakeRecalculation: () => void
}

type Work = { readonly tx: Tx; readonly timetable: Timetable; readonly undo: Undo; readonly at: number }
type Change = { readonly what: UndoWhat; readonly studentIds: readonly StudentId[]; readonly scope: Scope }

/** What a person says of children and days: marks, reasons, and that a day is signed. */
export function byHandUseCases({ db, clock, emit, wakeRecalculation }: ByHandDeps) {
  const timetables = createTimetables()
  const timetableNow = () => timetables(readCalendar(db))

  /** A change about children: what they have, its undo and the marks that follow are one transaction. */
  function change(caller: Caller, { what, studentIds, scope }: Change, work: (parts: Work) => void): Undoable {
    const at = clock.now()
    const undoId = transact(db, tx => {
      const timetable = timetables(readCalendar(tx))
      const names = studentNames(tx, studentIds)
      if (names.length < studentIds.length) throw new AppError('not_found')
      refuseLocked(tx, day => scope.from <= day && day <= scope.to)
      const undo = beginUndo(tx)
      work({ tx, timetable, undo, at })
      recalculateSoon(tx, { clock }, scope)
      const [only] = studentIds
      caller.audit(tx, studentIds.length === 1 && only !== undefined ? { entityId: only } : {})
      const subject = names.length === 1 ? (names[0] ?? '') : ''
      return undo.finish({ what, subject, count: studentIds.length, access: 'attendance:write', by: caller.user, at })
    })
    const today = timetableNow().dayOf(at)
    for (const day of new Set([scope.from, scope.from <= today && today <= scope.to ? today : scope.from])) {
      emit({ name: 'attendance.changed', payload: { day } })
    }
    wakeRecalculation()
    return { undoId }
  }

  return {
    'attendance.reasons': (): Reason[] => readSettings(db).reasons,

    'attendance.saveReasons': ({ reasons }, { audit }) => {
      const fault = reasonsFault(reasons)
      if (fault !== null) throw new AppError('invalid_input', { field: fault })
      transact(db, tx => {
        writeSetting(tx, 'reasons', reasons, clock.now())
        audit(tx)
      })
      emit({ name: 'calendar.changed', payload: {} })
      return null
    },

    'attendance.explain': ({ studentIds, fromDay, toDay, session, reason: code, note }, caller): Undoable => {
      const length = daysBetween(fromDay, toDay) + 1
      if (length < 1 || length > longestReason) throw new AppError('invalid_input', { field: 'toDay' })
      const ids = [...new Set(studentIds)]
      const scope = { from: fromDay, to: toDay, studentIds: ids }
      return change(caller, { what: 'absence_explain', studentIds: ids, scope }, ({ tx, timetable, undo, at }) => {
        const reason = timetable.settings.reasons.find(one => one.code === code)
        if (reason === undefined) throw new AppError('invalid_input', { field: 'reason' })
        const { excused, countsPresent, alertsParent } = reason
        const facts = { fromDay, toDay, session, reason: code, excused, countsPresent, alertsParent, note }
        const by = nameOf(caller)
        const added = addReasons(
          tx,
          ids.map(studentId => ({ ...facts, studentId, at, by })),
        )
        undo.touch('absence_reason', added)
        confirmReasons(tx, added)
      })
    },

    'attendance.setMark': ({ studentIds, day, session, mark, arrivedAt, why }, caller): Undoable => {
      const ids = [...new Set(studentIds)]
      const scope = { from: day, to: day, studentIds: ids }
      return change(caller, { what: 'mark_set', studentIds: ids, scope }, ({ tx, timetable, undo, at }) => {
        if (day > timetable.dayOf(at)) throw new AppError('day_in_future', { day })
        const came = mark === 'absent' ? null : (arrivedAt ?? null)
        if (came !== null && (came > at || timetable.dayOf(came) !== day)) {
          throw new AppError('invalid_input', { field: 'arrivedAt' })
        }
        const by = nameOf(caller)
        const added = addMarks(
          tx,
          ids.map(studentId => ({ studentId, day, session, mark, arrivedAt: came, why, at, by })),
        )
        undo.touch('manual_mark', added)
        confirmMarks(tx, added)
      })
    },

    'attendance.dayStory': ({ studentId, day }): DayStory => {
      if (studentNames(db, [studentId]).length === 0) throw new AppError('not_found')
      return dayStory(db, timetableNow(), clock.now(), studentId, day)
    },

    'attendance.locks': ({ month }): DayLock[] => locksBetween(db, `${month}-01`, `${month}-31`),

    'attendance.lock': ({ day }, caller) => {
      const at = clock.now()
      transact(db, tx => {
        if (day > timetables(readCalendar(tx)).dayOf(at)) throw new AppError('day_in_future', { day })
        lockDay(tx, day, at, nameOf(caller))
        caller.audit(tx)
      })
      emit({ name: 'attendance.changed', payload: { day } })
      return null
    },

    'attendance.unlock': ({ day, why }, caller) => {
      transact(db, tx => {
        if (!unlockDay(tx, day, clock.now(), nameOf(caller), why)) throw new AppError('not_found')
        // What was changed around the day while it was locked counts from now on.
        recalculateSoon(tx, { clock }, { from: day, to: day })
        caller.audit(tx)
      })
      emit({ name: 'attendance.changed', payload: { day } })
      return null
    },
  } satisfies Pick<UseCasesFor<'attendance'>, Channels>
}

function nameOf({ user }: Caller): string {
  return user?.fullName ?? ''
}

/** Codes and keys tell reasons apart. */
function reasonsFault(reasons: readonly Reason[]): string | null {
  for (const [i, { code, key }] of reasons.entries()) {
    const before = reasons.slice(0, i)
    if (before.some(other => other.code === code)) return `reasons.${i}.code`
    if (before.some(other => other.key.toLowerCase() === key.toLowerCase())) return `reasons.${i}.key`
  }
  return null
}
