import clsx from 'clsx'
import {
  CheckCheck,
  CircleCheck,
  Hourglass,
  PencilLine,
  PowerOff,
  RefreshCw,
  ScrollText,
  Stethoscope,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { DeviceStatus, DoctorReport } from '../../../core/contract/devices.ts'
import { countText, driftText, momentText } from '../../format.ts'
import { driftMatters, lineSentence, lineTone, lineWord } from '../../line.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useMay } from '../../stores/session.ts'
import { t } from '../../strings/t.ts'
import { Badge, toneText } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { focusWhenLost } from '../../ui/focus-when-lost.ts'
import { lineIcons } from '../../ui/line-icons.ts'
import { Meter } from '../../ui/Meter.tsx'
import { worstTone } from './severity.ts'

export type CardAction = 'read' | 'edit' | 'retire' | 'log'

type Props = {
  device: DeviceStatus
  first: boolean
  report: DoctorReport | undefined
  onAct: (action: CardAction, device: DeviceStatus) => void
}

/** One terminal: its line, its room, what is in it, and what can be done. */
export function TerminalCard({ device, first, report, onAct }: Props) {
  const today = useToday()
  const zone = useZone()
  const mayChange = useMay('devices:write')
  const moment = (at: number | null) => (at === null ? t.terminals.never : momentText(at, today, zone))
  const act = (action: CardAction) => () => onAct(action, device)
  return (
    <article
      data-terminal-card={device.id}
      ref={first ? focusWhenLost : undefined}
      tabIndex={first ? 0 : -1}
      aria-label={device.name}
      className="flex h-full flex-col rounded-md border border-line bg-surface"
    >
      <header className="flex items-center gap-2 border-b border-line px-4 py-2.5">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-semibold">{device.name}</h2>
          <p className="truncate text-xs text-ink-3">
            {[device.location, device.groupName].filter(part => part !== '').join(' · ')}
          </p>
        </div>
        <Badge tone={lineTone(device)} icon={lineIcons[device.line.kind]} label={lineWord(device, today, zone)} />
      </header>
      <div className="flex flex-1 flex-col gap-3 px-4 py-3">
        <p className={clsx(device.line.kind === 'offline' && toneText.absent)}>{lineSentence(device, today, zone)}</p>
        <Bars device={device} />
        <Accounted device={device} />
        <Facts>
          <Fact name={t.terminals.lastSeen}>{moment(device.lastSeenAt)}</Fact>
          <Fact name={t.terminals.lastRead}>{moment(device.lastReadAt)}</Fact>
          <Fact name={t.terminals.clock}>{clockText(device)}</Fact>
          <Fact name={t.terminals.model}>{device.model ?? t.common.unknown}</Fact>
          <Fact name={t.terminals.firmware}>{device.firmware ?? t.common.unknown}</Fact>
          <Fact name={t.terminals.serial}>{device.serial ?? t.common.unknown}</Fact>
          <Fact name={t.terminals.address}>
            {device.host}:{device.port}
          </Fact>
        </Facts>
      </div>
      {report !== undefined && (
        <p className="border-t border-line px-4 py-2">
          <Findings report={report} />
        </p>
      )}
      {mayChange && (
        <footer className="flex gap-2 border-t border-line px-4 py-2.5">
          <Button
            icon={RefreshCw}
            label={device.line.kind === 'reading' ? t.terminals.reading : t.terminals.readNow}
            keys="R"
            busy={device.line.kind === 'reading'}
            disabled={device.line.kind !== 'online'}
            onClick={act('read')}
          />
          <span className="flex-1" />
          <Button icon={ScrollText} label={t.terminals.log} keys="L" iconOnly look="quiet" onClick={act('log')} />
          <Button icon={PencilLine} label={t.terminals.edit} keys="E" iconOnly look="quiet" onClick={act('edit')} />
          <Button
            icon={PowerOff}
            label={t.terminals.retire}
            keys="Delete"
            iconOnly
            look="quiet"
            onClick={act('retire')}
          />
        </footer>
      )}
    </article>
  )
}

function Bars({ device }: { device: DeviceStatus }): ReactNode {
  const { line, enrolledCount, capacity, logsOnDevice, logCapacity } = device
  const bar = (label: string, value: number, max: number) => (
    <Meter
      plain={label === t.terminals.reading}
      label={label}
      value={value}
      max={max}
      text={t.terminals.of(countText(value), countText(max))}
    />
  )
  return (
    <>
      {line.kind === 'reading' && bar(t.terminals.reading, line.done, line.total)}
      {enrolledCount !== null && capacity !== null && bar(t.terminals.users, enrolledCount, capacity)}
      {logsOnDevice !== null && logCapacity !== null && bar(t.terminals.logs, logsOnDevice, logCapacity)}
    </>
  )
}

function Findings({ report: { findings } }: { report: DoctorReport }) {
  const tone = worstTone(findings)
  return (
    <Link href="/terminals/doctor" className="flex items-center gap-2 rounded-sm hover:underline">
      {tone === null ? (
        <CircleCheck aria-hidden size={15} className="text-present" />
      ) : (
        <Stethoscope aria-hidden size={15} className={toneText[tone]} />
      )}
      <span className={tone === null ? 'text-ink-2' : toneText[tone]}>
        {tone === null ? t.terminals.noFindings : t.terminals.findings(findings.length)}
      </span>
    </Link>
  )
}

/** Whether every punch in the terminal's memory is in the database; nobody knows what came in while it was away. */
function Accounted({ device }: { device: DeviceStatus }) {
  const { logsOnDevice, punchesRecorded } = device
  if (logsOnDevice === null) return null
  const missing = Math.max(0, logsOnDevice - punchesRecorded)
  return (
    <p className="flex flex-wrap justify-between gap-x-2 text-ink-2">
      {t.terminals.accounted(countText(logsOnDevice), countText(punchesRecorded))}
      {device.line.kind === 'offline' || device.line.kind === 'stopped' ? (
        <Badge bare tone="late" icon={Hourglass} label={t.terminals.accountedAway} />
      ) : missing === 0 ? (
        <Badge bare tone="present" icon={CheckCheck} label={t.terminals.accountedOk} />
      ) : (
        <Badge bare tone="late" icon={Hourglass} label={t.terminals.accountedShort(countText(missing))} />
      )}
    </p>
  )
}

function clockText({ clockDriftMs }: DeviceStatus): string {
  if (clockDriftMs === null) return t.common.unknown
  const off = driftText(clockDriftMs)
  if (!driftMatters(clockDriftMs)) return t.terminals.clockRight
  return Math.abs(clockDriftMs) > 60_000 ? t.terminals.clockCorrected(off) : t.terminals.clockOff(off)
}
