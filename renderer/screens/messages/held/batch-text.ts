import type { Day } from '../../../../core/contract/common.ts'
import type { Batch, HoldReason } from '../../../../core/contract/messages.ts'
import { dayTextShort, momentText } from '../../../format.ts'
import { t } from '../../../strings/t.ts'

const words = t.alerts.held

/** What the sentences are made with: since when terminals are silent (epoch ms by name), and the school's time. */
export type BatchFacts = {
  readonly silentSince: ReadonlyMap<string, number>
  readonly today: Day
  readonly zone: string
}

/** `Morning, Mon 7 Sep`. */
export function batchHeading({ session, day }: Pick<Batch, 'session' | 'day'>): string {
  return words.heading(t.sessions[session], dayTextShort(day))
}

/** Why alerts are held, as one sentence. */
export function reasonText(reason: HoldReason, day: Day, { silentSince, today, zone }: BatchFacts): string {
  switch (reason.code) {
    case 'terminal_not_read': {
      const known = reason.terminals.map(name => silentSince.get(name))
      // One moment is said only where it is true of all that are named.
      const [first] = known
      const since = first !== undefined && known.every(at => at === first) ? momentText(first, today, zone) : null
      return words.reason.terminal_not_read(reason.terminals, since)
    }
    case 'no_terminal':
      return words.reason.no_terminal(reason.groups)
    case 'clock_drift':
      return words.reason.clock_drift(reason.terminals)
    case 'share_of_school':
      return words.reason.share_of_school(reason.percent, reason.limit)
    case 'share_of_class':
      return words.reason.share_of_class(reason.className, reason.percent, reason.limit)
    case 'not_today':
      return words.reason.not_today(dayTextShort(day))
    case 'not_school_day':
      return words.reason.not_school_day
    case 'alerts_off':
      return words.reason.alerts_off
  }
}

/** What happens next with held alerts: by themselves, after a word of the office, or never. */
export function outlookText({ reasons, canRelease }: Pick<Batch, 'reasons' | 'canRelease'>): string {
  if (reasons.some(({ code }) => blocking.has(code))) return words.never
  if (!canRelease) return words.working
  if (reasons.length === 0) return words.goSoon
  if (!reasons.every(({ code }) => clearing.has(code))) return words.waitForWord
  const [only] = reasons
  return reasons.length === 1 && only?.code === 'terminal_not_read' && only.terminals.length === 1
    ? words.goThemselves
    : words.goThemselvesMore
}

const blocking: ReadonlySet<HoldReason['code']> = new Set(['not_today', 'not_school_day', 'alerts_off'])
const clearing: ReadonlySet<HoldReason['code']> = new Set(['terminal_not_read', 'clock_drift'])

/** What is said of a held batch in a line: how much of it has gone, why, and what happens next. */
export function heldSentence(batch: Batch, facts: BatchFacts): string {
  const sent = batch.messages === 0 ? words.sentOfNone : words.sentOf(batch.messages)
  return [sent, ...batch.reasons.map(reason => reasonText(reason, batch.day, facts)), outlookText(batch)].join(' ')
}
