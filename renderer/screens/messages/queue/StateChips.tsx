import clsx from 'clsx'
import type { MessageCounts, MessageState } from '../../../../core/contract/messages.ts'
import { countText } from '../../../format.ts'
import { t } from '../../../strings/t.ts'
import { stateWords } from '../state-words.ts'

const order: readonly MessageState[] = [
  'queued',
  'sending',
  'uncertain',
  'held_provider',
  'submitted',
  'delivered',
  'undelivered',
  'rejected',
  'expired',
  'cancelled',
]
/** These are shown even when empty: the first two say that nothing waits, the third that nothing is in doubt. */
const always = new Set<MessageState>(['queued', 'sending', 'uncertain', 'submitted'])

type Props = {
  /** Of all messages, whatever else the list is narrowed to. */
  counts: MessageCounts
  confirmed: boolean
  chosen: MessageState | null
  onChoose: (state: MessageState | null) => void
}

/** How many messages are in each state; one of them narrows the list. */
export function StateChips({ counts, confirmed, chosen, onChoose }: Props) {
  const all = order.reduce((sum, state) => sum + counts[state], 0)
  const shown = order.filter(state => counts[state] > 0 || always.has(state) || state === chosen)
  return (
    <div role="group" aria-label={t.messages.states} className="flex flex-wrap gap-1.5 px-4 pb-2.5">
      <Chip label={t.messages.all} n={all} chosen={chosen === null} onChoose={() => onChoose(null)} />
      {shown.map(state => {
        const { label, means } = stateWords(state, confirmed)
        return (
          <Chip
            key={state}
            label={label}
            n={counts[state]}
            chosen={chosen === state}
            title={means}
            doubt={state === 'uncertain' && counts[state] > 0}
            onChoose={() => onChoose(state)}
          />
        )
      })}
    </div>
  )
}

type ChipProps = {
  label: string
  n: number
  chosen: boolean
  title?: string
  doubt?: boolean
  onChoose: () => void
}

function Chip({ label, n, chosen, title, doubt = false, onChoose }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      title={title}
      onClick={onChoose}
      className={clsx(
        'flex h-7 items-center gap-1.5 rounded-md border px-2',
        chosen
          ? 'border-accent bg-accent-soft font-medium text-accent'
          : doubt
            ? 'border-unknown bg-unknown-soft font-medium text-unknown'
            : 'border-line-strong/60 bg-surface text-ink-2 hover:bg-sunken',
      )}
    >
      {label}
      <span className={chosen || doubt ? '' : 'text-ink-3'}>{countText(n)}</span>
    </button>
  )
}
