import { CircleCheck, Stethoscope } from 'lucide-react'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useLocation } from 'wouter'
import type { DoctorReport, Finding, Remedy } from '../../../core/contract/devices.ts'
import { call } from '../../api.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useMay } from '../../stores/session.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { focusWhenLost } from '../../ui/focus-when-lost.ts'
import { Panel } from '../../ui/Panel.tsx'
import { TypedWordDialog } from '../../ui/TypedWordDialog.tsx'
import type { CallState } from '../../use-call.ts'
import { severityIcon, severityTone } from './severity.ts'

/** What is wrong with each terminal, in plain words, and one button that mends it. */
export function Doctor({ answer }: { answer: CallState<DoctorReport[]> }) {
  const mayChange = useMay('devices:write')
  const hasButtons =
    mayChange && (answer.data ?? []).some(({ findings }) => findings.some(({ remedy }) => remedy !== null))
  return (
    <div
      className="h-full overflow-y-auto p-4 focus-visible:outline-offset-[-2px]"
      onKeyDown={moveBetweenRemedies}
      // Where no button takes the keys, the list itself does, to be scrolled.
      {...(!hasButtons && { tabIndex: 0, role: 'region', 'aria-label': t.terminals.tabs.doctor, ref: focusWhenLost })}
    >
      <Answer state={answer}>
        {reports =>
          reports.length === 0 ? (
            <EmptyState icon={Stethoscope} title={t.doctor.emptyTitle} text={t.doctor.emptyText} />
          ) : (
            <div className="flex max-w-300 flex-col gap-4">
              {reports.map(report => (
                <Report key={report.deviceId} report={report} onDone={answer.refetch} />
              ))}
            </div>
          )
        }
      </Answer>
    </div>
  )
}

function Report({ report, onDone }: { report: DoctorReport; onDone: () => void }) {
  const today = useToday()
  const zone = useZone()
  const { name, at, findings } = report
  return (
    <Panel title={name} aside={t.doctor.lookedAt(momentText(at, today, zone))} className="shrink-0">
      {findings.length === 0 ? (
        <p className="flex items-center gap-2 px-3 py-3">
          <CircleCheck aria-hidden size={16} className="text-present" />
          <span>
            <span className="font-medium">{t.doctor.fine}.</span> {t.doctor.fineText(name)}
          </span>
        </p>
      ) : (
        <ul>
          {findings.map(finding => (
            <Row key={finding.kind} report={report} finding={finding} onDone={onDone} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Row({ report, finding, onDone }: { report: DoctorReport; finding: Finding; onDone: () => void }) {
  const { kind, severity, details } = finding
  const { title, text } = t.doctor.finding(kind, report.name, details)
  return (
    <li className="flex items-center gap-4 border-b border-line px-3 py-2.5 last:border-0 max-md:flex-wrap">
      <span className="w-26 shrink-0">
        <Badge tone={severityTone[severity]} icon={severityIcon[severity]} label={t.doctor.severities[severity]} />
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="font-semibold">{title}</h3>
        <p className="text-ink-2">{text}</p>
      </div>
      <RemedyButton report={report} title={title} finding={finding} onDone={onDone} />
    </li>
  )
}

type RemedyProps = { report: DoctorReport; title: string; finding: Finding; onDone: () => void }

function RemedyButton({ report: { deviceId, name }, title, finding: { remedy, severity }, onDone }: RemedyProps) {
  const [, go] = useLocation()
  const mayChange = useMay('devices:write')
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState(false)
  if (remedy === null) return <span className="w-40 text-right text-ink-3">{t.doctor.byHand}</span>
  if (!mayChange) return null

  async function carryOut(chosen: Remedy, word?: string): Promise<void> {
    await call('devices.remedy', { deviceId, remedy: chosen, ...(word !== undefined && { word }) })
    useToasts.getState().show({ tone: 'good', title: name, text: `${t.doctor.remediesDone[chosen]}.` })
    onDone()
  }
  function press(chosen: Remedy): void {
    if (chosen === 'open_adopt') go('/terminals/adopt')
    else if (chosen === 'clear_log') setAsking(true)
    else {
      setBusy(true)
      carryOut(chosen)
        .then(() => {
          if (chosen === 'search') go('/terminals/search')
        }, showError)
        .finally(() => setBusy(false))
    }
  }
  return (
    <>
      <Button
        data-remedy
        ref={focusWhenLost}
        look={severity === 'ok_to_wait' ? 'plain' : 'main'}
        label={t.doctor.remedies[remedy]}
        aria-label={`${t.doctor.remedies[remedy]}: ${title}`}
        busy={busy}
        onClick={() => press(remedy)}
      />
      {asking && (
        <TypedWordDialog
          title={t.doctor.clear.title(name)}
          text={t.doctor.clear.text}
          word="CLEAR"
          action={t.doctor.remedies.clear_log}
          onClose={() => setAsking(false)}
          onConfirm={() => carryOut('clear_log', 'CLEAR')}
        />
      )}
    </>
  )
}

function moveBetweenRemedies(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-remedy]')]
  const at = buttons.findIndex(button => button === document.activeElement)
  const next = buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
