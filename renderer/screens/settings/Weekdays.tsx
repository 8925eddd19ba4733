import { useId } from 'react'
import { t } from '../../strings/t.ts'

type Props = {
  legend: string
  hint?: string
  error?: string | undefined
  /** 1 (Monday) to 7 (Sunday). */
  value: readonly number[]
  onChange: (weekdays: number[]) => void
}

/** Some of the seven weekdays. */
export function Weekdays({ legend, hint, error, value, onChange }: Props) {
  const id = useId()
  const note = error ?? hint
  return (
    <fieldset aria-describedby={note === undefined ? undefined : id}>
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-x-3 gap-y-1">
        {t.common.weekdays.map((name, n) => {
          const weekday = n + 1
          return (
            <label key={name} className="flex items-center gap-1.5">
              <input
                type="checkbox"
                aria-label={t.calendarPage.weekdayNames[n]}
                checked={value.includes(weekday)}
                onChange={event =>
                  onChange(
                    [1, 2, 3, 4, 5, 6, 7].filter(one => (one === weekday ? event.target.checked : value.includes(one))),
                  )
                }
                className="size-4 accent-accent"
              />
              {name}
            </label>
          )
        })}
      </div>
      {note !== undefined && (
        <p id={id} className={error === undefined ? 'mt-1 text-xs text-ink-3' : 'mt-1 text-xs text-absent'}>
          {note}
        </p>
      )}
    </fieldset>
  )
}
