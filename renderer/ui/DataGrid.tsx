import clsx from 'clsx'
import { memo, useEffect, useId, useImperativeHandle, useRef } from 'react'
import type { KeyboardEvent, ReactNode, Ref } from 'react'
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
  onWant: (first: number, last: number) => void
  /** The row whose details are open. */
  isOpen: (row: Row) => boolean
  /** Narrower than this the table scrolls sideways. */
  minWidth?: string
  ref?: Ref<GridHandle>
}

export type GridHandle = { focus(): void }

const rowHeight = 34
const headerHeight = 32

/** A long table drawn in part: one stop for Tab, arrows move, Enter opens. */
export function DataGrid<Row>(props: Props<Row>) {
  const { label, columns, total, rowAt, active, onActive, onOpen, onWant, isOpen, minWidth = '34rem', ref } = props
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const { first, last, before, height, scrollToRow } = useRows({
    scroller,
    count: total,
    rowHeight,
    overscan: 12,
    header: headerHeight,
  })
  const template = columns.map(column => column.width).join(' ')

  useImperativeHandle(ref, () => ({ focus: () => scroller.current?.focus() }), [])
  useEffect(() => {
    if (last >= first) onWant(first, last)
  }, [first, last, onWant])

  function move(index: number): void {
    const next = Math.max(0, Math.min(total - 1, index))
    onActive(next)
    scrollToRow(next)
  }

  function press(event: KeyboardEvent): void {
    const screen = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const target = targetOf(event.key, active, total, screen)
    if (event.key === 'Enter' && active >= 0 && active < total) onOpen(active)
    else if (target === null || total === 0) return
    else move(target)
    event.preventDefault()
  }

  const rows = Array.from({ length: last - first + 1 }, (_, n) => first + n)
  return (
    <div className="relative h-full">
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={total + 1}
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
                  aria-selected={index === active}
                  style={{ height: rowHeight, gridTemplateColumns: template }}
                  onClick={() => {
                    onActive(index)
                    onOpen(index)
                  }}
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
                    <Cells columns={columns as readonly Column<unknown>[]} row={row} />
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
