import { Lock, RotateCw, TriangleAlert } from 'lucide-react'
import type { AppError } from '../../core/contract/errors.ts'
import { errorSentence } from '../strings/errors.ts'
import { t } from '../strings/t.ts'
import { Button } from './Button.tsx'
import { EmptyState } from './EmptyState.tsx'

type Props = { error: AppError; onRetry: () => void }

/** What stands where an answer would be when there is none. */
export function ErrorState({ error, onRetry }: Props) {
  if (error.code === 'forbidden')
    return <EmptyState icon={Lock} title={t.common.noPermission.title} text={t.common.noPermission.text} />
  const { title, text, reference } = errorSentence(error)
  return (
    <EmptyState role="alert" icon={TriangleAlert} title={title} text={text}>
      <Button label={t.common.retry} icon={RotateCw} onClick={onRetry} />
      {reference !== null && <span className="copyable text-xs text-ink-3">{t.common.reference(reference)}</span>}
    </EmptyState>
  )
}

/** What went wrong, over the form or the action it belongs to. */
export function ErrorNote({ error }: { error: AppError }) {
  const { title, text, reference } = errorSentence(error)
  return (
    <div role="alert" className="rounded-md bg-absent-soft px-3 py-2">
      <p className="font-semibold text-absent">{title}</p>
      <p>{text}</p>
      {reference !== null && <p className="copyable text-xs text-ink-2">{t.common.reference(reference)}</p>}
    </div>
  )
}

/** One line over data that could not be renewed. */
export function StaleNote({ error, onRetry }: Props) {
  const { title } = errorSentence(error)
  return (
    <p role="alert" className="flex items-center gap-2 border-b border-line bg-late-soft px-3 py-1 text-late">
      <TriangleAlert aria-hidden size={14} className="shrink-0" />
      <span className="min-w-0 flex-1">
        {title}. {t.common.refreshFailed}
      </span>
      <button type="button" onClick={onRetry} className="rounded-sm px-1 font-medium underline">
        {t.common.retry}
      </button>
    </p>
  )
}
