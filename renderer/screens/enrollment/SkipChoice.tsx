import clsx from 'clsx'
import { t } from '../../strings/t.ts'

export const skipReasons = ['absent', 'later', 'finger_fails'] as const
export type SkipReason = (typeof skipReasons)[number]

type Props = { chosen: SkipReason; onChoose: (reason: SkipReason) => void; onTake: (reason: SkipReason) => void }

/** Why a child is left out. Its keys are those of the station. */
export function SkipChoice({ chosen, onChoose, onTake }: Props) {
  return (
    <div className="rounded-md border border-line bg-surface p-4">
      <p id="skip-why" className="mb-2 text-center font-semibold">
        {t.enrollment.station.skipWhy}
      </p>
      <div role="radiogroup" aria-labelledby="skip-why" className="flex flex-wrap justify-center gap-2">
        {skipReasons.map(reason => (
          <button
            key={reason}
            type="button"
            role="radio"
            aria-checked={reason === chosen}
            tabIndex={-1}
            onMouseDown={event => event.preventDefault()}
            onMouseEnter={() => onChoose(reason)}
            onClick={() => onTake(reason)}
            className={clsx(
              'h-10 rounded-md border px-4 font-medium',
              reason === chosen
                ? 'border-accent bg-accent-soft text-accent'
                : 'border-line-strong/60 text-ink-2 hover:bg-sunken',
            )}
          >
            {t.enrollment.skipReasons[reason]}
          </button>
        ))}
      </div>
      <p role="status" className="mt-2 text-center text-xs text-ink-3">
        <span className="sr-only">{t.enrollment.skipReasons[chosen]}. </span>
        {t.enrollment.station.skipHint}
      </p>
    </div>
  )
}
