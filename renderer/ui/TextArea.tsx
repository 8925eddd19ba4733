import clsx from 'clsx'
import { useId } from 'react'
import type { ComponentProps } from 'react'
import { inputLook } from './Field.tsx'

type Props = Omit<ComponentProps<'textarea'>, 'id'> & {
  label: string
  /** What stands over it says the same to those who see. */
  labelHidden?: boolean
  hint?: string
  error?: string | undefined
}

/** A labelled field for a text of several lines, with what is expected and what is wrong below it. */
export function TextArea({ label, labelHidden = false, hint, error, className, ...rest }: Props) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className={className}>
      <label htmlFor={id} className={labelHidden ? 'sr-only' : 'mb-1 block font-medium'}>
        {label}
      </label>
      <textarea
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className={clsx(inputLook, 'block h-auto w-full resize-none py-1.5', error !== undefined && 'border-absent')}
        {...rest}
      />
      {note !== undefined && (
        <p id={`${id}-note`} className={clsx('mt-1 text-xs', error === undefined ? 'text-ink-3' : 'text-absent')}>
          {note}
        </p>
      )}
    </div>
  )
}
