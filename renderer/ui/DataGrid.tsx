import clsx from 'clsx'
import { Square, SquareCheckBig } from 'lucide-react'
import { memo, useEffect, useId, useImperativeHandle, useRef } from 'react'
import type { KeyboardEvent, MouseEvent, ReactNode, Ref } from 'react'
import { t } from '../strings/t.ts'
import { useRows } from './use-rows.ts'

export type Column<Row> = {
  id: string
  title: string
  /** A track of CSS grid: `6rem`, `minmax(10rem, 2fr)`. */
  width: string
  align?: 'end'
  cell: (row: Row) => ReactNode
}

type Props<Row> = {
  label: string
  columns: readonly Column<Row>[]
  total: number
  rowAt: (index: number) => Row | undefined
  /** The row under the cursor; arrow keys move it. */
  active: number
  onActive: (index: number) => void
  onOpen: (index: number) => void
  /** These rows are on screen and should be there; left out where all of them always are. */
  onWant?: (first: number, last: number) => void
  /** The row whose details are open. */
  isOpen: (row: Row) => boolean
  /** Several rows can be marked: Space marks one, Shift with the arrows a run of them, Ctrl+A all. */
  selection?: GridSelection<Row>
  /** The table is as high as its rows, for a short list with something below it. */
  fitRows?: boolean
  /** Narrower than this the table scrolls sideways. */
  minWidth?: string
  ref?: Ref<GridHandle>
}

export type GridSelection<Row> = {
  has: (row: Row) => boolean
  toggle: (index: number) => void
  /** Marks a run beside what was marked when the run began. `fresh`: it begins here. */
  run: (from: number, to: number, fresh: boolean) => void
  all: () => void
}

export type GridHandle = {
  focus(): void
  /** Brings a row into view. */
  show(index: number): void
}

const rowHeight = 34
const headerHeight = 32

