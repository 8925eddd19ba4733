import { CalendarX2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Calendar as CalendarData, CalendarDates as Dates } from '../../../core/contract/calendar.ts'
import { call } from '../../api.ts'
import { useToday } from '../../stores/clock.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CheckField } from '../../ui/CheckField.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { areGoodDates } from './calendar-draft.ts'
import { CalendarDates } from './CalendarDates.tsx'
import { CalendarMonth } from './CalendarMonth.tsx'
import { CloseDayDialog } from './CloseDayDialog.tsx'
import { Closures } from './Closures.tsx'
import { DraftButtons } from './DraftButtons.tsx'
import { SettingsScreen } from './SettingsScreen.tsx'

/** When there is school: the dates of each year, and what is closed besides. */
export function Calendar() {
  const today = useToday()
  const answer = useCall('calendar.get', {}, { refreshOn: ['calendar.changed'], minGapMs: 250 })
  const [draft, setDraft] = useState<Dates | null>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [closing, setClosing] = useState(false)

  function save(): void {
    setTried(true)
    if (draft === null || busy || !areGoodDates(draft)) return
    setBusy(true)
    call('calendar.save', draft)
      .then(({ undoId, ...recalculated }) => {
        showDone(t.calendarPage.saved, undoId, t.calendarPage.recalculated(recalculated))
        setDraft(null)
        setTried(false)
        answer.refetch()
      }, showError)
      .finally(() => setBusy(false))
  }

  useCalendarKeys(save, () => setClosing(true))
  return (
    <SettingsScreen
      title={t.calendarPage.title}
      text={t.calendarPage.text}
      actions={
        <>
          <Button icon={CalendarX2} label={t.closing.anyDay} keys="C" onClick={() => setClosing(true)} />
          <DraftButtons changed={draft !== null} busy={busy} onDiscard={() => setDraft(null)} onSave={save} />
        </>
      }
    >
      <Answer state={answer} waiting={<Skeleton rows={10} height={34} />}>
        {calendar => (
          <div className="grid grid-cols-[minmax(26rem,1.3fr)_minmax(19rem,1fr)] gap-5 p-4 max-lg:grid-cols-1">
            <CalendarDates dates={draft ?? datesOf(calendar)} tried={tried} onChange={setDraft} />
            <div className="flex min-w-0 flex-col gap-5">
              <Checked checked={calendar.checkedWithCircular} />
              <CalendarMonth />
              <Closures closures={calendar.closures} />
            </div>
          </div>
        )}
      </Answer>
      {closing && <CloseDayDialog day={today} onClose={() => setClosing(false)} />}
    </SettingsScreen>
  )
}

function useCalendarKeys(save: () => void, close: () => void): void {
  const now = useRef({ save, close })
  useEffect(() => {
    now.current = { save, close }
  })
  const keys = useMemo(
    () => [
      { keys: 'Ctrl+S', label: t.common.save, run: () => now.current.save(), whileTyping: true },
      { keys: 'C', label: t.closing.anyDay, run: () => now.current.close() },
    ],
    [],
  )
  useShortcuts(t.nav.settings, keys)
}

function datesOf({ terms, halfTerms, holidays, schoolWeekdays, dayStartsAtMinute }: CalendarData): Dates {
  return { terms, halfTerms, holidays, schoolWeekdays, dayStartsAtMinute }
}

function Checked({ checked }: { checked: boolean }) {
  function change(checkedWithCircular: boolean): void {
    call('calendar.check', { checkedWithCircular }).then(() => {
      if (checkedWithCircular) useToasts.getState().show({ tone: 'good', title: t.calendarPage.checkedDone, text: '' })
    }, showError)
  }
  return (
    <CheckField
      label={t.calendarPage.checked}
      hint={t.calendarPage.checkedHint}
      checked={checked}
      onChange={change}
      className="rounded-md border border-line bg-ground px-3 py-2"
    />
  )
}
