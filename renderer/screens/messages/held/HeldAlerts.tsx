import { MessageSquareDashed } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { BatchId } from '../../../../core/contract/common.ts'
import type { Batch } from '../../../../core/contract/messages.ts'
import { asAppError, call } from '../../../api.ts'
import { useToday, useZone } from '../../../stores/clock.ts'
import { useMay } from '../../../stores/session.ts'
import { useShortcuts } from '../../../stores/shortcuts.ts'
import { showError, useToasts } from '../../../stores/toasts.ts'
import { t } from '../../../strings/t.ts'
import { Answer } from '../../../ui/Answer.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { focusWhenLost } from '../../../ui/focus-when-lost.ts'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { actionsOf, BatchCard } from './BatchCard.tsx'
import type { BatchAction } from './BatchCard.tsx'
import { BatchPeople } from './BatchPeople.tsx'
import { batchHeading } from './batch-text.ts'
import { useBatches } from './use-batches.ts'
import { useSilentSince } from './use-silent-since.ts'
import { WhyDialog } from './WhyDialog.tsx'

const words = t.alerts.held

/** Absence alerts that wait for a terminal or a word of the office, and those that were decided on. */
export function HeldAlerts() {
  const answer = useBatches({ closely: true })
  const mayDecide = useMay('messages:write')
  const facts = { silentSince: useSilentSince(), today: useToday(), zone: useZone() }
  const decisions = useDecisions(answer.refetch)
  const { busy, note } = decisions
  const [at, setAt] = useState<BatchId | null>(null)
  const [asking, setAsking] = useState<{ what: 'discard' | 'recall'; id: BatchId } | null>(null)
  const [open, setOpen] = useState<BatchId | null>(null)
  const batches = useMemo(() => inOrder(answer.data ?? []), [answer.data])
  const standing = batches.find(({ id }) => id === at) ?? batches[0]
  const opened = batches.find(({ id }) => id === open)
  const asked = batches.find(({ id }) => id === asking?.id)

  function act(action: BatchAction, batch: Batch): void {
    if (!actionsOf(batch, facts.today, mayDecide).includes(action)) return
    if (action === 'release') decisions.release(batch)
    else if (action === 'who') setOpen(batch.id)
    else setAsking({ what: action, id: batch.id })
  }
  const now = useRef({ act, standing })
  now.current = { act, standing }
  const keys = useMemo(() => {
    const run = (action: BatchAction) => () => {
      const { act: actNow, standing: batch } = now.current
      if (batch !== undefined) actNow(action, batch)
    }
    const deciding = [
      { keys: 'S', label: words.releaseKey, run: run('release') },
      { keys: 'D', label: words.discard, run: run('discard') },
      { keys: 'R', label: words.recall, run: run('recall') },
    ]
    return [...(mayDecide ? deciding : []), { keys: 'Enter', label: words.who, run: run('who') }]
  }, [mayDecide])
  useShortcuts(words.title, keys)
  const close = useCallback(() => {
    setOpen(null)
    document.querySelector<HTMLElement>('[data-batch][tabindex="0"]')?.focus()
  }, [])

  function cards(title: string, some: readonly Batch[]) {
    if (some.length === 0) return null
    return (
      <section aria-label={title} className="flex flex-col gap-3">
        <h2 className="font-semibold text-ink-2">{title}</h2>
        {some.map(batch => (
          <BatchCard
            key={batch.id}
            batch={batch}
            facts={facts}
            mayDecide={mayDecide}
            busy={busy === batch.id}
            note={note?.batchId === batch.id ? note.text : null}
            inTabOrder={batch.id === standing?.id}
            onFocus={() => setAt(batch.id)}
            onAct={action => act(action, batch)}
          />
        ))}
      </section>
    )
  }

  return (
    <div className="flex h-full min-h-0">
      <div
        ref={element => focusWhenLost(element?.querySelector<HTMLElement>('[data-batch][tabindex="0"]') ?? null)}
        className="min-w-0 flex-1 overflow-y-auto p-4"
        onKeyDown={moveBetweenCards}
      >
        <Answer state={answer} waiting={<Skeleton rows={6} height={64} />}>
          {() =>
            batches.length === 0 ? (
              <EmptyState icon={MessageSquareDashed} title={words.emptyTitle} text={words.emptyText} />
            ) : (
              <div className="flex max-w-280 flex-col gap-5">
                {!mayDecide && <p className="text-ink-3">{words.readOnly}</p>}
                {cards(
                  words.waiting,
                  batches.filter(({ state }) => state === 'held'),
                )}
                {cards(
                  words.earlier,
                  batches.filter(({ state }) => state !== 'held'),
                )}
              </div>
            )
          }
        </Answer>
      </div>
      {opened !== undefined && <BatchPeople key={opened.id} batch={opened} onClose={close} />}
      {asked !== undefined && asking?.what === 'discard' && (
        <WhyDialog
          title={words.discardTitle(batchHeading(asked))}
          text={words.discardText(asked.messages)}
          action={words.discard}
          usual={words.discardUsual}
          onSubmit={why => decisions.discard(asked, why)}
          onClose={() => setAsking(null)}
        />
      )}
      {asked !== undefined && asking?.what === 'recall' && (
        <WhyDialog
          title={words.recallTitle(batchHeading(asked))}
          text={words.recallText(asked.recallable)}
          action={words.recallAction(asked.recallable)}
          usual={words.recallUsual}
          onSubmit={why => decisions.recall(asked, why)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  )
}

/** Held ones first: they are what there is to do. Then the newest. */
function inOrder(batches: readonly Batch[]): Batch[] {
  return [...batches].sort((a, b) => Number(b.state === 'held') - Number(a.state === 'held') || b.closedAt - a.closedAt)
}

type Note = { batchId: BatchId; text: string }

function useDecisions(refetch: () => void) {
  const [busy, setBusy] = useState<BatchId | null>(null)
  const [note, setNote] = useState<Note | null>(null)
  const { show } = useToasts.getState()

  return {
    busy,
    note,

    /** Sends what was shown; another number is shown first. */
    release({ id, messages }: Batch): void {
      if (busy !== null) return
      setBusy(id)
      setNote(null)
      call('messages.releaseBatch', { batchId: id, expected: messages })
        .then(
          sent => show({ tone: 'good', title: words.released(sent.messages), text: words.releasedText }),
          (reason: unknown) => {
            const error = asAppError(reason)
            if (error.code !== 'batch_changed') {
              showError(error)
              return
            }
            const now = error.details['messages']
            const text = typeof now === 'number' ? words.changed(messages, now) : words.changedUnknown
            setNote({ batchId: id, text })
          },
        )
        .finally(() => {
          setBusy(null)
          refetch()
        })
    },

    /** @throws AppError for the form to show */
    async discard({ id }: Batch, why: string) {
      await call('messages.discardBatch', { batchId: id, why })
      show({ tone: 'plain', title: words.discarded, text: words.discardedText })
      refetch()
    },

    /** @throws AppError for the form to show */
    async recall({ id }: Batch, why: string) {
      const { messages } = await call('messages.recallBatch', { batchId: id, why })
      show({ tone: 'good', title: words.recalled(messages), text: words.recalledText })
      refetch()
    },
  }
}

function moveBetweenCards(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined || event.altKey || event.ctrlKey) return
  const cards = [...document.querySelectorAll<HTMLElement>('[data-batch]')]
  const from = cards.findIndex(card => card.contains(document.activeElement))
  const next = cards[Math.max(0, Math.min(cards.length - 1, from + step))]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
