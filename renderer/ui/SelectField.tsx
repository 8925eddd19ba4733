import clsx from 'clsx'
import { useId } from 'react'
import type { ComponentProps } from 'react'
import { inputLook } from './Field.tsx'

type Props = Omit<ComponentProps<'select'>, 'id' | 'onChange' | 'value'> & {
  label: string
  value: string
  choices: readonly { value: string; label: string }[]
  onChange: (value: string) => void
  hint?: string
  error?: string | undefined
  /** The label stands before the field instead of over it. */
  inline?: boolean
}

/** A labelled choice out of a list. */
export function SelectField({
  label,
  value,
  choices,
  onChange,
  hint,
  error,
  inline = false,
  className,
  ...rest
}: Props) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className={clsx(inline && 'flex items-center gap-2', className)}>
      <label htmlFor={id} className={clsx('font-medium', inline ? 'text-ink-2' : 'mb-1 block')}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={event => onChange(event.target.value)}
        className={clsx(inputLook, !inline && 'w-full', error !== undefined && 'border-absent')}
        {...rest}
      >
        {choices.map(choice => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      {note !== undefined && (
        <p id={`${id}-note`} className={clsx('mt-1 text-xs', error === undefined ? 'text-ink-3' : 'text-absent')}>
          {note}
        </p>
      )}
    </div>
  )
}
