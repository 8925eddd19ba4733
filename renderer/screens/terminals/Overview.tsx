import { Plus, RadioTower, Search } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useLocation } from 'wouter'
import type { DeviceStatus, DoctorReport } from '../../../core/contract/devices.ts'
import { call } from '../../api.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TypedWordDialog } from '../../ui/TypedWordDialog.tsx'
import { useCall } from '../../use-call.ts'
import { DeviceLog } from './DeviceLog.tsx'
import { readNow } from './read-now.ts'
import { TerminalCard } from './TerminalCard.tsx'
import type { CardAction } from './TerminalCard.tsx'
import { TerminalForm } from './TerminalForm.tsx'

type Open = { what: Exclude<CardAction, 'read'>; device: DeviceStatus }

type Props = {
  reports: readonly DoctorReport[] | undefined
  /** Whether a terminal is being added. */
  adding: boolean
  onAdding: (adding: boolean) => void
}

/** Every terminal: is it heard, is everything in it recorded, and what to do when not. */
export function Overview({ reports, adding, onAdding }: Props) {
  const [, go] = useLocation()
  const mayChange = useMay('devices:write')
  const [open, setOpen] = useState<Open | null>(null)
  const answer = useCall('devices.list', {}, { refreshOn: ['devices.changed', 'attendance.recorded'], minGapMs: 500 })
  const { data, refetch } = answer
  const devices = useRef<readonly DeviceStatus[]>([])
  devices.current = data ?? []

  function act(action: CardAction, device: DeviceStatus): void {
    if (action === 'read') readNow(device)
    else setOpen({ what: action, device })
  }
  const [actOn] = useState(() => (action: CardAction) => {
    const device = devices.current.find(({ id }) => id === focusedCard()) ?? devices.current[0]
    if (device !== undefined) act(action, device)
  })
  const keys = useMemo(
    () =>
      mayChange
        ? [
            { keys: 'A', label: t.terminals.add, run: () => onAdding(true) },
            { keys: 'R', label: t.terminals.readNow, run: () => actOn('read') },
            { keys: 'E', label: t.terminals.edit, run: () => actOn('edit') },
            { keys: 'L', label: t.terminals.log, run: () => actOn('log') },
            { keys: 'Delete', label: t.terminals.retire, run: () => actOn('retire') },
          ]
        : [],
    [mayChange, actOn, onAdding],
  )
  useShortcuts(t.nav.terminals, keys)
  const close = () => setOpen(null)

  return (
    <div className="h-full overflow-y-auto p-4" onKeyDown={moveBetweenCards}>
      <Answer state={answer} waiting={<Skeleton rows={5} />}>
        {list =>
          list.length === 0 ? (
            <EmptyState
              icon={RadioTower}
              title={t.terminals.emptyTitle}
              text={mayChange ? t.terminals.emptyText : t.terminals.emptyTextViewer}
            >
              {mayChange && (
                <>
                  <Button icon={Plus} look="main" label={t.terminals.add} keys="A" onClick={() => onAdding(true)} />
                  <Button icon={Search} label={t.doctor.remedies.search} onClick={() => go('/terminals/search')} />
                </>
              )}
            </EmptyState>
          ) : (
            <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(20rem,100%),1fr))] gap-4">
              {list.map((device, n) => (
                <li key={device.id}>
                  <TerminalCard
                    device={device}
                    first={n === 0}
                    report={reports?.find(({ deviceId }) => deviceId === device.id)}
                    onAct={act}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {adding && <TerminalForm onClose={() => onAdding(false)} onDone={refetch} />}
      {open?.what === 'edit' && <TerminalForm device={open.device} onClose={close} onDone={refetch} />}
      {open?.what === 'log' && <DeviceLog device={open.device} onClose={close} />}
      {open?.what === 'retire' && <RetireDialog device={open.device} onClose={close} onDone={refetch} />}
    </div>
  )
}

function RetireDialog({
  device: { id, name },
  onClose,
  onDone,
}: {
  device: DeviceStatus
  onClose: () => void
  onDone: () => void
}) {
  const { title, text, done, doneText } = t.terminals.retireDialog
  return (
    <TypedWordDialog
      title={title(name)}
      text={text}
      word="RETIRE"
      action={t.terminals.retire}
      onClose={onClose}
      onConfirm={async () => {
        await call('devices.retire', { deviceId: id, word: 'RETIRE' })
        useToasts.getState().show({ tone: 'good', title: done(name), text: doneText })
        onDone()
      }}
    />
  )
}

function focusedCard(): string | undefined {
  return document.activeElement?.closest<HTMLElement>('[data-terminal-card]')?.dataset['terminalCard']
}

function moveBetweenCards(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (step === undefined || event.altKey || event.ctrlKey) return
  const cards = [...document.querySelectorAll<HTMLElement>('[data-terminal-card]')]
  const at = cards.findIndex(card => card.contains(document.activeElement))
  const next = cards[Math.max(0, Math.min(cards.length - 1, at + step))]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
