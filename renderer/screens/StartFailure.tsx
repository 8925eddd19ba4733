import { RotateCw, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { AppError } from '../../core/contract/errors.ts'
import { errorSentence } from '../strings/errors.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/Button.tsx'

type Props = { failure: AppError; onRetry: () => Promise<void> }

/** Instead of everything else, when the core could not start: what happened, and what to do. */
export function StartFailure({ failure, onRetry }: Props) {
  const [busy, setBusy] = useState(false)
  const { title, text, reference } = errorSentence(failure)
  const details = Object.entries(failure.details)
  return (
    <main className="flex h-full flex-col overflow-y-auto">
      <div role="alert" className="m-auto w-full max-w-140 px-6 py-8">
        <TriangleAlert aria-hidden size={32} strokeWidth={1.5} className="mb-3 text-absent" />
        <p className="font-medium text-ink-3">{t.startFailure.heading}</p>
        <h1 className="text-lg font-semibold">{title}</h1>
        <p className="mt-2">{text}</p>
        <p className="mt-2 text-ink-2">{t.startFailure.terminalsKeep}</p>
        {reference !== null && <p className="mt-2 text-ink-2">{t.common.reference(reference)}</p>}
        <Button
          look="main"
          icon={RotateCw}
          label={t.startFailure.retry}
          busy={busy}
          autoFocus
          className="mt-5"
          onClick={() => {
            setBusy(true)
            void onRetry().finally(() => setBusy(false))
          }}
        />
        {details.length > 0 && (
          <details className="mt-6 text-ink-2">
            <summary className="font-medium">{t.common.details}</summary>
            <dl className="copyable mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
              <dt>code</dt>
              <dd>{failure.code}</dd>
              {details.map(([name, value]) => (
                <div key={name} className="contents">
                  <dt>{name}</dt>
                  <dd className="break-all">{String(value)}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </div>
    </main>
  )
}
