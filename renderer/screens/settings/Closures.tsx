import { CalendarCheck2 } from 'lucide-react'
import { useState } from 'react'
import type { Closure } from '../../../core/contract/calendar.ts'
import { call } from '../../api.ts'
import { dayText, dayTextShort } from '../../format.ts'
import { useToday } from '../../stores/clock.ts'
import { showError } from '../../stores/toasts.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { Panel } from '../../ui/Panel.tsx'

/** Closures that stand, the newest first; each can be taken back at any time. */
export function Closures({ closures }: { closures: readonly Closure[] }) {
  const today = useToday()
  const [withPast, setWithPast] = useState(false)
  const newest = [...closures].reverse()
  const past = newest.filter(({ to }) => to < today)
  const shown = withPast ? newest : newest.filter(({ to }) => to >= today)
  return (
    <Panel title={t.closing.list}>
      {shown.length === 0 ? (
        <p className="px-3 py-2 text-ink-2">{t.closing.empty}</p>
      ) : (
        <ul>
          {shown.map(closure => (
            <Line key={closure.id} closure={closure} />
          ))}
        </ul>
      )}
      {!withPast && past.length > 0 && (
        <p className="flex items-center gap-2 border-t border-line px-3 py-1 text-ink-2">
          {t.closing.past(past.length)}
          <Button look="quiet" label={t.closing.showPast} onClick={() => setWithPast(true)} />
        </p>
      )}
    </Panel>
  )
}

function Line({ closure }: { closure: Closure }) {
  const { id, from, to, session, scope, reason, by } = closure
  function reopen(): void {
    call('calendar.reopen', { closureId: id }).then(({ undoId, ...recalculated }) => {
      showDone(t.closing.reopened(reason), undoId, t.calendarPage.recalculated(recalculated))
    }, showError)
  }
  return (
    <li className="flex items-start gap-2 border-b border-line px-3 py-1.5 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">
          {scope.kind === 'school' ? t.closing.school : scope.name}: {reason}
        </p>
        <p className="text-xs text-ink-2">
          {t.closing.days(from === to ? dayText(from) : dayTextShort(from), dayText(to))}
          {session !== null && `, ${t.closing.parts[session].toLowerCase()}`}
          {by !== '' && ` · ${by}`}
        </p>
      </div>
      <Button
        icon={CalendarCheck2}
        label={t.closing.reopen}
        aria-label={t.closing.reopenOf(reason)}
        className="h-7"
        onClick={reopen}
      />
    </li>
  )
}
