import { setTimeout as pause } from 'node:timers/promises'
import type { MessageId } from '../contract/common.ts'
import { transact } from '../db/transact.ts'
import type { SmsOutcome } from '../ports.ts'
import type { Deps } from '../use-case.ts'
import { claimDue, expireOverdue, messageCounts, settleAttempt } from './messages.repo.ts'
import type { ClaimedMessage, Settlement } from './messages.repo.ts'

type Ended = { readonly claimed: ClaimedMessage; readonly outcome: SmsOutcome }

/** So many messages are with the gateway at a time. */
const lanes = 6
/** Answers that come close together are stored in one transaction. */
const gatherMs = 25
const retryAfterMs = 10 * 60_000
const announceEveryMs = 250

/**
 * Sends what is due. Each message is claimed durably before the gateway hears of it and settled durably after it
 * answered; one transaction settles what has been answered and claims what is next. `ambiguous` is never tried again;
 * `unreachable` is, after ten minutes, until the message is too old. An outcome that could not be stored (full disk)
 * is kept and stored first at the next run, before anything new is claimed.
 */
export function createDispatchJob({
  db,
  clock,
  log,
  smsGateway,
  emit,
}: Pick<Deps, 'db' | 'clock' | 'log' | 'smsGateway' | 'emit'>) {
  let ended: readonly Ended[] = []
  const sending = new Map<MessageId, Promise<void>>()
  let announcedAt = 0
  let changed = false

  function announce(): void {
    announcedAt = performance.now()
    changed = false
    emit({ name: 'messages.changed', payload: messageCounts(db) })
  }

  /** Stores what has been answered and takes what is due, at most as many as the gateway may have at a time. */
  function settleAndClaim(free: number): readonly ClaimedMessage[] {
    const now = clock.now()
    const storing = ended
    const claimed = transact(db, tx => {
      for (const { claimed, outcome } of storing) {
        settleAttempt(tx, claimed, outcome, settlementOf(outcome, now), now)
      }
      if (expireOverdue(tx, now) > 0) changed = true
      return claimDue(tx, now, free)
    })
    ended = ended.slice(storing.length)
    if (storing.length + claimed.length > 0) changed = true
    return claimed
  }

  function send(claimed: ClaimedMessage): void {
    const done = smsGateway
      .send({ id: claimed.id, phone: claimed.phone, body: claimed.body })
      .catch((error: unknown): SmsOutcome => {
        log.error('the gateway failed where it must not', error, { messageId: claimed.id })
        return { kind: 'ambiguous', reason: 'gateway_failed' }
      })
      .then(outcome => {
        ended = [...ended, { claimed, outcome }]
        sending.delete(claimed.id)
      })
    sending.set(claimed.id, done)
  }

  return {
    name: 'sms-dispatch',
    everyMs: 1000,
    async run(signal: AbortSignal): Promise<void> {
      try {
        do {
          for (const claimed of settleAndClaim(signal.aborted ? 0 : lanes - sending.size)) send(claimed)
          if (changed && performance.now() - announcedAt > announceEveryMs) announce()
          if (sending.size > 0) await Promise.race(sending.values())
          if (sending.size > 0) await pause(gatherMs)
        } while (sending.size + ended.length > 0)
      } finally {
        await Promise.all(sending.values())
      }
      if (changed) announce()
    },
  }
}

function settlementOf(outcome: SmsOutcome, now: number): Settlement {
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'submitted', note: null, notBefore: null, providerId: outcome.providerId }
    case 'refused':
      return { state: 'rejected', note: outcome.reason, notBefore: null, providerId: null }
    case 'ambiguous':
      return { state: 'uncertain', note: outcome.reason, notBefore: null, providerId: null }
    case 'unreachable':
      return { state: 'queued', note: outcome.reason, notBefore: now + retryAfterMs, providerId: null }
  }
}
