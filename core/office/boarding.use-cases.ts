import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { NightRoll, NightRollStudent } from '../contract/morning.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Caller, Deps, UseCasesFor } from '../use-case.ts'
import { boarders } from './boarders.repo.ts'
import { closeRoll, findRoll, putEntries, rollOf, startRoll } from './boarding.repo.ts'
import type { StoredRoll } from './boarding.repo.ts'
import { nightRollOf } from './night-roll.ts'
import { reportingDay } from './reporting.ts'

/** The day on which boarders come back, and their roll at night. */
export function boardingUseCases({ db, clock, emit }: Pick<Deps, 'db' | 'clock' | 'emit'>) {
  const timetables = createTimetables()
  const announce = () => emit({ name: 'boarding.changed', payload: {} })

  function rollAt(tx: Tx, stored: StoredRoll | null): NightRoll {
    if (stored === null) throw new AppError('not_found')
    return nightRollOf(tx, timetables(readCalendar(tx)), clock.now(), stored)
  }

  /** A roll that may still be changed. */
  function openRoll(tx: Tx, stored: StoredRoll | null): NightRoll {
    const roll = rollAt(tx, stored)
    if (roll.closedAt !== null) throw new AppError('roll_closed', { day: roll.day })
    return roll
  }

  return {
    'boarding.reporting': ({ day }) => reportingDay(db, timetables(readCalendar(db)), clock.now(), day),

    'boarding.night': () => {
      const stored = rollOf(db, timetables(readCalendar(db)).dayOf(clock.now()))
      return stored === null ? null : rollAt(db, stored)
    },

    'boarding.nightStart': (_, caller) => {
      const at = clock.now()
      const id = transact(db, tx => {
        const day = timetables(readCalendar(tx)).dayOf(at)
        const found = rollOf(tx, day)
        // One night is finished before the next begins.
        if (found !== null && found.closedAt === null && found.day !== day) throw incomplete(rollAt(tx, found))
        if (found !== null) {
          openRoll(tx, found)
          return found.id
        }
        if (boarders(tx, day).length === 0) throw new AppError('not_found')
        const made = startRoll(tx, day, at, nameOf(caller))
        caller.audit(tx, { entityId: made })
        return made
      })
      announce()
      return { id }
    },

    'boarding.nightMark': ({ nightRollId, studentIds, state, note }, caller) => {
      transact(db, tx => {
        const roll = openRoll(tx, findRoll(tx, nightRollId))
        const ids = [...new Set(studentIds)]
        const meant = studentsOf(roll).filter(({ studentId }) => ids.includes(studentId))
        if (meant.length < ids.length) throw new AppError('not_found')
        // Away is an answer only when somebody knows where.
        if (state === 'away' && note === '' && meant.some(({ excuse }) => excuse === null)) {
          throw new AppError('invalid_input', { field: 'note' })
        }
        putEntries(tx, roll.id, ids, { state, note, at: clock.now(), by: nameOf(caller) })
        caller.audit(tx)
      })
      announce()
      return null
    },

    'boarding.nightClose': ({ nightRollId }, caller) => {
      transact(db, tx => {
        const roll = openRoll(tx, findRoll(tx, nightRollId))
        if (roll.missing > 0) throw incomplete(roll)
        closeRoll(tx, roll.id, clock.now(), nameOf(caller))
        caller.audit(tx)
      })
      announce()
      return null
    },
  } satisfies UseCasesFor<'boarding'>
}

/** Names the first child of whom nobody has said where it is. */
function incomplete(roll: NightRoll): AppError {
  const first = studentsOf(roll).find(({ state }) => state === null)
  return new AppError('roll_incomplete', { day: roll.day, missing: roll.missing, student: first?.fullName ?? '' })
}

function studentsOf({ streams }: NightRoll): NightRollStudent[] {
  return streams.flatMap(({ students }) => students)
}

function nameOf({ user }: Caller): string {
  return user?.fullName ?? ''
}
