import { CalendarX2, Check, Printer } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { Day, SessionName } from '../../../core/contract/common.ts'
import type { PreparedDocument } from '../../../core/contract/reports.ts'
import { call } from '../../api.ts'
import { addDays, dayText } from '../../format.ts'
import { printPaper } from '../../paper.ts'
import { useToday } from '../../stores/clock.ts'
import { showError } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { PagePreview } from '../../ui/PagePreview.tsx'
import { SettingsScreen } from '../settings/SettingsScreen.tsx'
import { pathOf } from './use-setup.ts'

type Shown = { day: Day; session: SessionName; isSample: boolean }
const monthsAhead = 13

/** The head's page: of the newest day where there is one, else as the next school day will begin. */
export function SampleSheet() {
  const [, go] = useLocation()
  const shown = useShownDay()
  const sheet = useCall(
    'reports.daySheet',
    shown === null || shown === 'none' ? null : { day: shown.day, session: shown.session },
  )
  const [busy, setBusy] = useState(false)

  function print(page: PreparedDocument): void {
    setBusy(true)
    printPaper(page)
      .catch(showError)
      .finally(() => setBusy(false))
  }

  function right(): void {
    call('setup.done', { step: 'day_sheet' }).then(() => go(pathOf(null)), showError)
  }

  const page = sheet.data
  return (
    <SettingsScreen
      title={t.firstRun.sheet.title}
      text={shown !== null && shown !== 'none' && shown.isSample ? t.firstRun.sheet.sample(dayText(shown.day)) : ''}
      actions={
        page === undefined ? undefined : (
          <>
            <Button icon={Printer} label={t.paper.print} busy={busy} onClick={() => print(page)} />
            <Button icon={Check} look="main" label={t.firstRun.looksRight} onClick={right} />
          </>
        )
      }
    >
      {shown === 'none' ? (
        <EmptyState icon={CalendarX2} title={t.firstRun.sheet.noDay} text={t.firstRun.sheet.noDayText}>
          <Button label={t.firstRun.sheet.toCalendar} onClick={() => go(pathOf('calendar'))} />
        </EmptyState>
      ) : (
        <Answer state={sheet} waiting={<Skeleton rows={10} />}>
          {({ documentId, title }) => (
            <div className="flex h-full">
              <PagePreview documentId={documentId} title={title} />
            </div>
          )}
        </Answer>
      )}
    </SettingsScreen>
  )
}

/** Null while it is looked for. */
function useShownDay(): Shown | 'none' | null {
  const today = useToday()
  const [shown, setShown] = useState<Shown | 'none' | null>(null)
  useEffect(() => {
    let gone = false
    findDay(today).then(
      found => {
        if (!gone) setShown(found ?? 'none')
      },
      (reason: unknown) => {
        if (!gone) showError(reason)
      },
    )
    return () => {
      gone = true
    }
  }, [today])
  return shown
}

async function findDay(today: Day): Promise<Shown | null> {
  const [newest] = await call('reports.days', {})
  const session = newest?.sessions[0]?.session
  if (newest !== undefined && session !== undefined) return { day: newest.day, session, isSample: false }
  let month = today.slice(0, 7)
  for (let n = 0; n < monthsAhead; n += 1) {
    const days = await call('calendar.month', { month })
    const next = days.find(({ day, kind }) => day >= today && (kind === 'school' || kind === 'partly_closed'))
    if (next !== undefined) return { day: next.day, session: 'AM', isSample: true }
    month = addDays(`${month}-15`, 30).slice(0, 7)
  }
  return null
}
