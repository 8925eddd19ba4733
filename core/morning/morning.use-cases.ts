import { studentNames } from '../attendance/by-hand.repo.ts'
import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { Undoable } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import { transact } from '../db/transact.ts'
import { beginUndo } from '../undo/undo.ts'
import type { Caller, Deps, UseCasesFor } from '../use-case.ts'
import { addCalls, confirmCalls, studentsOfGuardian } from './calls.repo.ts'
import { openAmong, openPunchesOf, putAside } from './inbox.repo.ts'
import { unknownInbox } from './inbox.ts'

type Channels = 'attendance.logCall' | 'attendance.inbox' | 'attendance.dismissPin' | 'attendance.dismissPunches'

/** Calls to guardians, and the punches that nobody was found for. */
export function morningUseCases({ db, clock, emit }: Pick<Deps, 'db' | 'clock' | 'emit'>) {
  const timetables = createTimetables()

  return {
    'attendance.logCall': ({ studentIds, guardianId, day, outcome, note }, caller): Undoable => {
      const at = clock.now()
      const by = nameOf(caller)
      const undoId = transact(db, tx => {
        if (day > timetables(readCalendar(tx)).dayOf(at)) throw new AppError('day_in_future')
        const asked = [...new Set(studentIds)]
        const names = studentNames(tx, asked)
        if (names.length < asked.length) throw new AppError('not_found')
        const theirs = guardianId === undefined ? new Set() : studentsOfGuardian(tx, guardianId, asked)
        if (guardianId !== undefined && theirs.size === 0) throw new AppError('not_found')
        const undo = beginUndo(tx)
        const ids = addCalls(
          tx,
          asked.map(studentId => ({
            studentId,
            guardianId: guardianId !== undefined && theirs.has(studentId) ? guardianId : null,
            day,
            outcome,
            note,
            at,
            by,
          })),
        )
        undo.touch('call_log', ids)
        confirmCalls(tx, ids)
        const [only] = asked
        caller.audit(tx, asked.length === 1 && only !== undefined ? { entityId: only } : {})
        return undo.finish({
          what: 'call_log',
          subject: names.length === 1 ? (names[0] ?? '') : '',
          count: asked.length,
          access: 'attendance:write',
          by: caller.user,
          at,
        })
      })
      emit({ name: 'attendance.changed', payload: { day } })
      return { undoId }
    },

    'attendance.inbox': () => unknownInbox(db),

    'attendance.dismissPin': ({ deviceId, pin, why }, caller) => {
      transact(db, tx => {
        const punches = openPunchesOf(tx, deviceId, pin)
        if (punches.length === 0) throw new AppError('not_found')
        putAside(tx, punches, clock.now(), nameOf(caller), why)
        caller.audit(tx, { entityId: `${deviceId}:${pin}` })
      })
      emit({ name: 'attendance.unmatched', payload: { day: null } })
      return null
    },

    'attendance.dismissPunches': ({ punchIds, why }, caller) => {
      transact(db, tx => {
        const punches = openAmong(tx, punchIds)
        if (punches.length === 0) throw new AppError('not_found')
        putAside(tx, punches, clock.now(), nameOf(caller), why)
        caller.audit(tx)
      })
      emit({ name: 'attendance.unmatched', payload: { day: null } })
      return null
    },
  } satisfies Pick<UseCasesFor<'attendance'>, Channels>
}

function nameOf({ user }: Caller): string {
  return user?.fullName ?? ''
}
