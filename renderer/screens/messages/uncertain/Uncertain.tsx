import { CircleCheck, CircleHelp } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { Input } from '../../../../core/contract/api.ts'
import type { MessageId } from '../../../../core/contract/common.ts'
import { call } from '../../../api.ts'
import { t } from '../../../strings/t.ts'
import { DataGrid } from '../../../ui/DataGrid.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState, StaleNote } from '../../../ui/ErrorState.tsx'
import { Skeleton, SlowLine } from '../../../ui/Skeleton.tsx'
import { useGridFocus } from '../../../ui/use-grid-focus.ts'
import { usePages } from '../../../use-pages.ts'
import { useSmsAccount } from '../account/use-sms-account.ts'
import { messageColumns } from '../queue/message-columns.tsx'
import { MessagePanel } from '../queue/MessagePanel.tsx'

const words = t.uncertain
const load = (filter: Input<'messages.list'>) => call('messages.list', filter)
const inDoubt = { search: '', state: 'uncertain' } as const

/** Messages of which nobody can tell whether they went out: one after the other is looked at and decided. */
export function Uncertain() {
  const [active, setActive] = useState(0)
  const [openId, setOpenId] = useState<MessageId | null>(null)
  const { grid, ref } = useGridFocus()
  const confirmed = useSmsAccount().data?.deliveryReports
  const { rowAt, total, answers, error, slow, want, refetch } = usePages(load, inDoubt, ['messages.changed'])
  const columns = useMemo(
    () => messageColumns(openId !== null, true).filter(({ id }) => id !== 'state' && id !== 'price'),
    [openId],
  )
  const close = useCallback(() => {
    setOpenId(null)
    grid.current?.focus()
  }, [grid])

  /** The next one is opened; it moves up to this place when the list is told. */
  function decided(): void {
    const index = Array.from({ length: total }, (_, n) => n).find(n => rowAt(n)?.id === openId) ?? active
    const next = rowAt(index + 1) ?? rowAt(index - 1)
    refetch()
    if (next === undefined) {
      close()
      return
    }
    setActive(index + 1 < total ? index : Math.max(0, index - 1))
    setOpenId(next.id)
  }

  return (
    <div className="flex h-full">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex items-center gap-3 px-4 py-2.5">
          <CircleHelp aria-hidden size={18} className="shrink-0 text-unknown" />
          <p className="min-w-0 flex-1 text-ink-2">
            {words.explain} {confirmed === false ? words.noReports : words.reports}
          </p>
          <p role="status" className="text-ink-2">
            {answers !== null && t.messages.count(total)}
          </p>
        </div>
        <SlowLine shown={slow} />
        {error !== null && answers !== null && <StaleNote error={error} onRetry={refetch} />}
        <div className="min-h-0 flex-1 border-t border-line bg-surface">
          {answers === null ? (
            error === null ? (
              <Skeleton rows={10} height={34} />
            ) : (
              <ErrorState error={error} onRetry={refetch} />
            )
          ) : total === 0 ? (
            <EmptyState icon={CircleCheck} title={words.noneTitle} text={words.noneText} />
          ) : (
            <DataGrid
              ref={ref}
              label={words.title}
              columns={columns}
              minWidth={openId === null ? '50rem' : '30rem'}
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
      {openId !== null && (
        <MessagePanel key={openId} messageId={openId} onOpen={setOpenId} onClose={close} onDecided={decided} />
      )}
    </div>
  )
}
