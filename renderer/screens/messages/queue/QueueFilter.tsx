import type { ReactNode } from 'react'
import { messageKinds } from '../../../../core/contract/messages.ts'
import { t } from '../../../strings/t.ts'
import { Button } from '../../../ui/Button.tsx'
import { inputLook } from '../../../ui/Field.tsx'
import { FilterField } from '../../../ui/FilterField.tsx'
import { SelectField } from '../../../ui/SelectField.tsx'
import { everything } from './narrowed.ts'
import type { Narrowed } from './narrowed.ts'

const words = t.messages

type Props = {
  filter: Narrowed
  onChange: (filter: Narrowed) => void
  /** The search field is left for the list. */
  onLeave: () => void
  children: ReactNode
}

const kinds = [
  { value: '', label: words.everyKind },
  ...messageKinds.map(value => ({ value, label: t.messageKinds[value] })),
]

/** Narrows the queue by name, kind and day. */
export function QueueFilter({ filter, onChange, onLeave, children }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <FilterField
        label={words.search}
        value={filter.search}
        onChange={search => onChange({ ...filter, search })}
        onLeave={onLeave}
        className="max-w-80 min-w-40 flex-1"
      />
      <SelectField
        inline
        label={words.kind}
        value={filter.kind ?? ''}
        choices={kinds}
        onChange={value => onChange({ ...filter, kind: messageKinds.find(one => one === value) ?? null })}
      />
      <label className="flex items-center gap-2 font-medium text-ink-2">
        {words.day}
        <input
          type="date"
          value={filter.day}
          onChange={event => onChange({ ...filter, day: event.target.value })}
          className={inputLook}
        />
      </label>
      {(filter.kind !== null || filter.day !== '') && (
        <Button look="quiet" label={words.clear} onClick={() => onChange(everything)} />
      )}
      {children}
    </div>
  )
}
