import clsx from 'clsx'
import { useId, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { StudentRow } from '../../../core/contract/school.ts'
import { t } from '../../strings/t.ts'
import { inputLook } from '../../ui/Field.tsx'
import { useCall } from '../../use-call.ts'

type Props = { label: string; hint: string; first: boolean; onPick: (student: StudentRow) => void }

const mostShown = 6

/** A field that finds a student while one types; arrows choose, Enter takes. */
export function StudentPicker({ label, hint, first, onPick }: Props) {
  const id = useId()
  const [search, setSearch] = useState('')
  const [active, setActive] = useState(0)
  const asked = search.trim()
  const answer = useCall('students.list', asked === '' ? null : { search: asked, limit: mostShown })
  const rows = answer.current ? (answer.data?.rows ?? []) : []
  const chosen = rows[Math.min(active, rows.length - 1)]

  function press(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setActive(Math.min(rows.length - 1, active + 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1))
    else if (event.key === 'Enter') {
      if (chosen !== undefined) onPick(chosen)
    } else return
    event.preventDefault()
  }

  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        {...(first && { 'data-first-field': true })}
        id={id}
        role="combobox"
        aria-expanded={rows.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${chosen.id}`}
        aria-describedby={`${id}-note`}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        value={search}
        onChange={event => {
          setSearch(event.target.value)
          setActive(0)
        }}
        onKeyDown={press}
        className={clsx(inputLook, 'w-full')}
      />
      <p id={`${id}-note`} className="mt-1 text-xs text-ink-3">
        {hint}
      </p>
      <ul id={`${id}-list`} role="listbox" aria-label={t.morning.unknown.results} className="mt-1">
        {rows.map(row => (
          <li
            key={row.id}
            id={`${id}-${row.id}`}
            role="option"
            aria-selected={row === chosen}
            onClick={() => onPick(row)}
            className={clsx(
              'flex h-8 items-center gap-3 rounded-sm px-2.5',
              row === chosen ? 'bg-accent-soft shadow-[inset_3px_0_0_var(--accent)]' : 'hover:bg-sunken',
            )}
          >
            <span className="min-w-0 flex-1 truncate font-medium">{row.fullName}</span>
            <span className="text-xs text-ink-3">{row.admissionNumber}</span>
            <span className="w-32 truncate text-right text-xs text-ink-2">{`${row.className} ${row.streamName}`}</span>
          </li>
        ))}
      </ul>
      {asked !== '' && answer.current && rows.length === 0 && (
        <p role="status" className="px-2.5 py-1.5 text-ink-3">
          {t.morning.unknown.noneFound}
        </p>
      )}
    </div>
  )
}
