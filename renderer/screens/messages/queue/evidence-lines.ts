import type { MessageId } from '../../../../core/contract/common.ts'
import type { MessageEvidence, MessageState } from '../../../../core/contract/messages.ts'
import { t } from '../../../strings/t.ts'

const words = t.evidence

export type EvidenceLine = {
  readonly at: number
  readonly title: string
  readonly text: string
  /** Codes, for support only; empty: none. */
  readonly detail: string
  /** Another message that it points to. */
  readonly other: MessageId | null
}

/** What is known of a message in plain words, in the order in which it came. `state`: where the message is now. */
export function evidenceLines(evidence: readonly MessageEvidence[], state: MessageState): EvidenceLine[] {
  return evidence.map(one => ({ at: one.at, detail: '', other: null, ...lineOf(one, state) }))
}

function lineOf(
  one: MessageEvidence,
  state: MessageState,
): Pick<EvidenceLine, 'title' | 'text'> & Partial<Pick<EvidenceLine, 'detail' | 'other'>> {
  switch (one.kind) {
    case 'written':
      return { title: words.written, text: '' }
    case 'attempt':
      return attemptLine(one, state)
    case 'report':
      return {
        title: words.report(one.status),
        text: joined(one.reason === null ? '' : t.noteText(one.reason), one.adopted ? words.adopted : ''),
      }
    case 'decision':
      return { title: words.decision(one.as, one.by), text: '' }
    case 'corrected':
      return { title: words.corrected, text: '', other: one.messageId }
  }
}

function attemptLine(
  { at, endedAt, outcome, reason, phase, code }: Extract<MessageEvidence, { kind: 'attempt' }>,
  state: MessageState,
): Pick<EvidenceLine, 'title' | 'text' | 'detail'> {
  if (outcome === null) {
    const sending = state === 'sending'
    return {
      title: sending ? t.messageStates.sending : words.attempt(null),
      text: sending ? words.running : words.interrupted,
      detail: '',
    }
  }
  // Of what was taken or refused the answer says all there is.
  const tellsPhase = outcome === 'ambiguous' || outcome === 'unreachable'
  return {
    title: words.attempt(outcome) + (endedAt === null ? '' : `, ${words.took(Math.round((endedAt - at) / 1000))}`),
    text: joined(tellsPhase && phase !== null ? words.phase(phase) : '', reason === null ? '' : t.noteText(reason)),
    detail: outcome === 'accepted' ? '' : words.detail({ phase, reason, code }),
  }
}

function joined(...parts: readonly string[]): string {
  return parts.filter(part => part !== '').join(' ')
}
