import clsx from 'clsx'
import { Search, X } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { useShortcuts } from '../stores/shortcuts.ts'
import { t } from '../strings/t.ts'
import { inputLook } from './Field.tsx'
import { Kbd } from './Kbd.tsx'

type Props = {
  label: string
  value: string
  onChange: (value: string) => void
  /** Down and Enter leave the field for the list. */
  onLeave: () => void
  autoFocus?: boolean
  className?: string
}

/** The field over a list that narrows it while one types; `/` goes there, Esc empties it. */
export function FilterField({ label, value, onChange, onLeave, autoFocus = false, className }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const keys = useMemo(() => [{ keys: '/', label: t.shortcuts.focusFilter, run: () => input.current?.select() }], [])
  useShortcuts(t.shortcuts.groups.lists, keys)
  return (
    <div className={clsx('relative', className)}>
      <Search aria-hidden size={16} className="absolute top-2 left-2.5 text-ink-3" />
      <input
        ref={input}
        type="text"
        role="searchbox"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        maxLength={100}
        spellCheck={false}
        autoFocus={autoFocus}
        value={value}
        onChange={event => onChange(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Escape' && value !== '') {
            event.stopPropagation()
            onChange('')
          }
          if (event.key === 'ArrowDown' || event.key === 'Enter') {
            event.preventDefault()
            onLeave()
          }
        }}
        className={clsx(inputLook, 'w-full pr-8 pl-8')}
      />
      {value === '' ? (
        <span aria-hidden className="absolute top-1.5 right-2.5">
          <Kbd keys="/" />
        </span>
      ) : (
        <button
          type="button"
          aria-label={t.students.clear}
          onClick={() => {
            onChange('')
            input.current?.focus()
          }}
          className="absolute top-1 right-1 flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-sunken hover:text-ink"
        >
          <X aria-hidden size={14} />
        </button>
      )}
    </div>
  )
}
