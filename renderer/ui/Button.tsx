import clsx from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { Hint } from './Hint.tsx'

type Look = 'main' | 'plain' | 'quiet'

type Props = Omit<ComponentProps<'button'>, 'children'> & {
  label: string
  icon?: LucideIcon
  look?: Look
  /** Shows the icon alone; the label is its name and its hint. */
  iconOnly?: boolean
  keys?: string
  hint?: string
  busy?: boolean
  /** For the rows of a table and beside tabs. */
  small?: boolean
}

const looks: Record<Look, string> = {
  main: 'border-transparent bg-accent text-on-accent hover:bg-accent-strong disabled:bg-sunken disabled:text-ink-3',
  plain: 'border-line-strong/60 bg-surface text-ink hover:bg-sunken disabled:text-ink-3',
  quiet: 'border-transparent text-ink-2 hover:bg-sunken hover:text-ink disabled:text-ink-3',
}

/** A button; with `keys` or `hint` a tooltip says more. While `busy` it cannot be pressed again. */
export function Button({
  label,
  icon: Icon,
  look = 'plain',
  iconOnly = false,
  keys,
  hint,
  busy = false,
  small = false,
  disabled = false,
  className,
  ...rest
}: Props) {
  const button = (
    <button
      type="button"
      disabled={disabled || busy}
      aria-busy={busy}
      aria-label={iconOnly ? label : undefined}
      aria-keyshortcuts={keys?.replace('Ctrl', 'Control')}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap',
        small ? 'h-7' : 'h-8',
        iconOnly ? 'w-8' : 'px-3',
        looks[look],
        busy && 'animate-wait',
        className,
      )}
      {...rest}
    >
      {Icon && <Icon aria-hidden size={16} strokeWidth={1.75} />}
      {!iconOnly && label}
    </button>
  )
  if (!iconOnly && keys === undefined && hint === undefined) return button
  return (
    <Hint text={hint ?? label} keys={keys}>
      {button}
    </Hint>
  )
}
