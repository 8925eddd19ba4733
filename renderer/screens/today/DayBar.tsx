import { ChevronLeft, ChevronRight, Undo2 } from 'lucide-react'
import { useMemo } from 'react'
import type { DaySummary } from '../../../core/contract/attendance.ts'
import type { Day, SessionName } from '../../../core/contract/common.ts'
import { addDays, dayText } from '../../format.ts'
import { useToday } from '../../stores/clock.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { CloseToday } from './CloseToday.tsx'
import { LockControl } from './LockControl.tsx'

/** Null: as the clock says. */
export type Shown = { readonly day: Day | null; readonly session: SessionName | null }

type Props = {
  shown: Shown
  onShow: (shown: Shown) => void
  summary: DaySummary | undefined
  onChanged: () => void
}

/** Which day and session is on screen, how it stands, and whether it is signed. */
export function DayBar({ shown, onShow, summary, onChanged }: Props) {
  const today = useToday()
  const day = shown.day ?? today
  const session = shown.session ?? summary?.session ?? 'AM'
  const keys = useMemo(() => {
    const to = (next: Day) => onShow({ day: next === today ? null : next, session })
    return [
      { keys: ',', label: t.morning.day.before, run: () => to(addDays(day, -1)) },
      { keys: '.', label: t.morning.day.after, run: () => day < today && to(addDays(day, 1)) },
      {
        keys: 'T',
        label: t.morning.day.switchSession,
        run: () => onShow({ day: shown.day, session: session === 'AM' ? 'PM' : 'AM' }),
      },
    ]
  }, [day, today, session, shown, onShow])
  useShortcuts(t.nav.today, keys)
  const [before, after] = keys
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2">
      <h1 className="text-lg font-semibold">{t.today.title}</h1>
      <div role="group" aria-label={t.morning.day.title} className="flex items-center">
        <Button
          look="quiet"
          iconOnly
          icon={ChevronLeft}
          label={t.morning.day.before}
          keys=","
          onClick={() => before?.run()}
        />
        <span className="min-w-31 text-center font-medium">{dayText(day)}</span>
        <Button
          look="quiet"
          iconOnly
          icon={ChevronRight}
          label={t.morning.day.after}
          keys="."
          disabled={day >= today}
          onClick={() => after?.run()}
        />
        {shown.day !== null && (
          <Button
            look="quiet"
            icon={Undo2}
            label={t.morning.day.back}
            onClick={() => onShow({ day: null, session: shown.session })}
          />
        )}
      </div>
      <Segmented
        label={t.today.session}
        value={session}
        choices={[
          { value: 'AM', label: t.sessions.AM },
          { value: 'PM', label: t.sessions.PM },
        ]}
        onChange={next => onShow({ day: shown.day, session: next })}
      />
      {summary !== undefined && (
        <>
          <p className="min-w-0 flex-1 basis-40 truncate text-ink-2">
            {stateText(summary)}
            {shown.day === null && ` · ${t.today.inside(summary.insideNow)}`}
          </p>
          {summary.schoolDay && (
            <div className="ml-auto flex items-center gap-1">
              {!summary.locked && <CloseToday day={summary.day} isToday={shown.day === null} />}
              <LockControl summary={summary} onChanged={onChanged} />
            </div>
          )}
        </>
      )}
    </div>
  )
}

function stateText({ schoolDay, plans, sessionState, onTimeUntil, closesAt }: DaySummary): string {
  if (!schoolDay) return t.today.noSchool
  if (plans.length === 0) return t.morning.day.noSession
  switch (sessionState) {
    case 'before':
      return t.today.before(onTimeUntil)
    case 'open':
      return t.today.open(onTimeUntil, closesAt)
    case 'closed':
      return t.today.closed(closesAt)
  }
}
