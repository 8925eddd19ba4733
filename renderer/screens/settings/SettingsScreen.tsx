import type { ReactNode } from 'react'

type Props = { title: string; text: string; actions?: ReactNode; children: ReactNode }

/** The head of a settings screen; what is below scrolls by itself. */
export function SettingsScreen({ title, text, actions, children }: Props) {
  return (
    <div className="flex h-full flex-col">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
        <div className="min-w-0">
          <h1 className="text-lg font-semibold">{title}</h1>
          <p className="text-ink-2">{text}</p>
        </div>
        {actions !== undefined && <div className="ml-auto flex flex-wrap gap-2">{actions}</div>}
      </header>
      <div className="relative min-h-0 flex-1 overflow-y-auto bg-surface">{children}</div>
    </div>
  )
}
