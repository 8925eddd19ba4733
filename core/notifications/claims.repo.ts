import { and, asc, count, eq, gt, gte, inArray, isNull, lte, ne, notInArray, or, sql } from 'drizzle-orm'
import type { Day, GuardianId, MessageId } from '../contract/common.ts'
import type { BlockReason, MessageKind, MessageState } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { guardian, message, messageAttempt } from '../db/schema.ts'
import { newId } from '../ids.ts'
import type { SendOutcome } from '../ports.ts'
import { terminalNotRead, waitingForTerminal } from './outbox.repo.ts'

export type ClaimedMessage = {
  readonly id: MessageId
  readonly kind: MessageKind
  readonly channel: 'sms' | 'email'
  readonly guardianId: GuardianId | null
  readonly phone: string
  readonly body: string
  readonly segments: number
  readonly attempt: number
}

/** Neither caps nor hours hold these back: they are owed, or asked for at this moment. */
const unlimited: readonly MessageKind[] = ['emergency', 'correction', 'test']
const anyHour: readonly MessageKind[] = ['emergency', 'correction', 'test']
export const overBudget = 'over_budget'

export type ClaimLimits = {
  readonly channel: 'sms' | 'email'
  readonly now: number
  readonly messages: number
  /** Null: no cap. */
  readonly parts: number | null
  readonly quiet: boolean
}

/**
 * Takes what is due, by kind and then by age, marks it `sending` and opens its attempts. Must be durable before a
 * socket is opened: after a crash the rows say that the messages may have gone out. What is beyond the cap stays, and
 * says so.
 */
export function claimDue(tx: Tx, limits: ClaimLimits): ClaimedMessage[] {
  if (limits.messages <= 0) return []
  let { parts } = limits
  const claimed: ClaimedMessage[] = []
  for (const { id, kind, segments } of dueMessages(tx, limits)) {
    if (parts !== null && segments > parts && !unlimited.includes(kind)) continue
    claimed.push(claim(tx, id, limits.now))
    if (parts !== null) parts -= segments
  }
  if (parts !== null) markOverBudget(tx, limits, parts)
  return claimed
}

/** The next message that would go, whatever the caps. */
export function nextDue(tx: Tx, limits: ClaimLimits): { readonly segments: number } | null {
  return dueMessages(tx, { ...limits, messages: 1 })[0] ?? null
}

function dueMessages(tx: Tx, { channel, now, messages, parts, quiet }: ClaimLimits) {
  return tx
    .select({ id: message.id, kind: message.kind, segments: message.segments })
    .from(message)
    .where(
      and(
        isDue(channel, now),
        quiet ? inArray(message.kind, [...anyHour]) : undefined,
        parts === null ? undefined : or(lte(message.segments, parts), inArray(message.kind, [...unlimited])),
      ),
    )
    .orderBy(asc(message.priority), asc(message.createdAt), asc(message.id))
    .limit(messages)
    .all()
}

function isDue(channel: 'sms' | 'email', now: number) {
  return and(
    eq(message.state, 'queued'),
    eq(message.channel, channel),
    or(isNull(message.notBefore), lte(message.notBefore, now)),
  )
}

function markOverBudget(tx: Tx, { channel, now, quiet }: ClaimLimits, parts: number): void {
  if (quiet) return
  tx.update(message)
    .set({ note: overBudget, updatedAt: now })
    .where(
      and(
        isDue(channel, now),
        gt(message.segments, parts),
        notInArray(message.kind, [...unlimited]),
        or(isNull(message.note), ne(message.note, overBudget)),
      ),
    )
    .run()
}

function claim(tx: Tx, id: MessageId, now: number): ClaimedMessage {
  const claimed = tx
    .update(message)
    .set({ state: 'sending', attempts: sql`${message.attempts} + 1`, claimedAt: now, updatedAt: now, note: null })
    .where(eq(message.id, id))
    .returning({
      id: message.id,
      kind: message.kind,
      channel: message.channel,
      guardianId: message.guardianId,
      phone: message.phone,
      body: message.body,
      segments: message.segments,
      attempt: message.attempts,
    })
    .get()
  tx.insert(messageAttempt)
    .values({ id: newId(), messageId: claimed.id, attempt: claimed.attempt, startedAt: now })
    .run()
  return claimed
}

