import type { Day } from '../contract/common.ts'
import type { MessageState, Statement, StatementLine } from '../contract/messages.ts'
import { messageKinds } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { readSettings } from '../settings/settings.repo.ts'
import { spentStates } from './claims.repo.ts'
import { statementRows } from './policy-facts.repo.ts'

const failed: readonly MessageState[] = ['undelivered', 'rejected', 'expired']

/** Texts about the days from `from` to `to`: those that left or may have, what they cost, and those that failed and why. */
export function statementOf(tx: Tx, from: Day, to: Day): Statement {
  const { messages: policy, smsBalance } = readSettings(tx)
  const rows = statementRows(tx, from, to)
  const lines = messageKinds.flatMap((kind): StatementLine[] => {
    const own = rows.filter(row => row.kind === kind)
    if (own.length === 0) return []
    const left = own.filter(({ state }) => spentStates.includes(state))
    const estimated = sum(left, ({ unpricedParts }) => unpricedParts) * policy.priceMinorPerSegment
    return [
      {
        kind,
        messages: sum(left, ({ messages }) => messages),
        parts: sum(left, ({ parts }) => parts),
        costMinor: sum(left, ({ chargedMinor }) => chargedMinor) + estimated,
        delivered: sum(
          own.filter(({ state }) => state === 'delivered'),
          ({ messages }) => messages,
        ),
        failed: sum(
          own.filter(({ state }) => failed.includes(state)),
          ({ messages }) => messages,
        ),
      },
    ]
  })
  const reasons = new Map<string, number>()
  for (const { state, note, messages } of rows) {
    if (!failed.includes(state)) continue
    const reason = note ?? state
    reasons.set(reason, (reasons.get(reason) ?? 0) + messages)
  }
  return {
    from,
    to,
    lines,
    failures: [...reasons]
      .map(([reason, messages]) => ({ reason, messages }))
      .sort((a, b) => b.messages - a.messages || (a.reason < b.reason ? -1 : 1)),
    uncertain: sum(
      rows.filter(({ state }) => state === 'uncertain'),
      ({ messages }) => messages,
    ),
    balance: smsBalance[0] ?? null,
    estimatedParts: sum(
      rows.filter(({ state }) => spentStates.includes(state)),
      ({ unpricedParts }) => unpricedParts,
    ),
  }
}

function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((total, row) => total + of(row), 0)
}
