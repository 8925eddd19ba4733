import type { MessageKind } from '../contract/messages.ts'
import { reviseMessages } from '../attendance/revise-messages.ts'
import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { Tx } from '../db/open.ts'
import type { SendOutcome } from '../ports.ts'
import type { Settings } from '../settings/settings.ts'
import { blockPhone, settleAttempt, triesSoFar } from './claims.repo.ts'
import type { ClaimedMessage } from './claims.repo.ts'
import { emailOf } from './blocked.repo.ts'
import { addCause, addMessage, causesOfMessage, messageById } from './outbox.repo.ts'
import { settlementOf } from './settle-rules.ts'
import { pauseSending } from './sms-account.ts'

const emailAgainAfterMs = 10 * 60_000
/** What may become untrue while it is on its way. */
const revised: readonly MessageKind[] = ['absent', 'late', 'left_early']

/** Writes what became of an attempt, and what follows: a pause of the account, a phone that gets no more messages. */
export function storeOutcome(
  tx: Tx,
  settings: Settings,
  claimed: ClaimedMessage,
  outcome: SendOutcome,
  now: number,
): void {
  const tries = outcome.kind === 'retry' ? triesSoFar(tx, claimed.id) : 0
  const settlement = settlementOf(outcome, tries, now)
  if (claimed.channel === 'email') {
    // The queue of texts is not stopped by the mail account; an email waits by itself.
    const waits = outcome.kind === 'account' ? { notBefore: now + emailAgainAfterMs } : {}
    settleAttempt(tx, claimed, outcome, { ...settlement, ...waits }, now)
    if (settlement.state === 'queued') lookAgain(tx, claimed, now)
    return
  }
  settleAttempt(tx, claimed, outcome, settlement, now)
  if (settlement.state === 'queued') lookAgain(tx, claimed, now)
  if (outcome.kind === 'account') pauseSending(tx, { code: outcome.reason, now, afterMs: outcome.afterMs })
  if (outcome.kind === 'refused' && outcome.contact !== null && claimed.guardianId !== null) {
    blockPhone(tx, claimed.phone, outcome.contact, now)
    writeInstead(tx, settings, claimed, now)
  }
}

/**
 * It did not leave after all and waits again. What came to light while it was being sent could not take it back: a child
 * that has come since must not be called absent at the next try.
 */
export function lookAgain(tx: Tx, { id }: Pick<ClaimedMessage, 'id'>, now: number): void {
  const waiting = messageById(tx, id)
  if (waiting === null || !revised.includes(waiting.kind)) return
  const timetable = createTimetables()(readCalendar(tx))
  reviseMessages({ tx, clock: { now: () => now, speed: () => 1 }, timetable }, waiting.day)
}

/** The phone takes nothing: where the school wants it, the same news goes by email. */
function writeInstead(tx: Tx, { emailAccount }: Settings, { id, guardianId }: ClaimedMessage, now: number): void {
  if (!emailAccount.enabled || emailAccount.when !== 'no_phone' || guardianId === null) return
  const address = emailOf(tx, guardianId)
  const refused = messageById(tx, id)
  if (address === null || refused === null) return
  const messageId = addMessage(tx, {
    ...refused,
    channel: 'email',
    phone: address,
    segments: 0,
    state: 'queued',
    note: null,
    notBefore: null,
    correctsId: null,
    at: now,
  })
  for (const cause of causesOfMessage(tx, id)) {
    addCause(tx, { ...cause, dedupeKey: `instead:${id}:${cause.studentId ?? ''}`, messageId })
  }
}