/** Writes what became of an attempt, with the evidence of it. */
export function settleAttempt(
  tx: Tx,
  claimed: Pick<ClaimedMessage, 'id' | 'attempt'>,
  outcome: SendOutcome,
  settlement: {
    readonly state: MessageState
    readonly note: string | null
    readonly notBefore: number | null
    readonly providerId: string | null
    readonly costMinor: number | null
  },
  now: number,
): void {
  tx.update(message)
    .set({ ...settlement, sentAt: settlement.state === 'submitted' ? now : null, updatedAt: now })
    .where(and(eq(message.id, claimed.id), eq(message.state, 'sending')))
    .run()
  const { evidence } = outcome
  tx.update(messageAttempt)
    .set({
      endedAt: now,
      outcome: outcome.kind,
      reason: 'reason' in outcome ? outcome.reason : null,
      phase: evidence?.phase ?? null,
      httpStatus: evidence?.httpStatus ?? null,
      code: evidence?.code ?? null,
    })
    .where(and(eq(messageAttempt.messageId, claimed.id), eq(messageAttempt.attempt, claimed.attempt)))
    .run()
}

/** How often the provider has asked for another try of a message. */
export function triesSoFar(tx: Tx, id: MessageId): number {
  const found = tx
    .select({ n: count() })
    .from(messageAttempt)
    .where(and(eq(messageAttempt.messageId, id), eq(messageAttempt.outcome, 'retry')))
    .get()
  return found?.n ?? 0
}

/**
 * Messages whose time has passed are not sent any more; nor are those that were written later than it is now, since the
 * clock was wrong then or is wrong now and nobody can tell how old they are.
 * @param aheadMs how much later is still the same moment
 */
export function expireOverdue(tx: Tx, now: number, aheadMs: number): number {
  const expired: MessageState = 'expired'
  const overdue = tx
    .update(message)
    .set({
      state: expired,
      note: sql`iif(${message.note} is ${waitingForTerminal}, ${terminalNotRead}, 'late_not_sent')`,
      updatedAt: now,
    })
    .where(and(eq(message.state, 'queued'), lte(message.expiresAt, now)))
    .run().changes
  const misdated = tx
    .update(message)
    .set({ state: expired, note: 'clock_changed', updatedAt: now })
    .where(and(eq(message.state, 'queued'), gt(message.createdAt, now + aheadMs)))
    .run().changes
  return overdue + misdated
}

/** After a crash: what was being sent may have gone out, and is never sent again without a person's word. */
export function recoverInterrupted(tx: Tx, now: number): number {
  return tx
    .update(message)
    .set({ state: 'uncertain', note: 'interrupted', updatedAt: now })
    .where(eq(message.state, 'sending'))
    .run().changes
}

/** States of messages that cost something, or may have. */
export const spentStates: readonly MessageState[] = [
  'sending',
  'submitted',
  'delivered',
  'undelivered',
  'uncertain',
  'held_provider',
]

/** Parts of texts that were sent, or may have been, about these days. */
export function partsUsed(tx: Tx, from: Day, to: Day): number {
  const found = tx
    .select({ n: sql<number>`coalesce(sum(${message.segments}), 0)` })
    .from(message)
    .where(
      and(
        gte(message.day, from),
        lte(message.day, to),
        eq(message.channel, 'sms'),
        inArray(message.state, [...spentStates]),
      ),
    )
    .get()
  return found?.n ?? 0
}

/** Whoever has this phone is not written to until somebody lets it. */
export function blockPhone(tx: Tx, phone: string, reason: BlockReason, at: number): void {
  tx.update(guardian)
    .set({ blocked: reason, blockedAt: at })
    .where(and(eq(guardian.phone, phone), isNull(guardian.blocked), isNull(guardian.deletedAt)))
    .run()
}

/** Emergencies of which nobody can tell since a moment whether they went out, and that were not repeated. */
export function uncertainEmergencies(tx: Tx, until: number, now: number) {
  return tx
    .select()
    .from(message)
    .where(
      and(
        eq(message.state, 'uncertain'),
        eq(message.kind, 'emergency'),
        lte(message.claimedAt, until),
        gt(message.expiresAt, now),
      ),
    )
    .all()
}
