import clsx from 'clsx'
import type { ReactNode } from 'react'
import { useId } from 'react'

type Props = { title: string; aside?: ReactNode; children: ReactNode; className?: string }

/** A titled part of a screen; its content scrolls by itself where it must. */
export function Panel({ title, aside, children, className }: Props) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className={clsx(
        'flex min-h-0 min-w-0 flex-col overflow-hidden rounded-md border border-line bg-surface',
        className,
      )}
    >
      <header className="flex min-h-9 shrink-0 items-center gap-2 border-b border-line px-3">
        <h2 id={id} className="font-semibold whitespace-nowrap">
          {title}
        </h2>
        {aside !== undefined && (
          <div className="ml-auto flex min-w-0 items-center gap-2 text-xs text-ink-3">{aside}</div>
        )}
      </header>
      {children}
    </section>
  )
}