/** A long table drawn in part: one stop for Tab, arrows move, Enter opens. */
export function DataGrid<Row>(props: Props<Row>) {
  const { label, columns, total, rowAt, active, onActive, onOpen, onWant, isOpen, selection } = props
  const { fitRows = false, minWidth = '34rem', ref } = props
  const runFrom = useRef<number | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const { first, last, before, height, scrollToRow } = useRows({
    scroller,
    count: total,
    rowHeight,
    overscan: 12,
    header: headerHeight,
  })
  const template = [...(selection === undefined ? [] : ['1rem']), ...columns.map(column => column.width)].join(' ')

  const scrollNow = useRef(scrollToRow)
  useEffect(() => {
    scrollNow.current = scrollToRow
  })
  useImperativeHandle(
    ref,
    () => ({ focus: () => scroller.current?.focus(), show: index => scrollNow.current(index) }),
    [],
  )
  useEffect(() => {
    if (last >= first) onWant?.(first, last)
  }, [first, last, onWant])

  function move(index: number): void {
    const next = Math.max(0, Math.min(total - 1, index))
    onActive(next)
    scrollToRow(next)
  }

  function runTo(index: number): void {
    const fresh = runFrom.current === null
    runFrom.current ??= Math.max(0, active)
    selection?.run(runFrom.current, Math.max(0, Math.min(total - 1, index)), fresh)
    move(index)
  }

  function press(event: KeyboardEvent): void {
    if (event.altKey || total === 0) return
    const screen = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const target = targetOf(event.key, active, total, screen)
    const onRow = active >= 0 && active < total
    if (target !== null && event.shiftKey && selection !== undefined) runTo(target)
    else if (target !== null) {
      runFrom.current = null
      move(target)
    } else if (event.key === 'Enter' && !event.ctrlKey && onRow) onOpen(active)
    else if (event.key === ' ' && onRow && selection !== undefined) {
      runFrom.current = null
      selection.toggle(active)
    } else if (event.key.toLowerCase() === 'a' && event.ctrlKey && selection !== undefined) selection.all()
    else return
    event.preventDefault()
  }

  function click(event: MouseEvent, index: number): void {
    if (selection !== undefined && event.shiftKey) {
      runTo(index)
      return
    }
    runFrom.current = null
    onActive(index)
    if (selection !== undefined && event.ctrlKey) selection.toggle(index)
    else onOpen(index)
  }

  const rows = Array.from({ length: last - first + 1 }, (_, n) => first + n)
  return (
    <div
      style={fitRows ? { height: headerHeight + total * rowHeight } : undefined}
      className={clsx('relative', !fitRows && 'h-full')}
    >
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={total + 1}
        aria-multiselectable={selection !== undefined}
        aria-activedescendant={active >= first && active <= last ? `${id}-${active}` : undefined}
        onKeyDown={press}
        onFocus={() => {
          if (active < 0 && total > 0) onActive(0)
        }}
        className="group/grid peer h-full overflow-auto outline-none"
      >
        <div
          role="row"
          aria-rowindex={1}
          style={{ gridTemplateColumns: template, height: headerHeight, minWidth }}
          className="sticky top-0 z-10 grid items-center gap-3 border-b border-line bg-ground px-3 text-xs font-medium text-ink-2"
        >
          {selection !== undefined && (
            <div role="columnheader">
              <span className="sr-only">{t.common.marked}</span>
            </div>
          )}
          {columns.map(column => (
            <div
              key={column.id}
              role="columnheader"
              className={clsx('truncate', column.align === 'end' && 'text-right')}
            >
              {column.title}
            </div>
          ))}
        </div>
        <div role="rowgroup" style={{ height, minWidth }} className="relative">
          <div role="presentation" style={{ transform: `translateY(${before}px)` }}>
            {rows.map(index => {
              const row = rowAt(index)
              return (
                <div
                  key={index}
                  id={`${id}-${index}`}
                  role="row"
                  aria-rowindex={index + 2}
                  aria-selected={selection === undefined ? index === active : row !== undefined && selection.has(row)}
                  style={{ height: rowHeight, gridTemplateColumns: template }}
                  onClick={event => click(event, index)}
                  className={clsx(
                    'grid items-center gap-3 border-b border-line px-3',
                    row !== undefined && isOpen(row) ? 'bg-accent-soft' : 'hover:bg-sunken',
                    index === active &&
                      'group-focus-visible/grid:bg-accent-soft group-focus-visible/grid:shadow-[inset_3px_0_0_var(--accent)]',
                  )}
                >
                  {row === undefined ? (
                    <div role="gridcell" className="col-span-full h-3 w-1/3 animate-wait rounded-sm bg-sunken" />
                  ) : (
                    <>
                      {selection !== undefined && (
                        <Mark
                          marked={selection.has(row)}
                          onClick={() => {
                            runFrom.current = null
                            onActive(index)
                            selection.toggle(index)
                          }}
                        />
                      )}
                      <Cells columns={columns as readonly Column<unknown>[]} row={row} />
                    </>
                  )}
                </div>
              )
            })}
          </div>
        </div>
      </div>
      {/* Over the rows, which would cover an outline of what scrolls. */}
      <div
        aria-hidden
        className="pointer-events-none absolute inset-0 z-20 hidden outline-2 -outline-offset-2 outline-accent peer-focus-visible:block"
      />
    </div>
  )
}

/** For the mouse; the keyboard has Space, and the row itself says whether it is marked. */
function Mark({ marked, onClick }: { marked: boolean; onClick: () => void }) {
  const Icon = marked ? SquareCheckBig : Square
  return (
    <div
      role="gridcell"
      className={clsx('-mx-2 flex self-stretch px-2', marked ? 'text-accent' : 'text-line-strong')}
      onClick={event => {
        event.stopPropagation()
        onClick()
      }}
    >
      <Icon aria-hidden size={15} className="m-auto shrink-0" />
    </div>
  )
}

const Cells = memo(function Cells({ columns, row }: { columns: readonly Column<unknown>[]; row: unknown }) {
  return columns.map(column => (
    <div key={column.id} role="gridcell" className={clsx('truncate', column.align === 'end' && 'text-right')}>
      {column.cell(row)}
    </div>
  ))
})

function targetOf(key: string, active: number, total: number, screen: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return active + 1
    case 'ArrowUp':
      return active - 1
    case 'PageDown':
      return active + screen
    case 'PageUp':
      return active - screen
    case 'Home':
      return 0
    case 'End':
      return total - 1
    default:
      return null
  }
}
