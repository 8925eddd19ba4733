import clsx from 'clsx'
import { useId, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { SearchHit } from '../../../core/contract/school.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { inputLook } from '../../ui/Field.tsx'
import { useCall } from '../../use-call.ts'

type Props = {
  chosen: SearchHit | null
  onChoose: (hit: SearchHit | null) => void
  /** What is wrong, once a try was made without a student. */
  error: string | undefined
}

const shown = 6

/** Finds one student by name, number or phone while one types; Enter takes the one that is marked. */
export function StudentPick({ chosen, onChoose, error }: Props) {
  if (chosen === null) return <Search onChoose={onChoose} error={error} />
  return (
    <div>
      <p className="mb-1 font-medium">{t.passes.form.student}</p>
      <div className="flex items-center gap-3 rounded-md bg-sunken px-2.5 py-1">
        <p className="min-w-0 flex-1">
          <span className="font-semibold">{chosen.fullName}</span>{' '}
          <span className="text-ink-2">
            {chosen.className} · {chosen.admissionNumber}
          </span>
          {!chosen.inside && <span className="ml-2 text-late">{t.passes.form.notIn}</span>}
        </p>
        <Button look="quiet" label={t.passes.form.change} onClick={() => onChoose(null)} />
      </div>
    </div>
  )
}

function Search({ onChoose, error }: Omit<Props, 'chosen'>) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  const search = typed.trim()
  const answer = useCall('search.find', search === '' ? null : { search })
  const hits = search === '' ? [] : (answer.data ?? []).filter(hit => hit.active).slice(0, shown)
  const at = Math.min(active, hits.length - 1)

  function press(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setActive(Math.min(at + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(at - 1, 0))
    else if (event.key === 'Enter' && search !== '' && !event.nativeEvent.isComposing) {
      const hit = hits[at]
      if (hit !== undefined && answer.current) onChoose(hit)
    } else return
    event.preventDefault()
  }

  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {t.passes.form.student}
      </label>
      <input
        id={id}
        data-first-field
        autoFocus
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={hits[at] === undefined ? undefined : `${id}-${at}`}
        aria-autocomplete="list"
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        value={typed}
        onChange={event => {
          setTyped(event.target.value)
          setActive(0)
        }}
        onKeyDown={press}
        className={clsx(inputLook, 'w-full', error !== undefined && 'border-absent')}
      />
      <p id={`${id}-note`} className={clsx('mt-1 text-xs', error === undefined ? 'text-ink-3' : 'text-absent')}>
        {error ?? t.passes.form.studentHint}
      </p>
      {answer.error !== null && <ErrorNote error={answer.error} />}
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label={t.palette.results}
        className={clsx(hits.length > 0 && 'mt-1 rounded-md border border-line')}
      >
        {hits.map((hit, n) => (
          <li
            key={hit.studentId}
            id={`${id}-${n}`}
            role="option"
            aria-selected={n === at}
            onClick={() => onChoose(hit)}
            className={clsx(
              'flex items-baseline gap-3 px-2.5 py-1',
              n === at ? 'bg-accent-soft shadow-[inset_3px_0_0_var(--accent)]' : 'hover:bg-sunken',
            )}
          >
            <span className="min-w-0 flex-1 truncate font-medium">{hit.fullName}</span>
            <span className="text-ink-2">
              {hit.className} · {hit.admissionNumber}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
