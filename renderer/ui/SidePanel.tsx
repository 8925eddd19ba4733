import { X } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import type { ReactNode } from 'react'
import { useShortcuts } from '../stores/shortcuts.ts'
import { t } from '../strings/t.ts'
import { Button } from './Button.tsx'

type Props = { label: string; onClose: () => void; children: ReactNode }

/** The details beside a list. It takes the focus when it opens, at `data-first-field` if there is one; Esc closes it. */
export function SidePanel({ label, onClose, children }: Props) {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const first = panel.current?.querySelector<HTMLElement>('[data-first-field]')
    const start = first ?? panel.current
    start?.focus()
  }, [])
  const keys = useMemo(() => [{ keys: 'Esc', label: t.common.close, run: onClose, whileTyping: true }], [onClose])
  useShortcuts(t.shortcuts.groups.lists, keys)
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={label}
      className="relative flex w-92 max-w-full shrink-0 flex-col overflow-y-auto border-l border-line bg-surface focus-visible:shadow-[inset_3px_0_0_var(--accent)] focus-visible:outline-none max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:shadow-float"
    >
      <div className="absolute top-2 right-2 z-10">
        <Button label={t.common.close} icon={X} look="quiet" iconOnly keys="Esc" onClick={onClose} />
      </div>
      {children}
    </aside>
  )
}
