import clsx from 'clsx'
import { CircleCheck, Info, TriangleAlert, X } from 'lucide-react'
import { useToasts } from '../stores/toasts.ts'
import type { Toast } from '../stores/toasts.ts'
import { t } from '../strings/t.ts'
import { toneText } from './Badge.tsx'
import type { Tone } from './Badge.tsx'
import { Button } from './Button.tsx'

const icons = { good: CircleCheck, bad: TriangleAlert, plain: Info }
const tones: Record<Toast['tone'], Tone> = { good: 'present', bad: 'absent', plain: 'accent' }

/** Short news in the corner. They take no focus and go by themselves. */
export function Toasts() {
  const { toasts, dismiss } = useToasts()
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-11 z-50 flex w-88 flex-col gap-2"
    >
      {toasts.map(toast => {
        const Icon = icons[toast.tone]
        return (
          <div
            key={toast.id}
            className="pointer-events-auto flex items-start gap-2 rounded-md border border-line bg-surface p-3 shadow-float"
          >
            <Icon aria-hidden size={18} className={clsx('mt-px shrink-0', toneText[tones[toast.tone]])} />
            <div className="min-w-0 flex-1">
              <p className="font-semibold">{toast.title}</p>
              {toast.text !== '' && <p className="break-words text-ink-2">{toast.text}</p>}
            </div>
            {toast.action !== undefined && (
              <Button
                label={toast.action.label}
                hint={toast.action.label}
                keys={toast.action.keys}
                className="-my-1"
                onClick={toast.action.run}
              />
            )}
            <button
              type="button"
              aria-label={t.common.close}
              onClick={() => dismiss(toast.id)}
              className="flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-sunken hover:text-ink"
            >
              <X aria-hidden size={14} />
            </button>
          </div>
        )
      })}
    </div>
  )
}
