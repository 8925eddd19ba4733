import { X } from 'lucide-react'
import { Dialog as Base } from 'radix-ui'
import { useRef } from 'react'
import type { ReactNode } from 'react'
import { t } from '../strings/t.ts'
import { Button } from './Button.tsx'
import { useFocusReturn } from './use-focus-return.ts'

type Props = { open: boolean; onClose: () => void; title: string; text: string; children: ReactNode }

/** A sheet over the window. It holds the focus while open and gives it back; `data-first-field` says where it begins. */
export function Dialog({ open, onClose, title, text, children }: Props) {
  const sheet = useRef<HTMLDivElement>(null)
  const focus = useFocusReturn()
  return (
    <Base.Root open={open} onOpenChange={next => !next && onClose()}>
      <Base.Portal>
        <Base.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Base.Content
          ref={sheet}
          onOpenAutoFocus={event => {
            event.preventDefault()
            focus.remember()
            const first = sheet.current?.querySelector<HTMLElement>('[data-first-field]')
            const start = first ?? sheet.current
            start?.focus()
          }}
          onCloseAutoFocus={focus.giveBack}
          className="fixed top-1/2 left-1/2 z-50 flex max-h-[90vh] w-[min(44rem,94vw)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-md border border-line bg-surface shadow-float outline-none"
        >
          <header className="flex items-start gap-4 border-b border-line px-5 py-3">
            <div className="flex-1">
              <Base.Title className="text-base font-semibold">{title}</Base.Title>
              <Base.Description className="text-ink-2">{text}</Base.Description>
            </div>
            <Base.Close asChild>
              <Button label={t.common.close} icon={X} look="quiet" iconOnly keys="Esc" />
            </Base.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-5 py-4">{children}</div>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  )
}
