import clsx from 'clsx'
import { Plus, X } from 'lucide-react'
import { useId, useRef } from 'react'
import { dayTextShort } from '../../format.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { inputLook } from '../../ui/Field.tsx'

export type DateRow = {
  /** Left out: this kind of date has no name. */
  name?: string
  from: string
  /** Left out: a single day. */
  to?: string
  error: string | undefined
  onName?: (name: string) => void
  onFrom: (day: string) => void
  onTo?: (day: string) => void
  onRemove: () => void
}

type Props = { title: string; what: string; add: string; rows: readonly DateRow[]; onAdd: () => void }

/** A list of dates, one to a line. */
export function DateRows({ title, what, add, rows, onAdd }: Props) {
  const list = useRef<HTMLUListElement>(null)
  return (
    <section aria-label={title}>
      <div className="mb-1 flex items-center gap-2">
        <h2 className="font-semibold">{title}</h2>
        <Button
          look="quiet"
          icon={Plus}
          iconOnly
          label={add}
          onClick={() => {
            onAdd()
            // Once the row is there.
            requestAnimationFrame(() => {
              const fields = list.current?.lastElementChild?.querySelectorAll('input')
              fields?.[0]?.focus()
            })
          }}
        />
      </div>
      <ul ref={list} className="flex flex-col gap-1.5">
        {rows.map((row, n) => (
          <Line key={n} row={row} what={`${what} ${n + 1}`} />
        ))}
      </ul>
    </section>
  )
}

function Line({ row, what }: { row: DateRow; what: string }) {
  const note = useId()
  const { name, from, to, error, onName, onFrom, onTo, onRemove } = row
  const named = name === undefined || name === '' ? what : name
  const look = clsx(inputLook, error !== undefined && 'border-absent')
  const common = { 'aria-invalid': error !== undefined, 'aria-describedby': error === undefined ? undefined : note }
  return (
    <li>
      <div className="flex items-center gap-2">
        {onName !== undefined && (
          <input
            aria-label={t.calendarPage.of(t.calendarPage.name, what)}
            value={name}
            maxLength={onTo === undefined ? 80 : 50}
            onChange={event => onName(event.target.value)}
            className={clsx(look, 'w-44 min-w-24 shrink')}
            {...common}
          />
        )}
        <input
          type="date"
          aria-label={t.calendarPage.of(onTo === undefined ? t.calendarPage.day : t.calendarPage.from, named)}
          value={from}
          onChange={event => onFrom(event.target.value)}
          className={clsx(look, 'w-34')}
          {...common}
        />
        {onTo !== undefined && (
          <input
            type="date"
            aria-label={t.calendarPage.of(t.calendarPage.to, named)}
            value={to}
            onChange={event => onTo(event.target.value)}
            className={clsx(look, 'w-34')}
            {...common}
          />
        )}
        {onTo === undefined && from !== '' && (
          <span className="w-20 truncate text-xs text-ink-3">{dayTextShort(from)}</span>
        )}
        <Button look="quiet" icon={X} iconOnly label={t.calendarPage.remove(named)} onClick={onRemove} />
      </div>
      {error !== undefined && (
        <p id={note} className="text-xs text-absent">
          {error}
        </p>
      )}
    </li>
  )
}
