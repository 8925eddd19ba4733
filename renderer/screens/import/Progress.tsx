import { t } from '../../strings/t.ts'
import { useProgress } from './use-progress.ts'

/** A bar over the screen while something takes longer than a moment, with how much is left. */
export function Progress({ working, label }: { working: boolean; label: string }) {
  const progress = useProgress(working)
  if (progress === null) return null
  const { done, total } = progress === 'begun' ? { done: 0, total: 0 } : progress
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      {...(total > 0 && { 'aria-valuemax': total, 'aria-valuenow': done })}
      className="flex items-center gap-3 border-b border-line bg-surface px-4 py-1.5 text-ink-2"
    >
      <span>{label}</span>
      <span className="h-1.5 flex-1 overflow-hidden rounded-full bg-sunken">
        {total === 0 ? (
          <span className="block h-full w-1/4 animate-slide rounded-full bg-accent" />
        ) : (
          <span className="block h-full rounded-full bg-accent" style={{ width: `${(done / total) * 100}%` }} />
        )}
      </span>
      {total > 0 && <span>{t.imports.check.of(done, total)}</span>}
    </div>
  )
}
