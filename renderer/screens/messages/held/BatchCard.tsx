import { CalendarX2, CircleCheck, Hand, Hourglass, RotateCcw, Send, TimerOff, Users } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { Day } from '../../../../core/contract/common.ts'
import type { Batch, BatchState } from '../../../../core/contract/messages.ts'
import { dayText, momentText } from '../../../format.ts'
import { estimateText } from '../../../money.ts'
import { t } from '../../../strings/t.ts'
import { Badge } from '../../../ui/Badge.tsx'
import type { Tone } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { batchHeading, outlookText, reasonText } from './batch-text.ts'
import type { BatchFacts } from './batch-text.ts'

const words = t.alerts.held

const looks: Record<BatchState, readonly [Tone, LucideIcon]> = {
  held: ['late', Hourglass],
  released: ['present', CircleCheck],
  discarded: ['plain', Hand],
  expired: ['plain', TimerOff],
  recalled: ['accent', RotateCcw],
}

export type BatchAction = 'release' | 'discard' | 'recall' | 'who'

type Props = {
  batch: Batch
  facts: BatchFacts
  mayDecide: boolean
  /** Whether it is being decided at this moment. */
  busy: boolean
  /** What came of the last try, as long as it matters. */
  note: string | null
  inTabOrder: boolean
  onFocus: () => void
  onAct: (action: BatchAction) => void
}

function mayBeRecalled({ state, messages, day }: Batch, today: Day): boolean {
  return state === 'released' && messages > 0 && day === today
}

/** What can be done with a batch, in the order of its buttons. */
export function actionsOf(batch: Batch, today: Day, mayDecide: boolean): BatchAction[] {
  const decisions: BatchAction[] = []
  if (mayDecide && batch.state === 'held') {
    if (batch.canRelease && batch.messages > 0) decisions.push('release')
    decisions.push('discard')
  }
  // A correction says "today"; what has not left yet is taken back, so it can be recalled before anything is out.
  if (mayDecide && mayBeRecalled(batch, today)) decisions.push('recall')
  return [...decisions, 'who']
}

/** One batch: how it stands, why, and what can be done. */
export function BatchCard({ batch, facts, mayDecide, busy, note, inTabOrder, onFocus, onAct }: Props) {
  const [tone, icon] = looks[batch.state]
  const heading = batchHeading(batch)
  const actions = actionsOf(batch, facts.today, mayDecide)
  return (
    <article
      data-batch={batch.id}
      aria-label={heading}
      tabIndex={inTabOrder ? 0 : -1}
      onFocus={onFocus}
      className="rounded-md border border-line bg-surface px-4 py-3 focus-visible:outline-offset-[-2px]"
    >
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="font-semibold">{heading}</h3>
        <span className="text-ink-3">{batch.planName}</span>
        <Badge tone={tone} icon={icon} label={words.states[batch.state]} />
        <span className="ml-auto text-ink-2">
          {words.students(batch.students)}
          {batch.messages > 0 && ` · ${words.price(batch.messages, estimateText(batch.costMinor))}`}
        </span>
      </header>
      {batch.state === 'held' ? (
        <Held batch={batch} facts={facts} />
      ) : (
        <p className="mt-1 text-ink-2">{outcomeText(batch, facts)}</p>
      )}
      {note !== null && (
        <p role="alert" className="mt-2 rounded-md bg-late-soft px-3 py-1.5 text-late">
          {note}
        </p>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        {actions.includes('release') && (
          <Button
            look="main"
            icon={Send}
            label={words.release(batch.messages)}
            keys="S"
            busy={busy}
            onClick={() => onAct('release')}
          />
        )}
        {actions.includes('discard') && (
          <Button icon={CalendarX2} label={words.discard} keys="D" disabled={busy} onClick={() => onAct('discard')} />
        )}
        {actions.includes('recall') && (
          <Button icon={RotateCcw} label={words.recall} keys="R" onClick={() => onAct('recall')} />
        )}
        <Button look="quiet" icon={Users} label={words.who} keys="Enter" onClick={() => onAct('who')} />
      </div>
    </article>
  )
}

function Held({ batch, facts }: { batch: Batch; facts: BatchFacts }) {
  return (
    <>
      <p className="mt-1 font-medium">
        {batch.messages === 0 ? words.sentOfNone : words.sentOf(batch.messages)} {outlookText(batch)}
      </p>
      <ul aria-label={words.why} className="mt-1 flex flex-col gap-1.5">
        {batch.reasons.map((reason, n) => (
          <li key={n} className="border-l-2 border-late pl-3">
            <p className="font-medium">{reasonText(reason, batch.day, facts)}</p>
            <p className="text-ink-2">{words.todo(reason.code)}</p>
          </li>
        ))}
      </ul>
    </>
  )
}

function outcomeText(batch: Batch, facts: BatchFacts): string {
  const { state, decidedAt, by, why, recallable, day } = batch
  const { today, zone } = facts
  if (state === 'expired') {
    const reasons = batch.reasons.map(reason => reasonText(reason, day, facts))
    return [words.expired(dayText(day)), ...reasons].join(' ')
  }
  const moment = decidedAt === null ? '' : momentText(decidedAt, today, zone)
  const decided = words.decided(words.states[state], moment, by === null ? words.byItself : words.by(by))
  const sentences = [
    why === null ? `${decided}.` : words.decidedWhy(decided, why),
    ...(mayBeRecalled(batch, today) && recallable > 0 ? [words.correctable(recallable)] : []),
  ]
  return sentences.join(' ')
}
