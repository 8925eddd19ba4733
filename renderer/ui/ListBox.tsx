import clsx from 'clsx'
import { useId, useImperativeHandle, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode, Ref, UIEvent } from 'react'
import { useRows } from './use-rows.ts'

type Props = {
  label: string
  count: number
  rowHeight: number
  overscan?: number
  keyOf: (index: number) => string
  /** False for headings between the rows. */
  isChoice?: (index: number) => boolean
  onOpen: (index: number) => void
  onScroll?: (scroller: HTMLElement) => void
  /** Further attributes of a row's element. */
  rowData?: (index: number) => Record<`data-${string}`, string>
  children: (index: number) => ReactNode
  ref?: Ref<ListHandle>
}

export type ListHandle = {
  focus(): void
  scrollTop(): number
  /** Moves the view without a jump of what is read; past the top is the top. */
  scrollBy(pixels: number): void
}

/** A long list drawn in part: one stop for Tab, arrows move, Enter opens. */
export function ListBox(props: Props) {
  const { label, count, rowHeight, overscan = 8, keyOf, isChoice, onOpen, onScroll, rowData, children, ref } = props
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const [activeKey, setActiveKey] = useState<string | null>(null)
  const { first, last, before, height, scrollToRow } = useRows({ scroller, count, rowHeight, overscan })
  const rows = Array.from({ length: last - first + 1 }, (_, n) => first + n).filter(index => index < count)
  const active = activeKey === null ? undefined : rows.find(index => keyOf(index) === activeKey)

  useImperativeHandle(
    ref,
    () => ({
      focus: () => scroller.current?.focus(),
      scrollTop: () => scroller.current?.scrollTop ?? 0,
      scrollBy: pixels => {
        if (scroller.current !== null) scroller.current.scrollTop += pixels
      },
    }),
    [],
  )

  function nextChoice(from: number, step: 1 | -1): number | null {
    for (let index = from; index >= 0 && index < count; index += step) if (isChoice?.(index) ?? true) return index
    return null
  }

  function press(event: KeyboardEvent): void {
    if (event.key === 'Enter' && active !== undefined) onOpen(active)
    else {
      const target = targetOf(event.key)
      if (target === null) return
      setActiveKey(keyOf(target))
      scrollToRow(target)
    }
    event.preventDefault()
  }

  function targetOf(key: string): number | null {
    switch (key) {
      case 'ArrowDown':
        return nextChoice(active === undefined ? 0 : active + 1, 1)
      case 'ArrowUp':
        return nextChoice(active === undefined ? 0 : active - 1, -1)
      case 'Home':
        return nextChoice(0, 1)
      case 'End':
        return nextChoice(count - 1, -1)
      default:
        return null
    }
  }

  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={active === undefined ? undefined : `${id}-${keyOf(active)}`}
      onKeyDown={press}
      {...(onScroll && { onScroll: (event: UIEvent<HTMLElement>) => onScroll(event.currentTarget) })}
      className="group/list min-h-0 flex-1 overflow-y-auto [overflow-anchor:none] focus-visible:outline-offset-[-2px]"
    >
      <div role="presentation" style={{ height, paddingTop: before }} className="box-border overflow-hidden">
        {rows.map(index => {
          const key = keyOf(index)
          const choice = isChoice?.(index) ?? true
          return (
            <div
              key={key}
              id={`${id}-${key}`}
              role={choice ? 'option' : 'presentation'}
              {...(choice && { 'aria-selected': index === active })}
              {...rowData?.(index)}
              style={{ height: rowHeight }}
              onClick={choice ? () => onOpen(index) : undefined}
              className={clsx(
                'border-b border-line',
                choice && 'hover:bg-sunken',
                index === active &&
                  'group-focus-visible/list:bg-accent-soft group-focus-visible/list:shadow-[inset_3px_0_0_var(--accent)]',
              )}
            >
              {children(index)}
            </div>
          )
        })}
      </div>
    </div>
  )
}
