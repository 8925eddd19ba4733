import type { HoldReason } from '../contract/messages.ts'
import { addDays } from '../day.ts'
import { addBatch, batchOf, decideBatch, queuedOfBatch, removeBatch, saveReasons } from './batches.repo.ts'
import type { Queued, StoredBatch } from './batches.repo.ts'
import { fateOf, reasonsToKeep } from './batch-fate.ts'
import type { BatchFate } from './batch-fate.ts'
import { alertFacts } from './interlock-facts.ts'
import type { AlertFacts, AlertSession, AlertWork } from './interlock-facts.ts'
import { interlock, mayBeReleased } from './interlock.ts'
import { queueMessages } from './queue-messages.ts'
import type { MessageCause } from './queue-messages.ts'
import { freshForMs, isQuiet } from './queue-rules.ts'

/** Alerts that did not go are shown for so many days. */
export const daysShown = 7

/** A batch as things stand now. */
export type Standing = AlertFacts & {
  /** Why it is held, with what has waited for a person's word before. */
  readonly reasons: readonly HoldReason[]
  readonly fate: BatchFate
  /** No text leaves at this hour. */
  readonly quiet: boolean
}

/** How held alerts stand. Reads only. */
export function standingOf(work: AlertWork, batch: StoredBatch): Standing {
  const facts = alertFacts(work, batch)
  const now = interlock(facts.interlock)
  const quiet = isQuiet(work.timetable.settings.messages, work.timetable.zone.minuteOf(work.now))
  const fate = fateOf({
    before: batch.reasons,
    now,
    complete: facts.complete,
    anybody: facts.children.length > 0,
    over: isOver(work, batch, facts),
    quiet,
  })
  return { ...facts, reasons: reasonsToKeep(batch.reasons, now), fate, quiet }
}

/**
 * A session has just closed: writes the batch of its absence alerts, in the same transaction. None where alerts are
 * not wanted or nobody can be absent; where one was written before, the job goes on with it. A session of an
 * earlier day shows for a week that its alerts were not sent.
 */
export function openBatch(work: AlertWork, session: AlertSession): void {
  const { tx, timetable, now } = work
  const { day, plan } = session
  const today = timetable.dayOf(now)
  const { absent, alertsFrom } = timetable.settings.messages
  if (!absent || alertsFrom === null || day < alertsFrom || day > today || day < addDays(today, -daysShown)) return
  if (batchOf(tx, day, session.session, plan) !== null) return
  const facts = alertFacts(work, session)
  const { times, complete, children } = facts
  if (times === null || !facts.interlock.isSchoolDay || (complete && children.length === 0)) return
  const over = day < today || isOver(work, session, facts)
  const { closesAt } = times
  const state = over ? ({ state: 'expired', decidedAt: now } as const) : ({ state: 'held', decidedAt: null } as const)
  addBatch(tx, { ...session, ...state, reasons: interlock(facts.interlock), closedAt: closesAt })
}

export type Settled = {
  /** Anything is different from before. */
  readonly changed: boolean
  /** Of how many children it would tell; 0 where it is not held. */
  readonly children: number
}

/** Takes a batch to where it goes by itself. */
export function settleBatch(work: AlertWork, batch: StoredBatch): Settled {
  const standing = standingOf(work, batch)
  const changed = batch.state === 'held' ? settleHeld(work, batch, standing) : reopen(work, batch, standing)
  return { changed, children: standing.fate === 'held' ? standing.children.length : 0 }
}

function settleHeld(work: AlertWork, batch: StoredBatch, standing: Standing): boolean {
  const { tx, now } = work
  const { fate, reasons } = standing
  switch (fate) {
    case 'removed':
      removeBatch(tx, batch.id)
      return true
    case 'released':
      release(work, batch, standing, null)
      return true
    case 'expired':
      saveReasons(tx, batch.id, reasons)
      return decideBatch(tx, batch.id, { from: 'held', state: 'expired', by: null, at: now })
    case 'held':
      if (JSON.stringify(reasons) === JSON.stringify(batch.reasons)) return false
      saveReasons(tx, batch.id, reasons)
      return true
  }
}

/** What stood against it for the day has been taken back, a closure for instance: it is looked at as any other again. */
function reopen({ tx, now }: AlertWork, { id }: StoredBatch, { fate, reasons }: Standing): boolean {
  if (fate === 'expired') return false
  saveReasons(tx, id, reasons)
  return decideBatch(tx, id, { from: 'expired', state: 'held', by: null, at: now })
}

/**
 * Queues the alerts of a held batch, in the caller's transaction. Returns what is on its way.
 * @param by who said so; null: nobody, nothing stood against it
 */
export function release(
  { tx, timetable, now }: AlertWork,
  { id, day }: StoredBatch,
  { children, interlock: { closesAt } }: Pick<AlertFacts, 'children' | 'interlock'>,
  by: string | null,
): Queued {
  decideBatch(tx, id, { from: 'held', state: 'released', by, at: now })
  const causes = children.map(({ studentId }): MessageCause => ({
    kind: 'absent',
    studentId,
    attendanceRecordId: null,
    at: closesAt,
    day,
    batchId: id,
  }))
  queueMessages(tx, { clock: { now: () => now, speed: () => 1 } }, timetable.settings, causes)
  return queuedOfBatch(tx, id)
}

/** Whether a person's word is enough to let a held batch go. */
export function canBeReleased({ state }: StoredBatch, { complete, fate, quiet, reasons }: Standing): boolean {
  return state === 'held' && complete && !quiet && fate !== 'expired' && mayBeReleased(reasons)
}

function isOver({ timetable, now }: AlertWork, { day }: Pick<AlertSession, 'day'>, { times }: AlertFacts): boolean {
  if (day !== timetable.dayOf(now) || times === null) return true
  const { closesAt, endsAt } = times
  return now >= Math.min(endsAt, closesAt + freshForMs(timetable.settings.messages, 'absent'))
}
