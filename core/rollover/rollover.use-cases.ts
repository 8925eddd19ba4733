import type { Parsed } from '../contract/api.ts'
import type { Day, StreamId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import { addDays } from '../day.ts'
import { backupDatabase } from '../db/backup.ts'
import type { Tx } from '../db/open.ts'
import { deactivateStudents, moveStudents } from '../school/membership.repo.ts'
import type { MakeChange } from '../school/people-change.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { createZone } from '../zone.ts'
import type { YearMove } from './rollover-rules.ts'
import { destinationOf, fullName, lastSchoolDay, warningsOf } from './rollover-rules.ts'
import type { StoredYearStream } from './rollover.repo.ts'
import { countMovedOn, studentsOfYear, usersOnTerminals, yearStreams } from './rollover.repo.ts'

type Plan = Parsed<'rollover.preview'>
type FullMove = YearMove & { readonly from: StoredYearStream }

/** The new school year: every class a level up, the last one out. */
export function rolloverUseCases(
  { db, clock, paths }: Pick<Deps, 'db' | 'clock' | 'paths'>,
  { makeChange }: { readonly makeChange: MakeChange },
) {
  function today(): Day {
    return createZone(readSettings(db).zone).dayOf(clock.now())
  }

  return {
    'rollover.propose': () => {
      const lastDay = lastSchoolDay(readSettings(db).terms, today())
      const streams = yearStreams(db, lastDay)
      return {
        year: Number(lastDay.slice(0, 4)) + 1,
        lastDay,
        rows: streams
          .filter(({ students }) => students > 0)
          .map(from => ({
            streamId: from.streamId,
            className: fullName(from),
            students: from.students,
            to: destinationOf(from, streams),
            options: streams
              .filter(({ level }) => level > from.level)
              .map(to => ({ streamId: to.streamId, className: fullName(to) })),
          })),
      }
    },

    'rollover.preview': plan => {
      const moves = movesOf(db, plan)
      const students = studentsOfYear(db, plan.lastDay)
      const after = afterwards(moves)
      const sum = (kind: (to: FullMove['to']) => boolean) =>
        moves.filter(({ to }) => kind(to)).reduce((total, { from }) => total + from.students, 0)
      return {
        promoted: sum(to => to !== null && to !== 'leave'),
        leaving: sum(to => to === 'leave'),
        staying: sum(to => to === null),
        streams: moves
          .map(({ from }) => ({
            className: fullName(from),
            before: from.students,
            after: after.get(from.streamId) ?? 0,
            capacity: from.capacity,
          }))
          .filter(({ before, after }) => before > 0 || after > 0),
        usersFreed: usersOnTerminals(
          db,
          moves.filter(({ to }) => to === 'leave').flatMap(({ from }) => students.get(from.streamId) ?? []),
        ),
        warnings: warningsFor(db, moves, plan.lastDay, today()),
      }
    },

    'rollover.apply': async (plan, caller) => {
      refuseWrong(db, movesOf(db, plan), plan.lastDay, today())
      await backupDatabase(db, paths, 'new-year')
      return makeChange(caller, (tx, undo, day) => {
        const moves = movesOf(tx, plan)
        refuseWrong(tx, moves, plan.lastDay, day)
        const students = studentsOfYear(tx, plan.lastDay)
        const from = addDays(plan.lastDay, 1)
        // From the top class down, so that no class ever holds two years.
        const going = [...moves].reverse().map(({ from, to }) => ({ to, ids: students.get(from.streamId) ?? [] }))
        const moved = going.filter(({ to, ids }) => to !== null && ids.length > 0)
        undo.touch(
          'student',
          moved.flatMap(({ ids }) => ids),
        )
        for (const { to, ids } of moved) {
          if (to === 'leave') deactivateStudents(tx, ids, { leftOn: plan.lastDay, why: null })
          else if (to !== null) moveStudents(tx, ids, to, from)
        }
        const count = (leave: boolean) =>
          moved.filter(({ to }) => (to === 'leave') === leave).reduce((sum, { ids }) => sum + ids.length, 0)
        const answer = { promoted: count(false), leaving: count(true) }
        return {
          what: 'rollover',
          subject: plan.lastDay.slice(0, 4),
          count: answer.promoted + answer.leaving,
          students: moved.flatMap(({ ids }) => ids),
          ...(from <= day && { rollFrom: from }),
          answer,
        }
      })
    },
  } satisfies UseCasesFor<'rollover'>
}

/** A plan with everything that is known of its streams; streams that it does not name stay. */
function movesOf(tx: Tx, { moves, lastDay }: Plan): FullMove[] {
  const planned = new Map(moves.map(({ fromStreamId, to }) => [fromStreamId, to]))
  if (planned.size !== moves.length) throw new AppError('invalid_input', { field: 'moves' })
  const streams = yearStreams(tx, lastDay)
  const known = new Set(streams.map(({ streamId }) => streamId))
  const exists = (id: StreamId | 'leave' | null) => id === null || id === 'leave' || known.has(id)
  if (moves.some(({ fromStreamId, to }) => !known.has(fromStreamId) || !exists(to))) throw new AppError('not_found')
  return streams.map(from => ({ from, to: planned.get(from.streamId) ?? null }))
}

function warningsFor(tx: Tx, moves: readonly FullMove[], lastDay: Day, today: Day) {
  return warningsOf(moves, { lastDay, today, moved: countMovedOn(tx, addDays(lastDay, 1)) })
}

function refuseWrong(tx: Tx, moves: readonly FullMove[], lastDay: Day, today: Day): void {
  if (warningsFor(tx, moves, lastDay, today).some(({ kind }) => kind !== 'no_class'))
    throw new AppError('rollover_blocked')
}

function afterwards(moves: readonly FullMove[]): Map<StreamId, number> {
  const after = new Map<StreamId, number>()
  for (const { from, to } of moves) {
    if (to === 'leave') continue
    const target = to ?? from.streamId
    after.set(target, (after.get(target) ?? 0) + from.students)
  }
  return after
}
