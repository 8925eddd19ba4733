import clsx from 'clsx'
import { useId } from 'react'
import type { ComponentProps } from 'react'

type Props = Omit<ComponentProps<'input'>, 'id'> & { label: string; hint?: string; error?: string | undefined }

/** A labelled text field with what is expected and what is wrong below it. */
export function Field({ label, hint, error, className, ...rest }: Props) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className={clsx(inputLook, 'w-full', error !== undefined && 'border-absent')}
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

export const inputLook =
  'h-8 rounded-md border border-line-strong bg-surface px-2.5 text-ink placeholder:text-ink-3 user-select-text'
