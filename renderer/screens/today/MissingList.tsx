import clsx from 'clsx'
import { Check } from 'lucide-react'
import { useCallback, useEffect, useId, useImperativeHandle, useRef } from 'react'
import type { KeyboardEvent, MouseEvent, ReactNode, Ref } from 'react'
import type { NotInStudent } from '../../../core/contract/attendance.ts'
import type { StudentId } from '../../../core/contract/common.ts'
import { t } from '../../strings/t.ts'
import type { ListHandle } from '../../ui/ListBox.tsx'
import { useRows } from '../../ui/use-rows.ts'
import type { Item, Place } from './missing-rows.ts'
import { keyOf, placeOf, runOf, stepFrom } from './missing-rows.ts'
import { classHeight, studentHeight } from './MissingRow.tsx'

type Props = {
  items: readonly Item[]
  students: readonly NotInStudent[]
  place: Place | null
  onPlace: (place: Place | null) => void
  chosen: ReadonlySet<StudentId>
  onChosen: (chosen: ReadonlySet<StudentId>) => void
  onOpen: (student: NotInStudent) => void
  /** A key that means something here; false: it does not, and others may have it. */
  onKey: (key: string, shift: boolean) => boolean
  children: (item: Item) => ReactNode
  ref: Ref<ListHandle>
}

const nobody: ReadonlySet<StudentId> = new Set()

/**
 * The children to work through: one stop for Tab, arrows move, Shift with them chooses several, Enter opens, and other
 * keys act on who is chosen. A child that leaves the list by itself leaves its place empty until one moves on, so that
 * no key ever hits a neighbour.
 */
export function MissingList(props: Props) {
  const { items, students, place, onPlace, chosen, onChosen, onOpen, onKey, children, ref } = props
  const scroller = useRef<HTMLDivElement>(null)
  const runFrom = useRef<StudentId | null>(null)
  const id = useId()
  const { first, last, before, height, scrollToRow } = useRows({
    scroller,
    count: items.length,
    rowHeight: index => (items[index]?.kind === 'class' ? classHeight : studentHeight),
    keyOf: useCallback((index: number) => keyOf(items[index]) || String(index), [items]),
    overscan: 8,
    above: classHeight,
  })
  const active = place?.student.studentId
  const activeIndex = items.findIndex(item => keyOf(item) === active)

  useImperativeHandle(
    ref,
    () => ({
      focus: () => scroller.current?.focus(),
      scrollTop: () => scroller.current?.scrollTop ?? 0,
      scrollBy: pixels => scroller.current?.scrollBy(0, pixels),
    }),
    [],
  )
  // By whatever way one came to a row, it is in view; rows that leave above it do not move it out.
  const shownAt = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (shownAt.current === active || activeIndex < 0) return
    shownAt.current = active
    scrollToRow(activeIndex)
  })

  function moveTo(target: StudentId | undefined, choosing: boolean): void {
    const next = placeOf(students, target)
    if (next === null) return
    const here = next.student.studentId
    if (choosing) {
      runFrom.current ??= active ?? here
      onChosen(new Set(runOf(students, runFrom.current, here)))
    } else {
      runFrom.current = null
      onChosen(nobody)
    }
    onPlace(next)
  }

  function press(event: KeyboardEvent): void {
    const step = stepOf(event.key, Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / studentHeight) - 1))
    if (event.altKey || event.metaKey) return
    if (event.ctrlKey) {
      if (event.key.toLowerCase() !== 'a') return
      onChosen(new Set(students.map(({ studentId }) => studentId)))
    } else if (step !== null) moveTo(stepFrom(students, place, step), event.shiftKey)
    else if (event.key === 'Enter') {
      if (place !== null && activeIndex >= 0 && !event.repeat) onOpen(place.student)
    } else if (event.key === 'Escape' && chosen.size > 0) {
      runFrom.current = null
      onChosen(nobody)
    } else if (event.repeat || !onKey(plainKey(event), event.shiftKey)) return
    event.preventDefault()
  }

  function click(event: MouseEvent, student: NotInStudent): void {
    moveTo(student.studentId, event.shiftKey)
  }

  const rows = Array.from({ length: last - first + 1 }, (_, n) => first + n).filter(index => index < items.length)
  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label={t.today.notIn}
      aria-multiselectable
      aria-activedescendant={activeIndex >= first && activeIndex <= last ? `${id}-${active ?? ''}` : undefined}
      onKeyDown={press}
      className="group/list min-h-0 flex-1 overflow-y-auto [overflow-anchor:none] focus-visible:outline-offset-[-2px]"
    >
      <div role="presentation" style={{ height, paddingTop: before }} className="box-border overflow-hidden">
        {rows.map(index => {
          const item = items[index]
          if (item === undefined) return null
          if (item.kind === 'class')
            return (
              <div
                key={keyOf(item)}
                role="presentation"
                style={{ height: classHeight }}
                className="border-b border-line"
              >
                {children(item)}
              </div>
            )
          const { student } = item
          const isChosen = chosen.has(student.studentId)
          return (
            <div
              key={keyOf(item)}
              id={`${id}-${keyOf(item)}`}
              role="option"
              aria-selected={isChosen || index === activeIndex}
              data-student-id={student.studentId}
              style={{ height: studentHeight }}
              onClick={event => click(event, student)}
              onDoubleClick={() => onOpen(student)}
              className={clsx(
                'border-b border-line',
                isChosen ? 'relative bg-accent-soft' : 'hover:bg-sunken',
                index === activeIndex &&
                  'shadow-[inset_3px_0_0_var(--line-strong)] group-focus-visible/list:bg-accent-soft group-focus-visible/list:shadow-[inset_3px_0_0_var(--accent)]',
              )}
            >
              {isChosen && (
                <Check aria-hidden size={12} strokeWidth={3} className="absolute top-1 left-1 text-accent" />
              )}
              {children(item)}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** By how many rows a key moves; null: it does not. */
function stepOf(key: string, screen: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: screen,
    PageUp: -screen,
    Home: -Number.MAX_SAFE_INTEGER,
    End: Number.MAX_SAFE_INTEGER,
  }
  return steps[key] ?? null
}

/** The letter or digit of a key, whether Shift is held or not. */
function plainKey({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  return /^Digit([0-9])$/.exec(code)?.[1] ?? key.toLowerCase()
}
