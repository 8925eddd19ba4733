import clsx from 'clsx'
import { CheckCheck, Hourglass, RadioTower, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { DeviceStatus } from '../../core/contract/devices.ts'
import { call } from '../api.ts'
import { countText, driftText, momentText } from '../format.ts'
import { driftMatters, lineSentence, lineTone, lineWord } from '../line.ts'
import { useToday, useZone } from '../stores/clock.ts'
import { useMay } from '../stores/session.ts'
import { showError, useToasts } from '../stores/toasts.ts'
import { t } from '../strings/t.ts'
import { Answer } from '../ui/Answer.tsx'
import { Badge, toneText } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { lineIcons } from '../ui/line-icons.ts'
import { Meter } from '../ui/Meter.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { useCall } from '../use-call.ts'

/** Every terminal: is it heard, is everything in it recorded, and what to do when not. */
export function Terminals() {
  const answer = useCall('devices.list', {}, { refreshOn: ['devices.changed', 'attendance.recorded'], minGapMs: 500 })
  return (
    <div className="h-full overflow-y-auto p-4" onKeyDown={moveBetweenCards}>
      <h1 className="mb-3 text-lg font-semibold">{t.terminals.title}</h1>
      <Answer state={answer} waiting={<Skeleton rows={5} />}>
        {devices =>
          devices.length === 0 ? (
            <EmptyState icon={RadioTower} title={t.terminals.emptyTitle} text={t.terminals.emptyText} />
          ) : (
            <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(20rem,100%),1fr))] gap-4">
              {devices.map((device, n) => (
                <li key={device.id}>
                  <Card device={device} first={n === 0} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </div>
  )
}

/** Coming by a key, one stands on the first card; a mouse or a field keeps what it has. */
function focusWhenLost(card: HTMLElement | null): void {
  if (document.activeElement === document.body || document.activeElement?.id === 'main') card?.focus()
}

function moveBetweenCards(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  const cards = [...document.querySelectorAll<HTMLElement>('[data-terminal-card]')]
  const at = cards.findIndex(card => card.contains(document.activeElement))
  const next = cards[Math.max(0, Math.min(cards.length - 1, at + step))]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}

function Card({ device, first }: { device: DeviceStatus; first: boolean }) {
  const today = useToday()
  const zone = useZone()
  const mayRead = useMay('devices:write')
  const { busy, readNow } = useReadNow(device)
  const tone = lineTone(device)
  const moment = (at: number | null) => (at === null ? t.terminals.never : momentText(at, today, zone))
  return (
    <article
      data-terminal-card
      ref={first ? focusWhenLost : undefined}
      tabIndex={first ? 0 : -1}
      aria-label={device.name}
      onKeyDown={event => {
        if (event.key.toLowerCase() !== 'r' || event.ctrlKey || event.altKey || !mayRead) return
        event.preventDefault()
        readNow()
      }}
      className="flex h-full flex-col rounded-md border border-line bg-surface"
    >
      <header className="flex items-center gap-2 border-b border-line px-4 py-2.5">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-semibold">{device.name}</h2>
          <p className="truncate text-xs text-ink-3">
            {[device.location, device.groupName].filter(part => part !== '').join(' · ')}
          </p>
        </div>
        <Badge tone={tone} icon={lineIcons[device.line.kind]} label={lineWord(device, today, zone)} />
      </header>
      <div className="flex flex-1 flex-col gap-3 px-4 py-3">
        <p className={clsx(device.line.kind === 'offline' && toneText.absent)}>{lineSentence(device, today, zone)}</p>
        {device.line.kind === 'reading' && (
          <Meter
            label={t.terminals.reading}
            value={device.line.done}
            max={device.line.total}
            text={t.terminals.of(countText(device.line.done), countText(device.line.total))}
          />
        )}
        {device.enrolledCount !== null && device.capacity !== null && (
          <Meter
            label={t.terminals.users}
            value={device.enrolledCount}
            max={device.capacity}
            text={t.terminals.of(countText(device.enrolledCount), countText(device.capacity))}
          />
        )}
        {device.logsOnDevice !== null && device.logCapacity !== null && (
          <Meter
            label={t.terminals.logs}
            value={device.logsOnDevice}
            max={device.logCapacity}
            text={t.terminals.of(countText(device.logsOnDevice), countText(device.logCapacity))}
          />
        )}
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
      {mayRead && (
        <footer className="border-t border-line px-4 py-2.5">
          <Button
            icon={RefreshCw}
            label={device.line.kind === 'reading' ? t.terminals.reading : t.terminals.readNow}
            keys="R"
            busy={busy || device.line.kind === 'reading'}
            disabled={device.line.kind !== 'online'}
            onClick={readNow}
          />
        </footer>
      )}
    </article>
  )
}

function useReadNow({ id, name }: DeviceStatus) {
  const [busy, setBusy] = useState(false)
  function readNow(): void {
    if (busy) return
    setBusy(true)
    call('devices.readNow', { deviceId: id })
      .then(
        () =>
          useToasts
            .getState()
            .show({ tone: 'plain', title: t.terminals.readStarted(name), text: t.terminals.readStartedText }),
        showError,
      )
      .finally(() => setBusy(false))
  }
  return { busy, readNow }
}

/** Whether every punch in the terminal's memory is in the database. */
function Accounted({ device: { logsOnDevice, punchesRecorded } }: { device: DeviceStatus }) {
  if (logsOnDevice === null) return null
  const missing = Math.max(0, logsOnDevice - punchesRecorded)
  return (
    <p className="flex flex-wrap justify-between gap-x-2 text-ink-2">
      {t.terminals.accounted(countText(logsOnDevice), countText(punchesRecorded))}
      {missing === 0 ? (
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
