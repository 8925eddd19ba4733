import { reviseMessages } from '../attendance/revise-messages.ts'
import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { GatePass } from '../contract/morning.ts'
import { AppError } from '../contract/errors.ts'
import { transact } from '../db/transact.ts'
import { numberText, slipPage } from '../reports/slip-page.ts'
import { boarderOf } from './boarders.repo.ts'
import { preparePage } from './paper-facts.ts'
import { beginUndo } from '../undo/undo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { leavesAlone } from './pass-rules.ts'
import { cancelPass, findPass, insertPass } from './passes.repo.ts'
import { passList, withStates } from './passes.ts'

/** Leaving during the day: a numbered slip, and whether the child is back, which the terminals say. */
export function passesUseCases({ db, clock, emit, pages }: Pick<Deps, 'db' | 'clock' | 'emit' | 'pages'>) {
  const timetables = createTimetables()

  return {
    'passes.list': ({ day }): GatePass[] => {
      const now = clock.now()
      const timetable = timetables(readCalendar(db))
      return passList(db, timetable, now, day ?? timetable.dayOf(now))
    },

    'passes.issue': ({ unaccompaniedAnyway, ...draft }, caller) => {
      const at = clock.now()
      const made = transact(db, tx => {
        const timetable = timetables(readCalendar(tx))
        const child = boarderOf(tx, draft.studentId)
        if (child === null) throw new AppError('not_found')
        if (draft.expectedReturnAt !== null && draft.expectedReturnAt <= at) {
          throw new AppError('invalid_input', { field: 'expectedReturnAt' })
        }
        if (!unaccompaniedAnyway && leavesAlone(child, draft.collectedBy, timetable.zone.minuteOf(at))) {
          throw new AppError('boarder_alone')
        }
        const day = timetable.dayOf(at)
        const pass = insertPass(tx, { ...draft, day, issuedAt: at, issuedBy: caller.user?.fullName ?? '' })
        // Who has left with this word has not left early.
        reviseMessages({ tx, clock, timetable }, day)
        caller.audit(tx, { entityId: pass.id })
        return pass
      })
      emit({ name: 'passes.changed', payload: {} })
      return made
    },

    'passes.cancel': ({ gatePassId }, caller) => {
      const at = clock.now()
      const undoId = transact(db, tx => {
        const pass = findPass(tx, gatePassId)
        if (pass === null || pass.cancelledAt !== null) throw new AppError('not_found')
        const undo = beginUndo(tx)
        undo.touch('gate_pass', [pass.id])
        cancelPass(tx, pass.id, at)
        reviseMessages({ tx, clock, timetable: timetables(readCalendar(tx)) }, pass.day)
        caller.audit(tx)
        const subject = `${String(pass.number)}, ${pass.fullName}`
        return undo.finish({
          what: 'pass_cancel',
          subject,
          count: 1,
          access: 'attendance:write',
          by: caller.user,
          at,
        })
      })
      emit({ name: 'passes.changed', payload: {} })
      return { undoId }
    },

    'passes.slip': ({ gatePassId }, { user }) => {
      const now = clock.now()
      const timetable = timetables(readCalendar(db))
      const stored = findPass(db, gatePassId)
      const [pass] = stored === null ? [] : withStates(db, timetable, now, [stored])
      if (stored === null || pass === undefined) throw new AppError('not_found')
      const { admissionNumber } = stored
      const number = numberText(pass.number)
      return preparePage(
        { db, pages, timetable, now, user },
        `Leave-out slip ${number}`,
        `leave-out-slip-${number}`,
        facts => slipPage({ ...facts, pass, admissionNumber }),
      )
    },
  } satisfies UseCasesFor<'passes'>
}
