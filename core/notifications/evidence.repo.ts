import { and, asc, eq } from 'drizzle-orm'
import type { MessageId } from '../contract/common.ts'
import type { MessageEvidence } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { deliveryReport, message, messageAttempt, messageDecision } from '../db/schema.ts'
import { newId } from '../ids.ts'

export type AttemptBalances = {
  readonly messageId: MessageId
  readonly attempt: number
  readonly before: number
  readonly after: number
}

/** Notes the balance around an attempt. */
export function saveBalances(tx: Tx, { messageId, attempt, before, after }: AttemptBalances): void {
  tx.update(messageAttempt)
    .set({ balanceBefore: before, balanceAfter: after })
    .where(and(eq(messageAttempt.messageId, messageId), eq(messageAttempt.attempt, attempt)))
    .run()
}

/** Notes what a person decided of a message. */
export function addDecision(
  tx: Tx,
  decision: {
    readonly messageId: MessageId
    readonly decision: 'sent' | 'send_again' | 'give_up'
    readonly at: number
    readonly by: string
  },
): void {
  tx.insert(messageDecision)
    .values({ ...decision, id: newId() })
    .run()
}

/** What is known of a message, oldest first, and by how much the balance fell around its last attempt. */
export function evidenceOf(
  tx: Tx,
  id: MessageId,
  createdAt: number,
): { readonly evidence: MessageEvidence[]; readonly drop: number | null } {
  const attempts = tx
    .select()
    .from(messageAttempt)
    .where(eq(messageAttempt.messageId, id))
    .orderBy(asc(messageAttempt.attempt))
    .all()
  const reports = tx.select().from(deliveryReport).where(eq(deliveryReport.messageId, id)).all()
  const decisions = tx.select().from(messageDecision).where(eq(messageDecision.messageId, id)).all()
  const corrections = tx
    .select({ id: message.id, at: message.createdAt })
    .from(message)
    .where(eq(message.correctsId, id))
    .all()
  const evidence: MessageEvidence[] = [
    ...attempts.map(({ startedAt, endedAt, outcome, reason, phase, httpStatus, code }): MessageEvidence => ({
      kind: 'attempt',
      at: startedAt,
      endedAt,
      outcome,
      reason,
      phase,
      code: code ?? (httpStatus === null ? null : `HTTP ${String(httpStatus)}`),
    })),
    ...reports.map(({ receivedAt, status, reason, adopted }): MessageEvidence => ({
      kind: 'report',
      at: receivedAt,
      status,
      reason,
      adopted,
    })),
    ...decisions.map(({ at, by, decision }): MessageEvidence => ({ kind: 'decision', at, by, as: decision })),
    ...corrections.map(({ id: messageId, at }): MessageEvidence => ({ kind: 'corrected', at, messageId })),
  ]
  const last = attempts.at(-1)
  const drop =
    last === undefined || last.balanceBefore === null || last.balanceAfter === null
      ? null
      : last.balanceBefore - last.balanceAfter
  return { evidence: [{ kind: 'written', at: createdAt }, ...evidence.sort((a, b) => a.at - b.at)], drop }
}
