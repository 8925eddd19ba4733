import { useId } from 'react'

type Props = {
  label: string
  hint?: string
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  className?: string
}

/** A box to tick, with what it means below it. */
export function CheckField({ label, hint, checked, onChange, disabled = false, className }: Props) {
  const id = useId()
  return (
    <div className={className}>
      <div className="flex items-center gap-2">
        <input
          id={id}
          type="checkbox"
          checked={checked}
          disabled={disabled}
          aria-describedby={hint === undefined ? undefined : `${id}-note`}
          onChange={event => onChange(event.target.checked)}
          className="size-4 accent-accent"
        />
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
      </div>
      {hint !== undefined && (
        <p id={`${id}-note`} className="ml-6 text-xs text-ink-3">
          {hint}
        </p>
      )}
    </div>
  )
}
