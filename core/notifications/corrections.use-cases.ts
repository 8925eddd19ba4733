import { createTimetables } from '../attendance/timetable.ts'
import type { Timetable } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { MessageId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { daysShown } from './absence-alerts.ts'
import { queueAnswer } from './answers.ts'
import { batchById, batchesSince, decideBatch } from './batches.repo.ts'
import { alertsOfBatch, alertsOn, closeTakenBack, outStates } from './corrections.repo.ts'
import type { AlertOfChild } from './corrections.repo.ts'
import { messageCounts } from './messages.repo.ts'
import { holdCause } from './take-back.ts'

type CorrectionsDeps = Pick<Deps, 'db' | 'clock' | 'emit'> & {
  /** A message may be due. */
  readonly wakeSending: () => void
}

const recalled = 'recalled'

/** What tells parents that an absence alert was wrong. Once for each child and alert, and only on its day: it says "today". */
export function correctionsUseCases({ db, clock, emit, wakeSending }: CorrectionsDeps) {
  const timetables = createTimetables()

  function announce(): void {
    emit({ name: 'messages.changed', payload: messageCounts(db) })
    wakeSending()
  }

  return {
    'messages.correct': ({ studentId, day }, { audit }) => {
      const now = clock.now()
      const messages = transact(db, tx => {
        const timetable = timetables(readCalendar(tx))
        const alerts = day === timetable.dayOf(now) ? alertsOn(tx, day, [studentId]) : []
        const written = correct(tx, timetable, now, alerts)
        if (written === 0) throw new AppError('nothing_to_correct')
        // What has not left yet would say the same wrong thing to somebody else.
        for (const { dedupeKey } of alerts) holdCause(tx, dedupeKey, recalled, now)
        audit(tx, { entityId: studentId })
        return written
      })
      announce()
      return { messages }
    },

    'messages.recallBatch': ({ batchId, why }, { audit, user }) => {
      const now = clock.now()
      const messages = transact(db, tx => {
        const batch = batchById(tx, batchId)
        if (batch === null) throw new AppError('not_found', { entity: 'message_batch' })
        const timetable = timetables(readCalendar(tx))
        if (batch.day !== timetable.dayOf(now)) throw new AppError('batch_blocked')
        const by = user?.fullName ?? ''
        const decision = { from: 'released', state: 'recalled', by, at: now, why } as const
        if (!decideBatch(tx, batchId, decision)) throw new AppError('batch_changed')
        const alerts = alertsOfBatch(tx, batchId)
        for (const { dedupeKey } of alerts) holdCause(tx, dedupeKey, recalled, now)
        closeTakenBack(tx, batchId, recalled, now)
        audit(tx, { entityId: batchId, why })
        return correct(tx, timetable, now, alerts)
      })
      const today = timetables(readCalendar(db)).dayOf(now)
      const held = batchesSince(db, addDays(today, -daysShown)).filter(({ state }) => state === 'held').length
      emit({ name: 'messages.batches', payload: { held } })
      announce()
      return { messages }
    },
  } satisfies Pick<UseCasesFor<'messages'>, 'messages.correct' | 'messages.recallBatch'>
}

/** Corrects those of the alerts that left and are not answered: one text for all children of an alert. Returns how many. */
function correct(tx: Tx, { settings }: Timetable, now: number, alerts: readonly AlertOfChild[]): number {
  const wrong = new Map<MessageId, AlertOfChild[]>()
  for (const alert of alerts.filter(({ state, answered }) => outStates.includes(state) && !answered)) {
    wrong.set(alert.messageId, [...(wrong.get(alert.messageId) ?? []), alert])
  }
  return [...wrong].filter(([alert, children]) =>
    queueAnswer(tx, now, settings, {
      kind: 'correction',
      alert,
      children: children.map(({ studentId }) => ({ studentId, attendanceRecordId: null, at: now })),
    }),
  ).length
}
