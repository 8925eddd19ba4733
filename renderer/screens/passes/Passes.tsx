import { ChevronLeft, ChevronRight, DoorOpen, Plus, TriangleAlert } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { Ref } from 'react'
import { useLocation, useParams } from 'wouter'
import type { Day } from '../../../core/contract/common.ts'
import type { GatePass } from '../../../core/contract/morning.ts'
import { addDays, dayText, momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { DataGrid } from '../../ui/DataGrid.tsx'
import type { Column, GridHandle } from '../../ui/DataGrid.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useGridFocus } from '../../ui/use-grid-focus.ts'
import { useCall } from '../../use-call.ts'
import { useTick } from '../../use-tick.ts'
import { passNumber } from './pass-draft.ts'
import { PassForm } from './PassForm.tsx'
import { PassPanel } from './PassPanel.tsx'
import { PassState } from './PassState.tsx'

/** Who left during the day, and who is not back by the hour. */
export function Passes() {
  const { id } = useParams<{ id?: string }>()
  const [, go] = useLocation()
  const today = useToday()
  const mayWrite = useMay('attendance:write')
  const [chosenDay, setDay] = useState<Day | null>(null)
  const [writing, setWriting] = useState(false)
  const { grid, ref } = useGridFocus()
  const day = chosenDay ?? today
  const answer = useCall('passes.list', chosenDay === null ? {} : { day: chosenDay }, {
    refreshOn: ['passes.changed', 'attendance.recorded', 'attendance.changed', 'people.changed'],
    minGapMs: 500,
  })
  // An hour passes without anything being announced.
  useTick(answer.refetch, 20_000)
  const { before, after, keys } = useMemo(() => {
    const show = (next: Day) => setDay(next >= today ? null : next)
    const before = () => show(addDays(day, -1))
    const after = () => show(addDays(day, 1))
    const keys = [
      ...(mayWrite ? [{ keys: 'N', label: t.passes.add, run: () => setWriting(true) }] : []),
      { keys: 'ArrowLeft', label: t.passes.before, run: before },
      { keys: 'ArrowRight', label: t.passes.after, run: after },
    ]
    return { before, after, keys }
  }, [mayWrite, day, today])
  useShortcuts(t.passes.nav, keys)
  const close = useCallback(() => {
    go('/passes')
    grid.current?.focus()
  }, [go, grid])
  const passes = answer.data ?? []
  const open = passes.find(pass => pass.id === id)
  const overdue = passes.filter(({ state }) => state === 'overdue').length
  return (
    <div className="flex h-full min-h-96">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
          <h1 className="text-lg font-semibold">{t.passes.title}</h1>
          <div className="flex items-center gap-1">
            <Button
              look="quiet"
              icon={ChevronLeft}
              label={t.passes.before}
              iconOnly
              keys="ArrowLeft"
              onClick={before}
            />
            <span className="min-w-32 text-center">{chosenDay === null ? t.passes.today : dayText(chosenDay)}</span>
            <Button
              look="quiet"
              icon={ChevronRight}
              label={t.passes.after}
              iconOnly
              keys="ArrowRight"
              disabled={chosenDay === null}
              onClick={after}
            />
          </div>
          <p role="status" className="text-ink-2">
            {answer.data !== undefined && t.passes.count(passes.length)}
          </p>
          {overdue > 0 && (
            <p className="flex items-center gap-1.5 font-medium text-absent">
              <TriangleAlert aria-hidden size={15} />
              {t.passes.overdue(overdue)}
            </p>
          )}
          {mayWrite && (
            <Button
              className="ml-auto"
              look="main"
              icon={Plus}
              label={t.passes.add}
              keys="N"
              onClick={() => setWriting(true)}
            />
          )}
        </div>
        <div className="min-h-0 flex-1 bg-surface">
          <Answer state={answer} waiting={<Skeleton rows={8} height={34} />}>
            {rows =>
              rows.length === 0 ? (
                <EmptyState icon={DoorOpen} title={t.passes.noneTitle} text={t.passes.noneText}>
                  {mayWrite && <Button icon={Plus} label={t.passes.add} onClick={() => setWriting(true)} />}
                </EmptyState>
              ) : (
                <List key={day} gridRef={ref} rows={rows} openId={id} onOpen={pass => go(`/passes/${pass.id}`)} />
              )
            }
          </Answer>
        </div>
      </div>
      {open !== undefined && <PassPanel key={open.id} pass={open} onClose={close} />}
      {writing && (
        <PassForm
          onClose={() => setWriting(false)}
          onWritten={written => {
            setDay(null)
            go(`/passes/${written}`)
          }}
        />
      )}
    </div>
  )
}

type ListProps = {
  gridRef: Ref<GridHandle>
  rows: readonly GatePass[]
  openId: string | undefined
  onOpen: (pass: GatePass) => void
}

function List({ gridRef, rows, openId, onOpen }: ListProps) {
  const today = useToday()
  const zone = useZone()
  const [active, setActive] = useState(0)
  const narrow = openId !== undefined
  const columns = useMemo((): Column<GatePass>[] => {
    const { columns: titles } = t.passes
    const moment = (at: number | null, none: string) => (at === null ? none : momentText(at, today, zone))
    const all: Column<GatePass>[] = [
      { id: 'number', title: titles.number, width: '3.5rem', cell: ({ number }) => passNumber(number) },
      { id: 'state', title: titles.state, width: '6.5rem', cell: ({ state }) => <PassState state={state} /> },
      {
        id: 'student',
        title: titles.student,
        width: 'minmax(9rem, 2fr)',
        cell: ({ fullName }) => <span className="font-medium">{fullName}</span>,
      },
      { id: 'class', title: titles.className, width: 'minmax(6rem, 1fr)', cell: ({ className }) => className },
      { id: 'reason', title: titles.reason, width: 'minmax(7rem, 2fr)', cell: ({ reason }) => reason },
      {
        id: 'back',
        title: titles.back,
        width: '8.5rem',
        cell: ({ expectedReturnAt }) => moment(expectedReturnAt, t.passes.notToday),
      },
      { id: 'left', title: titles.left, width: '6.5rem', cell: ({ leftAt }) => moment(leftAt, '–') },
      { id: 'returned', title: titles.returned, width: '6.5rem', cell: ({ returnedAt }) => moment(returnedAt, '–') },
    ]
    return narrow ? all.filter(({ id }) => id !== 'reason' && id !== 'returned') : all
  }, [today, zone, narrow])
  return (
    <DataGrid
      ref={gridRef}
      label={t.passes.title}
      columns={columns}
      minWidth={narrow ? '40rem' : '56rem'}
      total={rows.length}
      rowAt={index => rows[index]}
      active={active}
      onActive={setActive}
      onOpen={index => {
        const pass = rows[index]
        if (pass !== undefined) onOpen(pass)
      }}
      isOpen={({ id }) => id === openId}
    />
  )
}
