import { anyMarkBetween } from '../attendance/marks.repo.ts'
import { recalculateSoon } from '../attendance/recalculate.ts'
import { createTimetables } from '../attendance/timetable.ts'
import type { Day } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { sessionPresets } from '../settings/session-presets.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import type { Settings } from '../settings/settings.ts'
import { beginUndo } from '../undo/undo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { readCalendar } from './closures.repo.ts'
import { planFault } from './plan-rules.ts'

type SessionDeps = Pick<Deps, 'db' | 'clock' | 'emit'> & {
  /** There may be days left to be made anew. */
  readonly wakeRecalculation: () => void
}

const longestHistory = 60

/** Which sessions the school has, and their times. */
export function sessionsUseCases({ db, clock, emit, wakeRecalculation }: SessionDeps) {
  const timetables = createTimetables()

  return {
    'sessions.get': () => ({ plans: readSettings(db).sessionPlans, presets: sessionPresets }),

    'sessions.save': ({ plans }, { user, audit }) => {
      const fault = planFault(plans)
      if (fault !== null) throw new AppError('invalid_input', { field: fault })
      const at = clock.now()
      const saved = transact(db, tx => {
        const timetable = timetables(readCalendar(tx))
        const { settings } = timetable
        const today = timetable.dayOf(at)
        const from = plansHoldFrom(settings, today)
        const undo = beginUndo(tx)
        undo.touch('setting', ['sessionPlans', 'earlierPlans'])
        keepEarlier(tx, settings, from, at)
        writeSetting(tx, 'sessionPlans', plans, at)
        const recalculated = recalculateSoon(tx, { clock }, { from, to: today })
        audit(tx)
        const facts = { what: 'sessions_save', subject: '', count: plans.length, access: 'settings:write' } as const
        return { ...recalculated, undoId: undo.finish({ ...facts, by: user, at }) }
      })
      emit({ name: 'calendar.changed', payload: {} })
      emit({ name: 'attendance.changed', payload: { day: timetables(readCalendar(db)).dayOf(at) } })
      wakeRecalculation()
      return saved
    },
  } satisfies UseCasesFor<'sessions'>
}

/** New times hold from the beginning of the running term on: what earlier terms were is not rewritten. */
export function plansHoldFrom({ terms }: Settings, today: Day): Day {
  return terms.find(({ from, to }) => from <= today && today <= to)?.from ?? today
}

function keepEarlier(tx: Tx, { sessionPlans, earlierPlans }: Settings, from: Day, at: number): void {
  const kept = earlierPlans.at(-1)
  const until = addDays(from, -1)
  if (!anyMarkBetween(tx, kept === undefined ? '0000-01-01' : addDays(kept.until, 1), until)) return
  const history = [...earlierPlans, { until, plans: sessionPlans }]
  writeSetting(tx, 'earlierPlans', history.slice(-longestHistory), at)
}
