import { setTimeout as pause } from 'node:timers/promises'
import type { MessageId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import type { MailAccountKey, SendOutcome, SmsGateway } from '../ports.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Settings } from '../settings/settings.ts'
import type { Deps } from '../use-case.ts'
import { createZone } from '../zone.ts'
import type { Zone } from '../zone.ts'
import { claimDue, expireOverdue, nextDue, partsUsed } from './claims.repo.ts'
import type { ClaimedMessage, ClaimLimits } from './claims.repo.ts'
import type { EmailAccounts } from './email-account.ts'
import { messageCounts } from './messages.repo.ts'
import { isQuiet } from './queue-rules.ts'
import { repeatEmergencies } from './repeat-emergencies.ts'
import { storeOutcome } from './settle.ts'
import { partsLeft } from './settle-rules.ts'
import { pauseSending, resumeSending } from './sms-account.ts'
import type { SmsAccounts } from './sms-account.ts'
import { createTokenBucket } from './token-bucket.ts'

export type DispatchOptions = {
  /** So many messages are with the provider at a time. */
  readonly lanes?: number
  /** So many texts a second, at most. */
  readonly perSecond?: number
}

type DispatchDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'emit' | 'mailer'>
type Accounts = { readonly account: SmsAccounts; readonly email: EmailAccounts }
type Ended = { readonly claimed: ClaimedMessage; readonly outcome: SendOutcome }
type Lines = { readonly gateway: SmsGateway | null; readonly mail: MailAccountKey | null }

/** Answers that come close together are stored in one transaction. */
const gatherMs = 25
const announceEveryMs = 250
/** No computer that shows an earlier date has the right one. */
const earliestPlausible = Date.UTC(2026, 0, 1)
/** A row that was written this much later than now was written by a clock that was wrong, or is. */
const aheadMs = 10 * 60_000

/**
 * Sends what is due: by kind, then by age, within the caps and the hours. Each message is claimed durably before a socket
 * is opened and settled durably after it was answered; one transaction settles what has been answered and claims
 * what is next. `ambiguous` is never tried again, except once for an emergency. A refusal of the account stops the queue
 * and costs no message anything. An outcome that could not be stored (full disk) is kept and stored first at the next
 * run, before anything new is claimed.
 */
export function createDispatchJob(
  { db, clock, log, emit, mailer }: DispatchDeps,
  { account, email }: Accounts,
  { lanes = 4, perSecond = 5 }: DispatchOptions = {},
): Job {
  const bucket = createTokenBucket(perSecond, () => performance.now())
  const budget = createBudget()
  let ended: readonly Ended[] = []
  const sending = new Map<MessageId, Promise<void>>()
  let zone: Zone | null = null
  let announcedAt = 0
  let changed = false

  function announce(): void {
    announcedAt = performance.now()
    changed = false
    emit({ name: 'messages.changed', payload: messageCounts(db) })
  }

  /** Stores what has been answered and takes what is due, at most as many as the provider may have at a time. */
  function settleAndClaim(lines: Lines, free: number): readonly ClaimedMessage[] {
    const now = clock.now()
    const storing = ended
    const { claimed, pauseChanged } = transact(db, tx => {
      const settings = readSettings(tx)
      const before = settings.smsPause[0]?.code
      for (const { claimed, outcome } of storing) storeOutcome(tx, settings, claimed, outcome, now)
      if (now < earliestPlausible) return { claimed: [], pauseChanged: false }
      if (expireOverdue(tx, now, aheadMs) + repeatEmergencies(tx, now) > 0) changed = true
      const claimed = free <= 0 ? [] : claimNext(tx, lines, free, now)
      return { claimed, pauseChanged: before !== readSettings(tx).smsPause[0]?.code }
    })
    ended = ended.slice(storing.length)
    account.setStorageFailed(false)
    if (storing.length + claimed.length > 0) changed = true
    if (pauseChanged) account.announce()
    return claimed
  }

  function claimNext(tx: Tx, { gateway, mail }: Lines, free: number, now: number): ClaimedMessage[] {
    const settings = readSettings(tx)
    zone = zone?.name === settings.zone ? zone : createZone(settings.zone)
    const quiet = isQuiet(settings.messages, zone.minuteOf(now))
    const texts = { channel: 'sms', now, quiet, messages: Math.min(free, bucket.available()) } as const
    const claimed =
      gateway === null || texts.messages <= 0 || isPaused(tx, settings, now) ? [] : claimTexts(tx, settings, texts)
    bucket.take(claimed.length)
    if (mail === null) return claimed
    return [...claimed, ...claimDue(tx, { channel: 'email', now, quiet, messages: free - claimed.length, parts: null })]
  }

  function claimTexts(tx: Tx, settings: Settings, texts: Omit<ClaimLimits, 'parts'>): ClaimedMessage[] {
    const { messages } = settings
    const day = (zone ?? createZone(settings.zone)).dayOf(texts.now)
    const capped = messages.dailyCap > 0 || messages.monthlyCap > 0
    const parts = capped ? partsLeft(messages, budget(tx, day)) : null
    const next = nextDue(tx, { ...texts, parts })
    const left = account.fence.left()
    if (next !== null && left !== null && left < next.segments * messages.priceMinorPerSegment) {
      pauseSending(tx, { code: 'no_money', now: texts.now })
      return []
    }
    return claimDue(tx, { ...texts, parts })
  }

  function send(claimed: ClaimedMessage, { gateway, mail }: Lines): void {
    const { id, phone, body, channel } = claimed
    if (channel === 'sms') account.fence.sent()
    const done = handOver({ id, phone, body, channel }, gateway, mail)
      .catch((error: unknown): SendOutcome => {
        // The error of a provider's package can hold key, phone and text.
        log.error('the gateway failed where it must not', new Error(nameOf(error)), { messageId: id })
        return { kind: 'ambiguous', reason: 'gateway_failed', providerId: null }
      })
      .then(outcome => {
        if (channel === 'sms') fenced(claimed, outcome)
        ended = [...ended, { claimed, outcome }]
        sending.delete(id)
      })
    sending.set(id, done)
  }

  async function handOver(
    { id, phone, body, channel }: Pick<ClaimedMessage, 'id' | 'phone' | 'body' | 'channel'>,
    gateway: SmsGateway | null,
    mail: MailAccountKey | null,
  ): Promise<SendOutcome> {
    if (channel === 'sms' && gateway !== null) return gateway.send({ id, phone, body })
    if (channel === 'email' && mail !== null) {
      return mailer.send(mail, { id, to: phone, subject: readSettings(db).messages.senderName, body })
    }
    return { kind: 'unreachable', reason: 'no_account' }
  }

  function fenced({ id, attempt }: ClaimedMessage, outcome: SendOutcome): void {
    if (outcome.kind === 'ambiguous') account.fence.uncertain({ messageId: id, attempt })
    else account.fence.charged(outcome.kind === 'accepted' ? outcome.costMinor : outcome.kind === 'held' ? null : 0)
  }

  return {
    name: 'sms-dispatch',
    everyMs: 1000,
    async run(signal) {
      try {
        do {
          const lines = { gateway: await account.gateway(), mail: await email.ready() }
          const free = signal.aborted ? 0 : lanes - sending.size
          for (const claimed of settleAndClaim(lines, free)) send(claimed, lines)
          if (changed && performance.now() - announcedAt > announceEveryMs) announce()
          if (sending.size > 0) await Promise.race(sending.values())
          if (sending.size > 0) await pause(gatherMs)
        } while (sending.size + ended.length > 0)
      } catch (error) {
        if (ended.length > 0) account.setStorageFailed(true)
        throw error
      } finally {
        await Promise.all(sending.values())
      }
      if (changed) announce()
    },
  }
}

/** Whether nothing may leave now; a pause that has run out is ended. */
function isPaused(tx: Tx, { smsPause }: Settings, now: number): boolean {
  const [current] = smsPause
  if (current === undefined) return false
  if (current.until === null || now < current.until) return true
  resumeSending(tx, now)
  return false
}

/** Parts used today and this month; the days before today are counted once. */
function createBudget(): (tx: Tx, day: string) => { readonly today: number; readonly month: number } {
  let before: { readonly day: string; readonly parts: number } | null = null
  return (tx, day) => {
    const first = `${day.slice(0, 8)}01`
    if (before?.day !== day) before = { day, parts: partsUsed(tx, first, day) - partsUsed(tx, day, day) }
    const today = partsUsed(tx, day, day)
    return { today, month: before.parts + today }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
