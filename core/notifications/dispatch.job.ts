import type { MessageId } from '../contract/common.ts'
import { transact } from '../db/transact.ts'
import type { SmsOutcome } from '../ports.ts'
import type { Deps } from '../use-case.ts'
import { claimNext, expireOverdue, messageCounts, settleAttempt } from './messages.repo.ts'
import type { ClaimedMessage, Settlement } from './messages.repo.ts'

type Ended = { readonly claimed: ClaimedMessage; readonly outcome: SmsOutcome }

const lanes = 4
const retryAfterMs = 10 * 60_000
const announceEveryMs = 250

/**
 * Sends what is due. Each message is claimed durably before the gateway hears of it and settled durably after it
 * answered. `ambiguous` is never tried again; `unreachable` is, after ten minutes, until the message is too old.
 * An outcome that could not be stored (full disk) is kept and stored first at the next run, before anything new
 * is claimed.
 */
export function createDispatchJob({ db, clock, smsGateway, emit }: Pick<Deps, 'db' | 'clock' | 'smsGateway' | 'emit'>) {
  const unstored = new Map<MessageId, Ended>()
  let announcedAt = 0
  let changed = false

  function store(ended: Ended): void {
    unstored.set(ended.claimed.id, ended)
    const now = clock.now()
    transact(db, tx => settleAttempt(tx, ended.claimed, ended.outcome, settlementOf(ended.outcome, now), now))
    unstored.delete(ended.claimed.id)
    changed = true
  }

  function announce(): void {
    announcedAt = performance.now()
    changed = false
    emit({ name: 'messages.changed', payload: messageCounts(db) })
  }

  async function lane(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const claimed = transact(db, tx => claimNext(tx, clock.now()))
      if (claimed === null) return
      const outcome = await smsGateway.send({ id: claimed.id, phone: claimed.phone, body: claimed.body })
      store({ claimed, outcome })
      if (performance.now() - announcedAt > announceEveryMs) announce()
    }
  }

  return {
    name: 'sms-dispatch',
    everyMs: 1000,
    async run(signal: AbortSignal): Promise<void> {
      for (const ended of [...unstored.values()]) store(ended)
      if (transact(db, tx => expireOverdue(tx, clock.now())) > 0) changed = true
      const results = await Promise.allSettled(Array.from({ length: lanes }, () => lane(signal)))
      if (changed) announce()
      const failed = results.find(result => result.status === 'rejected')
      if (failed !== undefined) throw failed.reason
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
