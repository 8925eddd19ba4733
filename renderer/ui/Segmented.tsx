import clsx from 'clsx'
import { ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'

type Props<V extends string> = {
  label: string
  value: V
  choices: readonly { value: NoInfer<V>; label: ReactNode; name?: string }[]
  onChange: (value: NoInfer<V>) => void
  className?: string
}

/** One of a few, side by side; arrow keys move between them. */
export function Segmented<V extends string>({ label, value, choices, onChange, className }: Props<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={next => {
        const chosen = choices.find(choice => choice.value === next)
        if (chosen !== undefined) onChange(chosen.value)
      }}
      className={clsx('inline-flex h-8 shrink-0 rounded-md border border-line-strong/60 bg-surface p-0.5', className)}
    >
      {choices.map(choice => (
        <ToggleGroup.Item
          key={choice.value}
          value={choice.value}
          aria-label={choice.name}
          className={clsx(
            'flex items-center rounded-sm px-2.5 font-medium whitespace-nowrap',
            choice.value === value ? 'bg-accent-soft text-accent' : 'text-ink-2 hover:bg-sunken',
          )}
        >
          {choice.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
