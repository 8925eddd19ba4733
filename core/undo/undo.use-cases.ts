import type { StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { AnyEvent } from '../contract/events.ts'
import { allows } from '../contract/permissions.ts'
import { refusedConstraint } from '../db/constraint.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import { messageCounts } from '../notifications/messages.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import type { OnUndone, Undone } from './undo.ts'
import { takeBack } from './undo.ts'
import { deleteStepsBefore, findStep, markUndone, openSteps } from './undo.repo.ts'

const hourMs = 60 * 60_000
/** How long a step can be taken back. */
export const undoForMs = 30 * 24 * hourMs
const stepsShown = 100

type Parts = {
  /** What follows from an undone step, in its transaction. */
  readonly onUndone: OnUndone
  /** The names, classes or numbers of these students, or whether they are at the school, may be others now. */
  readonly studentsChanged: (studentIds: readonly StudentId[]) => void
}

export function undoUseCases({ db, clock, emit }: Pick<Deps, 'db' | 'clock' | 'emit'>, parts: Parts) {
  return {
    'undo.list': (_, { user }) =>
      openSteps(db, clock.now() - undoForMs, stepsShown)
        .filter(({ access }) => allows(user?.role ?? null, access))
        .map(({ undoId, at, by, what, subject, count }) => ({ undoId, at, by, what, subject, count })),

    'undo.run': ({ undoId }, { user, audit }) => {
      const { undone, count, events } = orConflict(() =>
        transact(db, tx => {
          const step = findStep(tx, undoId)
          if (step === null || step.at < clock.now() - undoForMs) throw new AppError('undo_gone')
          if (!allows(user?.role ?? null, step.access)) throw new AppError('forbidden')
          const taken = takeBack(tx, step)
          const following = parts.onUndone(tx, taken)
          markUndone(tx, undoId, clock.now(), user?.username ?? '')
          audit(tx)
          return { undone: taken, count: step.count, events: following }
        }),
      )
      parts.studentsChanged(studentsOf(undone))
      for (const event of [...events, ...announcements(undone)]) emit(event)
      if (undone.touched.has('template')) emit({ name: 'messages.changed', payload: messageCounts(db) })
      return { what: undone.what, count }
    },
  } satisfies UseCasesFor<'undo'>
}

/** Forgets the steps that can no longer be taken back. */
export function createPruneUndo({ db, clock }: Pick<Deps, 'db' | 'clock'>): Job {
  return {
    name: 'prune-undo',
    everyMs: hourMs,
    run: () => void transact(db, tx => deleteStepsBefore(tx, clock.now() - undoForMs)),
  }
}

/** Another row may hold the number that a row would get back, or refer to one that would go. */
function orConflict<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const refused = refusedConstraint(error)
    throw refused === null ? error : new AppError('undo_conflict', { reason: refused }, { cause: error })
  }
}

function studentsOf({ touched }: Undone): StudentId[] {
  const students = touched.get('student') ?? []
  return students.flatMap(({ before }) => (before === null ? [] : [before['id'] as StudentId]))
}

const peopleTables = ['student', 'guardian', 'student_guardian', 'class', 'stream', 'stream_stay', 'photo'] as const

function announcements({ touched }: Undone): AnyEvent[] {
  const calendar = touched.has('setting') || touched.has('closure')
  return [
    ...(peopleTables.some(table => touched.has(table)) ? [{ name: 'people.changed', payload: {} } as const] : []),
    ...(calendar ? [{ name: 'calendar.changed', payload: {} } as const] : []),
    ...(touched.has('gate_pass') ? [{ name: 'passes.changed', payload: {} } as const] : []),
    ...daysOfCalls(touched.get('call_log') ?? []).map(
      day => ({ name: 'attendance.changed', payload: { day } }) as const,
    ),
  ]
}

function daysOfCalls(images: NonNullable<ReturnType<Undone['touched']['get']>>): string[] {
  return [...new Set(images.map(({ before, after }) => String((before ?? after)?.['day'] ?? '')))]
}
