import { MessageSquareText, SearchX } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import type { Input } from '../../../../core/contract/api.ts'
import type { MessageId } from '../../../../core/contract/common.ts'
import { call } from '../../../api.ts'
import { t } from '../../../strings/t.ts'
import { Button } from '../../../ui/Button.tsx'
import { DataGrid } from '../../../ui/DataGrid.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState, StaleNote } from '../../../ui/ErrorState.tsx'
import { Skeleton, SlowLine } from '../../../ui/Skeleton.tsx'
import { useGridFocus } from '../../../ui/use-grid-focus.ts'
import { usePages } from '../../../use-pages.ts'
import { useSmsAccount } from '../account/use-sms-account.ts'
import { messageColumns } from './message-columns.tsx'
import { MessagePanel } from './MessagePanel.tsx'
import { everything, isNarrowed, queryOf } from './narrowed.ts'
import type { Narrowed } from './narrowed.ts'
import { QueueFilter } from './QueueFilter.tsx'
import { StateChips } from './StateChips.tsx'

const words = t.messages
/** A press writes its messages with it, and they may wait long before anything else is announced. */
const changes = ['messages.changed', 'attendance.changed'] as const
const load = (filter: Input<'messages.list'>) => call('messages.list', filter)

/** Every message, newest first, and what became of it. */
export function Queue() {
  const [filter, setFilter] = useState(everything)
  const [active, setActive] = useState(0)
  const [openId, setOpenId] = useState<MessageId | null>(null)
  const [, go] = useLocation()
  const { grid, ref } = useGridFocus()
  const confirmed = useSmsAccount().data?.deliveryReports ?? true
  const pages = usePages(load, queryOf(filter), changes)
  const { rowAt, total, answers, last, error, slow, want, refetch } = pages
  const columns = useMemo(() => messageColumns(openId !== null, confirmed), [openId, confirmed])
  const close = useCallback(() => {
    setOpenId(null)
    grid.current?.focus()
  }, [grid])

  function narrow(next: Narrowed): void {
    setFilter(next)
    setActive(0)
  }

  return (
    <div className="flex h-full">
      <div className="flex min-w-0 flex-1 flex-col">
        <QueueFilter filter={filter} onChange={narrow} onLeave={() => grid.current?.focus()}>
          <p role="status" className="ml-auto text-ink-2">
            {answers !== null && words.count(total)}
          </p>
        </QueueFilter>
        {last !== undefined && (
          <StateChips
            counts={last.counts}
            confirmed={confirmed}
            chosen={filter.state}
            onChoose={state => narrow({ ...filter, state })}
          />
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
            !isNarrowed(filter) ? (
              <EmptyState icon={MessageSquareText} title={words.noneTitle} text={words.noneText}>
                <Button label={words.openPolicy} onClick={() => go('/messages/policy')} />
              </EmptyState>
            ) : (
              <EmptyState icon={SearchX} title={words.emptyTitle} text={words.emptyText}>
                <Button label={words.clear} onClick={() => narrow(everything)} />
              </EmptyState>
            )
          ) : (
            <DataGrid
              ref={ref}
              label={words.title}
              columns={columns}
              minWidth={openId === null ? (confirmed ? '61rem' : '69rem') : confirmed ? '36rem' : '43rem'}
              total={total}
              rowAt={rowAt}
              active={active}
              onActive={setActive}
              onWant={want}
              onOpen={index => setOpenId(rowAt(index)?.id ?? null)}
              isOpen={row => row.id === openId}
            />
          )}
        </div>
      </div>
      {openId !== null && <MessagePanel key={openId} messageId={openId} onOpen={setOpenId} onClose={close} />}
    </div>
  )
}
