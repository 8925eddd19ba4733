import { and, asc, eq, gte, inArray, isNull, lte, ne, or, sql } from 'drizzle-orm'
import type { MessageId } from '../contract/common.ts'
import type { MessageState } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { deliveryReport, message } from '../db/schema.ts'
import type { DeliveryReport } from '../ports.ts'

/** Keeps a report as it came. False: it is known. */
export function keepReport(tx: Tx, report: DeliveryReport): boolean {
  return tx.insert(deliveryReport).values(report).onConflictDoNothing().run().changes > 0
}

/** Reports that fit no message yet, received since a moment, oldest first. */
export function openReports(tx: Tx, since: number): DeliveryReport[] {
  return tx
    .select({
      id: deliveryReport.id,
      providerId: deliveryReport.providerId,
      phone: deliveryReport.phone,
      status: deliveryReport.status,
      reason: deliveryReport.reason,
      receivedAt: deliveryReport.receivedAt,
    })
    .from(deliveryReport)
    .where(and(isNull(deliveryReport.messageId), gte(deliveryReport.receivedAt, since)))
    .orderBy(asc(deliveryReport.receivedAt), asc(deliveryReport.id))
    .all()
}

export type Reported = {
  readonly id: MessageId
  readonly phone: string
  readonly state: MessageState
  readonly reportRank: number
  readonly claimedAt: number | null
}

const reportedColumns = {
  id: message.id,
  phone: message.phone,
  state: message.state,
  reportRank: message.reportRank,
  claimedAt: message.claimedAt,
}

export function messageOfProvider(tx: Tx, providerId: string): Reported | null {
  return tx.select(reportedColumns).from(message).where(eq(message.providerId, providerId)).get() ?? null
}

/** Whether a text to this phone is with the provider just now, so that a report may be of it. */
export function isBeingSent(tx: Tx, phone: string): boolean {
  const found = tx
    .select({ id: message.id })
    .from(message)
    .where(and(eq(message.phone, phone), eq(message.state, 'sending')))
    .limit(1)
    .get()
  return found !== undefined
}

/**
 * Texts to this phone that may have gone out and of which no id is known, claimed within these bounds, oldest first:
 * nobody can tell, or a person has said so.
 */
export function mayBeSentTo(tx: Tx, phone: string, from: number, to: number): Reported[] {
  return tx
    .select(reportedColumns)
    .from(message)
    .where(
      and(
        eq(message.phone, phone),
        inArray(message.state, ['uncertain', 'submitted']),
        eq(message.channel, 'sms'),
        isNull(message.providerId),
        gte(message.claimedAt, from),
        lte(message.claimedAt, to),
      ),
    )
    .orderBy(asc(message.claimedAt), asc(message.id))
    .all()
}

/** Ties a report to its message. `adopted`: it settled one that was uncertain. */
export function tieReport(tx: Tx, reportId: string, messageId: MessageId, adopted: boolean): void {
  tx.update(deliveryReport).set({ messageId, adopted }).where(eq(deliveryReport.id, reportId)).run()
}

/** States that a report can still change. */
const reportable: readonly MessageState[] = ['submitted', 'uncertain', 'held_provider', 'delivered', 'undelivered']

/** Writes what a report of this rank says, unless something as high is known. */
export function applyReport(
  tx: Tx,
  id: MessageId,
  to: {
    readonly state: MessageState
    readonly reportRank: number
    readonly note: string | null
    readonly providerId: string
  },
  at: number,
): boolean {
  return (
    tx
      .update(message)
      .set({ ...to, sentAt: sql`coalesce(${message.sentAt}, ${message.claimedAt})`, updatedAt: at })
      .where(
        and(
          eq(message.id, id),
          inArray(message.state, [...reportable]),
          or(sql`${message.reportRank} < ${to.reportRank}`, eq(message.state, 'uncertain')),
        ),
      )
      .run().changes > 0
  )
}

/** Texts that the network could not deliver for so long that it gave up. */
export function giveUpFailing(tx: Tx, rank: number, until: number, at: number): number {
  const undelivered: MessageState = 'undelivered'
  return tx
    .update(message)
    .set({ state: undelivered, updatedAt: at })
    .where(
      and(
        eq(message.state, 'submitted'),
        eq(message.reportRank, rank),
        lte(message.sentAt, until),
        ne(message.channel, 'email'),
      ),
    )
    .run().changes
}
