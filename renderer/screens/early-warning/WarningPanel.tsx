import { UserRound } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import type { WarningRow } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { Field } from '../../ui/Field.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { useReasonText } from './use-reason-text.ts'
import { TierBadge } from './use-warning-columns.tsx'

type Props = { row: WarningRow; mayNote: boolean; onNoted: () => void; onClose: () => void }

const words = t.earlyWarning

/** One student who misses too much, and what was done about it. */
export function WarningPanel({ row, mayNote, onNoted, onClose }: Props) {
  const today = useToday()
  const zone = useZone()
  const [, go] = useLocation()
  const reasonText = useReasonText()
  const [text, setText] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const { studentId } = row
  const keys = useMemo(
    () => [{ keys: 'O', label: words.openStudent, run: () => go(`/students/${studentId}`) }],
    [go, studentId],
  )
  useShortcuts(words.nav, keys)

  function keep(): void {
    setTried(true)
    if (busy || text.trim().length < 2) return
    setBusy(true)
    call('attendance.warningNote', { studentId, text })
      .then(() => {
        useToasts.getState().show({ tone: 'good', title: words.noteSaved, text: row.fullName })
        setText('')
        setTried(false)
        onNoted()
      })
      .catch(showError)
      .finally(() => setBusy(false))
  }

  return (
    <SidePanel label={words.panel(row.fullName)} onClose={onClose}>
      <header className="border-b border-line py-3 pr-12 pl-4">
        <h2 className="text-base font-semibold break-words">{row.fullName}</h2>
        <p className="text-ink-2">
          {row.className} · {row.admissionNumber}
        </p>
      </header>
      <div className="flex flex-col gap-4 px-4 py-3">
        <Facts>
          <Fact name={words.columns.missed}>{words.ofDays(row.missedDays, row.enrolledDays)}</Fact>
          <Fact name={words.columns.percent}>{row.missedPercent.toFixed(1)}</Fact>
          <Fact name={words.columns.tier}>
            <TierBadge tier={row.tier} />
          </Fact>
          <Fact name={words.columns.row}>{row.daysInARow}</Fact>
          <Fact name={words.columns.reason}>{row.mainReason === null ? '–' : reasonText(row.mainReason)}</Fact>
          <Fact name={words.columns.contact}>
            {row.lastContactAt === null ? words.noContact : momentText(row.lastContactAt, today, zone)}
          </Fact>
        </Facts>
        <div>
          <h3 className="font-medium">{words.lastNote}</h3>
          <p className="break-words text-ink-2">{row.note ?? words.noNote}</p>
        </div>
        {mayNote && (
          <form
            noValidate
            className="flex flex-col gap-2"
            onSubmit={event => {
              event.preventDefault()
              keep()
            }}
          >
            <Field
              data-first-field
              label={words.note}
              hint={words.noteHint}
              maxLength={500}
              value={text}
              error={tried && text.trim().length < 2 ? words.noteMissing : undefined}
              onChange={event => setText(event.target.value)}
            />
            <Button type="submit" label={words.noteSave} busy={busy} className="self-start" />
          </form>
        )}
        <Button
          icon={UserRound}
          label={words.openStudent}
          keys="O"
          className="self-start"
          onClick={() => go(`/students/${studentId}`)}
        />
      </div>
    </SidePanel>
  )
}
