import type { MessageState } from '../../../core/contract/messages.ts'
import { t } from '../../strings/t.ts'

/**
 * A state and what it means, in words. `confirmed`: whether delivery reports come; without them nobody ever knows more
 * than that a message was taken.
 */
export function stateWords(state: MessageState, confirmed: boolean): { label: string; means: string } {
  return state === 'submitted' && !confirmed
    ? { label: t.unconfirmed.state, means: t.unconfirmed.means }
    : { label: t.messageStates[state], means: t.messageStateMeans[state] }
}
