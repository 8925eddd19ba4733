import { createTimetables } from '../attendance/timetable.ts'
import { breathe } from '../breathe.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import { AppError } from '../contract/errors.ts'
import type { Batch, BatchStudent } from '../contract/messages.ts'
import { addDays } from '../day.ts'
import type { Db, Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { canBeReleased, daysShown, release, standingOf } from './absence-alerts.ts'
import { alertCost } from './alert-cost.ts'
import { batchById, batchesSince, decideBatch, guardianName, messagesOfBatch, studentsOfBatch } from './batches.repo.ts'
import type { StoredBatch } from './batches.repo.ts'
import { alertWork } from './interlock-facts.ts'
import type { AlertWork, TerminalNow } from './interlock-facts.ts'
import { mayBeReleased } from './interlock.ts'
import { messageCounts } from './messages.repo.ts'
import { channelsFor } from './queue-rules.ts'
import { childNamed, receiversOf } from './receivers.repo.ts'

type Channels = 'messages.batches' | 'messages.batchStudents' | 'messages.releaseBatch' | 'messages.discardBatch'

type BatchesDeps = Pick<Deps, 'db' | 'clock' | 'emit'> & {
  readonly terminals: () => readonly TerminalNow[]
  /** A message may be due. */
  readonly wakeSending: () => void
}

/**
 * The batches of the last days, each as it is when it is asked for. Each can speak of thousands of children, so it
 * comes in steps, most of which give nothing yet.
 */
export function* shownBatches({ db, clock, terminals }: Pick<BatchesDeps, 'db' | 'clock' | 'terminals'>) {
  const timetables = createTimetables()
  const work = (): AlertWork =>
    alertWork({ tx: db, timetable: timetables(readCalendar(db)), now: clock.now(), terminals: terminals() })
  const { timetable, now } = work()
  for (const batch of batchesSince(db, addDays(timetable.dayOf(now), -daysShown))) yield* shown(db, work(), batch)
}

/** Absence alerts of the last days: why they are held, of whom they speak, and a person's word about them. */
export function batchesUseCases({ db, clock, emit, terminals, wakeSending }: BatchesDeps) {
  const timetables = createTimetables()

  function workOn(tx: Tx): AlertWork {
    return alertWork({ tx, timetable: timetables(readCalendar(tx)), now: clock.now(), terminals: terminals() })
  }

  function announce(): void {
    const today = timetables(readCalendar(db)).dayOf(clock.now())
    const held = batchesSince(db, addDays(today, -daysShown)).filter(({ state }) => state === 'held').length
    emit({ name: 'messages.batches', payload: { held } })
    emit({ name: 'messages.changed', payload: messageCounts(db) })
  }

  return {
    'messages.batches': async (): Promise<Batch[]> => {
      const list: Batch[] = []
      for (const step of shownBatches({ db, clock, terminals })) {
        list.push(...step)
        await breathe()
      }
      return list
    },

    'messages.batchStudents': ({ batchId }): BatchStudent[] => {
      const batch = batchById(db, batchId)
      if (batch === null) throw new AppError('not_found', { entity: 'message_batch' })
      return wasSent(batch) ? toldStudents(db, batch) : studentsToTell(workOn(db), batch)
    },

    'messages.releaseBatch': ({ batchId, expected }, { audit, user }) => {
      const sent = transact(db, tx => {
        const batch = batchById(tx, batchId)
        if (batch === null) throw new AppError('not_found', { entity: 'message_batch' })
        const work = workOn(tx)
        const standing = standingOf(work, batch)
        if (batch.state !== 'held' && mayBeReleased(batch.reasons)) throw new AppError('batch_changed')
        if (!canBeReleased(batch, standing)) throw new AppError('batch_blocked')
        const { messages } = alertCost(work, standing)
        if (messages !== expected) throw new AppError('batch_changed', { messages })
        audit(tx, { entityId: batchId })
        return release(work, batch, standing, user?.fullName ?? '').messages
      })
      announce()
      wakeSending()
      return { messages: sent }
    },

    'messages.discardBatch': ({ batchId, why }, { audit, user }) => {
      transact(db, tx => {
        if (batchById(tx, batchId) === null) throw new AppError('not_found', { entity: 'message_batch' })
        const decision = { from: 'held', state: 'discarded', by: user?.fullName ?? '', at: clock.now(), why } as const
        if (!decideBatch(tx, batchId, decision)) throw new AppError('batch_changed')
        audit(tx, { entityId: batchId, why })
      })
      announce()
      return null
    },
  } satisfies Pick<UseCasesFor<'messages'>, Channels>
}

function wasSent({ state }: StoredBatch): boolean {
  return state === 'released' || state === 'recalled'
}

/** Nothing where alerts that did not go turn out to speak of nobody. */
function* shown(db: Db, work: AlertWork, batch: StoredBatch): Generator<Batch[]> {
  const { id, day, session, state, closedAt, decidedAt, decidedBy: by, why } = batch
  const price = work.timetable.settings.messages.priceMinorPerSegment
  const planName = work.timetable.plansOn(day).find(plan => plan.id === batch.plan)?.name ?? ''
  const facts = { id, day, session, planName, state, closedAt, decidedAt, by, why }
  if (wasSent(batch)) {
    const { students, messages, partsWithoutCost, costMinor, recallable } = messagesOfBatch(db, id)
    const cost = { costMinor: costMinor + partsWithoutCost * price, recallable }
    yield [{ ...facts, reasons: [...batch.reasons], canRelease: false, students, messages, ...cost }]
    return
  }
  const standing = standingOf(work, batch)
  yield []
  const students = standing.children.length
  const closed = batch.reasons.some(({ code }) => code === 'not_school_day')
  if (state === 'expired' && students === 0 && !closed) return
  const held = state === 'held'
  const reasons = [...(held ? standing.reasons : batch.reasons)]
  const { messages, parts } = held ? alertCost(work, standing) : { messages: 0, parts: 0 }
  const canRelease = canBeReleased(batch, standing)
  yield [{ ...facts, reasons, canRelease, students, messages, costMinor: parts * price, recallable: 0 }]
}

function toldStudents(tx: Tx, { id }: StoredBatch): BatchStudent[] {
  return studentsOfBatch(tx, id).flatMap(({ studentId, unreachable, ...told }): BatchStudent[] => {
    const child = childNamed(tx, studentId)
    if (child === null) return []
    const note = !unreachable ? null : told.guardianName === null ? 'no_guardian' : 'blocked'
    return [{ studentId, fullName: child.name, className: child.className, ...told, note }]
  })
}

function studentsToTell(work: AlertWork, batch: StoredBatch): BatchStudent[] {
  const { emailAccount } = work.timetable.settings
  return standingOf(work, batch).children.map(child => {
    const receivers = receiversOf(work.tx, child.studentId)
    const reached = receivers.find(receiver => channelsFor(receiver, emailAccount).length > 0)
    const first = reached ?? receivers[0]
    const note = reached !== undefined ? null : first === undefined ? 'no_guardian' : 'blocked'
    return { ...child, guardianName: first === undefined ? null : guardianName(work.tx, first.guardianId), note }
  })
}
