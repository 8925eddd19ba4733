import { Printer, RotateCw } from 'lucide-react'
import { useState } from 'react'
import type { Day, SessionName } from '../../core/contract/common.ts'
import type { ReportDay } from '../../core/contract/reports.ts'
import { dayText } from '../format.ts'
import { remember, remembered } from '../stores/remembered.ts'
import { t } from '../strings/t.ts'
import { Answer } from '../ui/Answer.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { inputLook } from '../ui/Field.tsx'
import { PaperButtons } from '../ui/PaperButtons.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { useCall } from '../use-call.ts'
import { PagePreview } from '../ui/PagePreview.tsx'

/** The head's page: choose, look at the real thing, print or save. */
export function DaySheet() {
  const answer = useCall(
    'reports.days',
    {},
    { refreshOn: ['attendance.changed', 'simulation.changed'], minGapMs: 5000 },
  )
  return (
    <Answer state={answer} waiting={<Skeleton rows={6} />}>
      {days =>
        days.length === 0 ? (
          <div className="flex h-full flex-col">
            <h1 className="px-4 py-2.5 text-lg font-semibold">{t.daySheet.title}</h1>
            <EmptyState icon={Printer} title={t.daySheet.noneTitle} text={t.daySheet.noneText} />
          </div>
        ) : (
          <Sheet days={days} />
        )
      }
    </Answer>
  )
}

function Sheet({ days }: { days: ReportDay[] }) {
  const [day, setDay] = useState<Day | null>(null)
  const [session, setSession] = useState<SessionName | null>(remembered('daySheet.session', ['AM', 'PM']))
  const shownDay = days.find(one => one.day === day) ?? days[0]
  const shown = shownDay?.sessions.find(one => one.session === session) ?? shownDay?.sessions[0]
  const sheet = useCall(
    'reports.daySheet',
    shownDay === undefined || shown === undefined ? null : { day: shownDay.day, session: shown.session },
  )
  const document = sheet.current && sheet.data !== undefined ? sheet.data : null
  if (shownDay === undefined || shown === undefined) return null
  return (
    <div className="flex h-full min-h-96 flex-col">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
        <h1 className="mr-1 text-lg font-semibold">{t.daySheet.title}</h1>
        <select
          aria-label={t.daySheet.day}
          value={shownDay.day}
          onChange={event => setDay(event.target.value)}
          className={inputLook}
        >
          {days.map(one => (
            <option key={one.day} value={one.day}>
              {dayText(one.day)}
            </option>
          ))}
        </select>
        <Segmented
          label={t.daySheet.session}
          value={shown.session}
          choices={shownDay.sessions.map(one => ({ value: one.session, label: t.sessions[one.session] }))}
          onChange={next => {
            setSession(next)
            remember('daySheet.session', next)
          }}
        />
        {shown.state === 'open' && (
          <p className="flex items-center gap-2 text-ink-2">
            {t.daySheet.openSession}
            <Button look="quiet" icon={RotateCw} label={t.daySheet.refresh} iconOnly onClick={sheet.refetch} />
          </p>
        )}
        <div className="ml-auto">
          <PaperButtons place={t.nav.daySheet} document={document} />
        </div>
      </div>
      <Answer state={sheet} waiting={<Skeleton rows={10} />}>
        {page => <PagePreview documentId={page.documentId} title={page.title} />}
      </Answer>
    </div>
  )
}
