import type { Tx } from '../db/open.ts'
import { concernedTerminals } from '../notifications/interlock-facts.ts'
import type { TerminalNow } from '../notifications/interlock-facts.ts'
import type { TerminalFacts } from '../notifications/interlock.ts'
import type { DayChild } from './day-facts.repo.ts'

/**
 * The terminals on which an earlier press of these children may lie that nobody knows yet: those at which they may have
 * been, and that are not read up to a moment.
 * @param since epoch ms
 */
export function unreadTerminals(
  tx: Tx,
  terminals: readonly TerminalNow[],
  children: readonly Pick<DayChild, 'id' | 'streamId'>[],
  since: number,
): TerminalFacts[] {
  const isUnread = ({ coveredUntil }: TerminalFacts) => coveredUntil === null || coveredUntil < since
  // On most days all are read, and nothing has to be looked up.
  if (!terminals.some(isUnread)) return []
  return concernedTerminals({ tx, terminals }, children).terminals.filter(isUnread)
}
