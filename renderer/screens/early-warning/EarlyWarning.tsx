import { CalendarX, SlidersHorizontal, Smile } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { Input } from '../../../core/contract/api.ts'
import type { StudentId } from '../../../core/contract/common.ts'
import type { EarlyWarning as Warning } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { DataGrid } from '../../ui/DataGrid.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState, StaleNote } from '../../ui/ErrorState.tsx'
import { PaperScreen, usePaperOf } from '../../ui/PaperScreen.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { Skeleton, SlowLine } from '../../ui/Skeleton.tsx'
import { useGridFocus } from '../../ui/use-grid-focus.ts'
import { useCall } from '../../use-call.ts'
import { usePages } from '../../use-pages.ts'
import { LimitsForm } from './LimitsForm.tsx'
import { useWarningColumns } from './use-warning-columns.tsx'
import { filterOf, partsOf, placesOf } from './warning-filter.ts'
import { WarningPanel } from './WarningPanel.tsx'

const words = t.earlyWarning
const load = (filter: Input<'attendance.earlyWarning'>) => call('attendance.earlyWarning', filter)

/** Those who miss too much, so that somebody asks why before it is too late. */
export function EarlyWarning() {
  const [part, setPart] = useState('all')
  const [place, setPlace] = useState('')
  const [active, setActive] = useState(0)
  const [openId, setOpenId] = useState<StudentId | null>(null)
  const [changing, setChanging] = useState(false)
  const mayNote = useMay('attendance:write')
  const mayLimit = useMay('settings:write')
  const { grid, ref } = useGridFocus()
  const tree = useCall('students.tree', {}, { refreshOn: ['people.changed'] })
  const places = useMemo(() => placesOf(tree.data ?? []), [tree.data])
  const filter = useMemo(
    () => ({ ...filterOf(part), ...places.find(({ value }) => value === place)?.filter }),
    [part, place, places],
  )
  const pages = usePages(load, filter, ['attendance.changed', 'people.changed', 'calendar.changed'])
  const { rowAt, total, last, error, slow, want, refetch } = pages
  const prepare = useCallback(() => call('reports.earlyWarning', filter), [filter])
  const paper = usePaperOf(words.nav, prepare)
  const columns = useWarningColumns(openId !== null)
  const keys = useMemo(
    () => (mayLimit ? [{ keys: 'L', label: words.limits, run: () => setChanging(true) }] : []),
    [mayLimit],
  )
  useShortcuts(words.nav, keys)
  const close = useCallback(() => {
    setOpenId(null)
    grid.current?.focus()
  }, [grid])
  if (paper.document !== null) return <PaperScreen place={words.nav} document={paper.document} onBack={paper.close} />
  const rows = Array.from({ length: total }, (_, index) => rowAt(index))
  const open = rows.find(row => row !== undefined && row.studentId === openId)

  function narrow(change: () => void): void {
    change()
    setActive(0)
    setOpenId(null)
  }

  return (
    <div className="flex h-full min-h-96">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
          <h1 className="text-lg font-semibold">{words.title}</h1>
          <SelectField
            inline
            label={words.className}
            value={place}
            choices={[{ value: '', label: words.everyClass }, ...places.map(({ value, label }) => ({ value, label }))]}
            onChange={value => narrow(() => setPlace(value))}
          />
          <p role="status" className="text-ink-2">
            {last !== undefined && words.count(total)}
          </p>
          <div className="ml-auto flex gap-2">
            {mayLimit && (
              <Button icon={SlidersHorizontal} label={words.limits} keys="L" onClick={() => setChanging(true)} />
            )}
            {paper.button}
          </div>
        </div>
        {last !== undefined && last.term !== null && (
          <Parts warning={last} part={part} onChoose={next => narrow(() => setPart(next))} />
        )}
        <SlowLine shown={slow} />
        {error !== null && last !== undefined && <StaleNote error={error} onRetry={refetch} />}
        <div className="min-h-0 flex-1 bg-surface">
          {last === undefined ? (
            error === null ? (
              <Skeleton rows={12} height={34} />
            ) : (
              <ErrorState error={error} onRetry={refetch} />
            )
          ) : last.term === null ? (
            <EmptyState icon={CalendarX} title={words.noTermTitle} text={words.noTermText} />
          ) : total === 0 ? (
            <EmptyState icon={Smile} title={words.noneTitle} text={words.noneText} />
          ) : (
            <DataGrid
              ref={ref}
              label={words.title}
              columns={columns}
              minWidth={openId === null ? '62rem' : '40rem'}
              total={total}
              rowAt={rowAt}
              active={active}
              onActive={setActive}
              onWant={want}
              onOpen={index => setOpenId(rowAt(index)?.studentId ?? null)}
              isOpen={row => row.studentId === openId}
            />
          )}
        </div>
        {last !== undefined && last.term !== null && <How term={last.term} afterDays={last.limits.afterDays} />}
      </div>
      {open !== undefined && (
        <WarningPanel key={open.studentId} row={open} mayNote={mayNote} onNoted={refetch} onClose={close} />
      )}
      {changing && last !== undefined && (
        <LimitsForm limits={last.limits} onClose={() => setChanging(false)} onSaved={refetch} />
      )}
    </div>
  )
}

type PartsProps = { warning: Warning; part: string; onChoose: (part: string) => void }

/** The tiers and the days in a row, each with how many there are; one of them narrows the list. */
function Parts({ warning, part, onChoose }: PartsProps) {
  return (
    <div role="group" aria-label={words.filter} className="flex flex-wrap gap-2 border-b border-line px-4 py-2">
      {partsOf(warning).map(({ value, label, hint, count }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === part}
          onClick={() => onChoose(value)}
          className={
            value === part
              ? 'rounded-md border border-accent bg-accent-soft px-3 py-1 text-left text-accent'
              : 'rounded-md border border-line bg-surface px-3 py-1 text-left hover:bg-sunken'
          }
        >
          <span className="block font-medium">
            {label} {count !== null && <span className="ml-1 text-base font-semibold">{t.common.n(count)}</span>}
          </span>
          {hint !== '' && <span className="block text-xs text-ink-2">{hint}</span>}
        </button>
      ))}
    </div>
  )
}

function How({ term, afterDays }: { term: string; afterDays: number }) {
  return (
    <details className="border-t border-line px-4 py-2 text-ink-2">
      <summary className="font-medium">{words.how}</summary>
      <p className="mt-1 max-w-200">{words.howText(term, afterDays)}</p>
    </details>
  )
}
