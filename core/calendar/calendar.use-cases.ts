import { lockedDays } from '../attendance/locks.repo.ts'
import { refuseLocked } from '../attendance/locks.ts'
import { recalculateSoon, scopeOfDays } from '../attendance/recalculate.ts'
import { createTimetables } from '../attendance/timetable.ts'
import type { Parsed } from '../contract/api.ts'
import type { Calendar, CalendarDates, CalendarDay } from '../contract/calendar.ts'
import type { Day } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import { addDays, daysBetween } from '../day.ts'
import { transact } from '../db/transact.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import { beginUndo } from '../undo/undo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { changedDays, faultIn, inOrder } from './calendar-changes.ts'
import { calendarPreset } from './calendar-presets.ts'
import {
  addClosures,
  cancelClosure,
  closuresWithNames,
  closureSpan,
  confirmClosures,
  placesExist,
  readCalendar,
} from './closures.repo.ts'
import type { ClosurePlaces } from './closures.repo.ts'
import { dayKind } from './day-kind.ts'

type CalendarDeps = Pick<Deps, 'db' | 'clock' | 'emit'> & {
  /** There may be days left to be made anew. */
  readonly wakeRecalculation: () => void
}

/** A school year and a bit. */
const longestClosure = 400
const dateKeys = ['terms', 'halfTerms', 'holidays', 'schoolWeekdays', 'dayStartsAtMinute'] as const

/** When there is school, and when there is none after all. */
export function calendarUseCases({ db, clock, emit, wakeRecalculation }: CalendarDeps) {
  const timetables = createTimetables()

  function announce(): void {
    emit({ name: 'calendar.changed', payload: {} })
    emit({ name: 'attendance.changed', payload: { day: timetables(readCalendar(db)).dayOf(clock.now()) } })
    wakeRecalculation()
  }

  return {
    'calendar.get': (): Calendar => {
      const settings = readSettings(db)
      return { ...datesOf(settings), closures: closuresWithNames(db), checkedWithCircular: settings.calendarChecked }
    },

    'calendar.save': (input, { user, audit }) => {
      const fault = faultIn(input)
      if (fault !== null) throw new AppError('invalid_input', { field: fault })
      const dates = inOrder(input)
      const at = clock.now()
      const saved = transact(db, tx => {
        const days = changedDays(readSettings(tx), dates)
        refuseLocked(tx, day => days.includes(day))
        const undo = beginUndo(tx)
        undo.touch('setting', dateKeys)
        // The hour at which a day begins holds for presses from now on: the day of a press is part of it for good.
        for (const key of dateKeys) writeSetting(tx, key, dates[key], at)
        const recalculated = recalculateSoon(tx, { clock }, scopeOfDays(days))
        audit(tx)
        const facts = { what: 'calendar_save', subject: '', count: days.length, access: 'settings:write' } as const
        return { ...recalculated, undoId: undo.finish({ ...facts, by: user, at }) }
      })
      announce()
      return saved
    },

    'calendar.check': ({ checkedWithCircular }, { audit }) => {
      transact(db, tx => {
        writeSetting(tx, 'calendarChecked', checkedWithCircular, clock.now())
        audit(tx)
      })
      emit({ name: 'calendar.changed', payload: {} })
      return null
    },

    'calendar.preset': ({ year }) => calendarPreset(year),

    'calendar.month': ({ month }): CalendarDay[] => {
      const timetable = timetables(readCalendar(db))
      const locked = new Set(lockedDays(db))
      return daysOfMonth(month).map(day => ({ day, ...dayKind(timetable, day), locked: locked.has(day) }))
    },

    'calendar.close': ({ from, to, session, scope, reason }, { user, audit }) => {
      const length = daysBetween(from, to) + 1
      if (length < 1 || length > longestClosure) throw new AppError('invalid_input', { field: 'to' })
      const at = clock.now()
      const closed = transact(db, tx => {
        const where = placesOf(scope)
        if (!placesExist(tx, where)) throw new AppError('not_found')
        refuseLocked(tx, day => from <= day && day <= to)
        const undo = beginUndo(tx)
        const by = user?.fullName ?? ''
        const ids = addClosures(tx, { ...where, fromDay: from, toDay: to, session, reason, at, by })
        undo.touch('closure', ids)
        confirmClosures(tx, ids)
        const recalculated = recalculateSoon(tx, { clock }, { from, to })
        audit(tx, ids[0] === undefined ? {} : { entityId: ids[0] })
        const facts = { what: 'closure_add', subject: reason, count: length, access: 'attendance:write' } as const
        return { ...recalculated, undoId: undo.finish({ ...facts, by: user, at }) }
      })
      announce()
      return closed
    },

    'calendar.reopen': ({ closureId }, { user, audit }) => {
      const at = clock.now()
      const reopened = transact(db, tx => {
        const span = closureSpan(tx, closureId)
        if (span === null) throw new AppError('not_found')
        const { from, to, reason } = span
        refuseLocked(tx, day => from <= day && day <= to)
        const undo = beginUndo(tx)
        undo.touch('closure', [closureId])
        cancelClosure(tx, closureId, at, user?.fullName ?? '')
        const recalculated = recalculateSoon(tx, { clock }, { from, to })
        audit(tx)
        const count = daysBetween(from, to) + 1
        const facts = { what: 'closure_cancel', subject: reason, count, access: 'attendance:write' } as const
        return { ...recalculated, undoId: undo.finish({ ...facts, by: user, at }) }
      })
      announce()
      return reopened
    },
  } satisfies UseCasesFor<'calendar'>
}

function placesOf(scope: Parsed<'calendar.close'>['scope']): ClosurePlaces {
  if (scope.kind === 'classes') return { scope: 'class', scopeIds: [...new Set(scope.classIds)] }
  if (scope.kind === 'streams') return { scope: 'stream', scopeIds: [...new Set(scope.streamIds)] }
  return { scope: 'school', scopeIds: [null] }
}

function daysOfMonth(month: string): Day[] {
  const days = Array.from({ length: 31 }, (_, i) => addDays(`${month}-01`, i))
  return days.filter(day => day.startsWith(month))
}

function datesOf({ terms, halfTerms, holidays, schoolWeekdays, dayStartsAtMinute }: CalendarDates): CalendarDates {
  return { terms, halfTerms, holidays, schoolWeekdays, dayStartsAtMinute }
}
