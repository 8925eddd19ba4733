import clsx from 'clsx'
import { MessageSquareText, SearchX } from 'lucide-react'
import { useCallback, useRef, useState } from 'react'
import type { Input } from '../../core/contract/api.ts'
import type { MessageCounts, MessageRow, MessageState } from '../../core/contract/messages.ts'
import { call } from '../api.ts'
import { countText } from '../format.ts'
import { useSession } from '../stores/session.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/Button.tsx'
import { DataGrid } from '../ui/DataGrid.tsx'
import type { Column, GridHandle } from '../ui/DataGrid.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState, StaleNote } from '../ui/ErrorState.tsx'
import { FilterField } from '../ui/FilterField.tsx'
import { Skeleton, SlowLine } from '../ui/Skeleton.tsx'
import { usePages } from '../use-pages.ts'
import { MessagePanel } from './messages/MessagePanel.tsx'
import { MessageMoment, StateBadge } from './messages/state.tsx'

const columns: readonly Column<MessageRow>[] = [
  { id: 'at', title: t.messages.columns.at, width: '6.5rem', cell: row => <MessageMoment at={row.createdAt} /> },
  { id: 'state', title: t.messages.columns.state, width: '7.5rem', cell: row => <StateBadge state={row.state} /> },
  { id: 'kind', title: t.messages.columns.kind, width: '5rem', cell: row => t.messageKinds[row.kind] },
  {
    id: 'student',
    title: t.messages.columns.student,
    width: 'minmax(9rem, 1.4fr)',
    cell: row => (
      <>
        <span className="font-medium">{row.studentName}</span> <span className="text-ink-3">{row.className}</span>
      </>
    ),
  },
  { id: 'guardian', title: t.messages.columns.guardian, width: 'minmax(7rem, 1fr)', cell: row => row.guardianName },
  { id: 'phone', title: t.messages.columns.phone, width: '9.5rem', cell: row => row.phone },
  { id: 'parts', title: t.messages.columns.parts, width: '3rem', align: 'end', cell: row => row.segments },
]
const narrow = columns.filter(column => ['at', 'state', 'student'].includes(column.id))

const listMessages = (filter: Input<'messages.list'>) => call('messages.list', filter)

/** What goes to parents and what became of it. */
export function Messages() {
  const [state, setState] = useState<MessageState | null>(null)
  const [search, setSearch] = useState('')
  const [active, setActive] = useState(-1)
  const [open, setOpen] = useState<MessageRow | null>(null)
  const grid = useRef<GridHandle>(null)
  const simulated = useSession(session => session.current?.simulation ?? false)
  const { rowAt, total, answers, last, error, slow, want, refetch } = usePages(
    listMessages,
    { search, ...(state !== null && { state }) },
    ['messages.changed'],
  )
  const close = useCallback(() => {
    setOpen(null)
    grid.current?.focus()
  }, [])
  function narrowTo(change: () => void): void {
    change()
    setActive(-1)
  }
  return (
    <div className="flex h-full min-h-96">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
          <h1 className="text-lg font-semibold">{t.messages.title}</h1>
          <FilterField
            label={t.messages.search}
            value={search}
            onChange={text => narrowTo(() => setSearch(text))}
            onLeave={() => grid.current?.focus()}
            className="max-w-80 min-w-40 flex-1"
          />
          <p role="status" className="ml-auto text-ink-2">
            {answers !== null && t.messages.count(total)}
          </p>
        </div>
        {last !== undefined && (
          <StateFilter counts={last.counts} chosen={state} onChoose={next => narrowTo(() => setState(next))} />
        )}
        <SlowLine shown={slow} />
        {error !== null && answers !== null && <StaleNote error={error} onRetry={refetch} />}
        <div className="min-h-0 flex-1 border-t border-line bg-surface">
          {answers === null ? (
            error === null ? (
              <Skeleton rows={14} height={34} />
            ) : (
              <ErrorState error={error} onRetry={refetch} />
            )
          ) : total === 0 ? (
            search === '' && state === null ? (
              <EmptyState icon={MessageSquareText} title={t.messages.noneTitle} text={t.messages.noneText} />
            ) : (
              <EmptyState icon={SearchX} title={t.messages.emptyTitle} text={t.messages.emptyText}>
                <Button
                  label={t.students.clear}
                  onClick={() =>
                    narrowTo(() => {
                      setSearch('')
                      setState(null)
                    })
                  }
                />
              </EmptyState>
            )
          ) : (
            <DataGrid
              ref={grid}
              label={t.messages.title}
              columns={open === null ? columns : narrow}
              minWidth={open === null ? '50rem' : '28rem'}
              total={total}
              rowAt={rowAt}
              active={active}
              onActive={setActive}
              onWant={want}
              onOpen={index => setOpen(rowAt(index) ?? null)}
              isOpen={row => row.id === open?.id}
            />
          )}
        </div>
      </div>
      {open !== null && <MessagePanel key={open.id} message={open} simulated={simulated} onClose={close} />}
    </div>
  )
}

const order: readonly MessageState[] = [
  'queued',
  'sending',
  'uncertain',
  'submitted',
  'delivered',
  'undelivered',
  'rejected',
  'expired',
  'cancelled',
]
/** These are shown even when empty: the first two say that nothing waits, the third that nothing is in doubt. */
const always = new Set<MessageState>(['queued', 'sending', 'uncertain', 'submitted'])

type FilterProps = {
  counts: MessageCounts
  chosen: MessageState | null
  onChoose: (state: MessageState | null) => void
}

function StateFilter({ counts, chosen, onChoose }: FilterProps) {
  const all = order.reduce((sum, state) => sum + counts[state], 0)
  const shown = order.filter(state => counts[state] > 0 || always.has(state) || state === chosen)
  return (
    <div role="group" aria-label={t.messages.states} className="flex flex-wrap gap-1.5 px-4 pb-2.5">
      <Choice label={t.messages.all} n={all} chosen={chosen === null} onChoose={() => onChoose(null)} />
      {shown.map(state => (
        <Choice
          key={state}
          label={t.messageStates[state]}
          n={counts[state]}
          chosen={chosen === state}
          title={t.messageStateMeans[state]}
          onChoose={() => onChoose(state)}
        />
      ))}
    </div>
  )
}

type ChoiceProps = { label: string; n: number; chosen: boolean; title?: string; onChoose: () => void }

function Choice({ label, n, chosen, title, onChoose }: ChoiceProps) {
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
          : 'border-line-strong/60 bg-surface text-ink-2 hover:bg-sunken',
      )}
    >
      {label}
      <span className={chosen ? '' : 'text-ink-3'}>{countText(n)}</span>
    </button>
  )
}
