import type { BlockReason, MessageState } from '../contract/messages.ts'

// What the words of delivery reports mean. A higher rank overrides a lower one; what is final stays.

export type ReportMeaning = {
  readonly rank: number
  readonly state: MessageState
  /** The phone takes nothing any more. */
  readonly contact: BlockReason | null
}

export const finalRank = 10
/** Not delivered yet, and after two days not any more. */
export const failingRank = 5
export const failingForMs = 48 * 60 * 60_000

const interim: Readonly<Record<string, number>> = { sent: 1, submitted: 2, buffered: 3 }
const failing = new Set(['absentsubscriber', 'expired'])
const contacts: Readonly<Record<string, BlockReason>> = {
  userinblacklist: 'opted_out',
  userisinactive: 'inactive',
  useraccountsuspended: 'inactive',
  userdoesnotexist: 'invalid',
}

/** Null: a word that nobody knows changes nothing. */
export function meaningOf(status: string, reason: string | null): ReportMeaning | null {
  const word = status.toLowerCase()
  if (word === 'success') return { rank: finalRank, state: 'delivered', contact: null }
  if (word === 'failed' || word === 'rejected') {
    return { rank: finalRank, state: 'undelivered', contact: contacts[(reason ?? '').toLowerCase()] ?? null }
  }
  if (failing.has(word)) return { rank: failingRank, state: 'submitted', contact: null }
  const rank = interim[word]
  return rank === undefined ? null : { rank, state: 'submitted', contact: null }
}
