import { ClockAlert, Fingerprint } from 'lucide-react'
import { useImperativeHandle, useRef, useState } from 'react'
import type { Ref } from 'react'
import type { UnknownInbox, UnknownPin, UnknownTime } from '../../../core/contract/morning.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { ListBox } from '../../ui/ListBox.tsx'
import type { ListHandle } from '../../ui/ListBox.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useCall } from '../../use-call.ts'
import { UnknownPinDialog } from './UnknownPinDialog.tsx'
import { UnknownTimeDialog } from './UnknownTimeDialog.tsx'

type Line = { kind: 'pin'; row: UnknownPin } | { kind: 'time'; row: UnknownTime }

/** Punches that belong to no student: kept, shown, and never guessed. */
export function Unknown({ ref }: { ref: Ref<ListHandle> }) {
  const answer = useCall('attendance.inbox', {}, { refreshOn: ['attendance.unmatched', 'people.changed'] })
  const [open, setOpen] = useState<Line | null>(null)
  const list = useRef<ListHandle>(null)
  useImperativeHandle(ref, () => ({
    focus: () => list.current?.focus(),
    scrollTop: () => list.current?.scrollTop() ?? 0,
    scrollBy: pixels => list.current?.scrollBy(pixels),
  }))
  const lines = answer.data === undefined ? [] : linesOf(answer.data)

  const close = () => setOpen(null)

  return (
    <Panel
      title={t.morning.unknown.title}
      aside={lines.length > 0 ? lines.length : undefined}
      className="min-h-24 flex-1 max-xl:h-80 max-xl:flex-none"
    >
      <Answer state={answer} waiting={null}>
        {() =>
          lines.length === 0 ? (
            <p className="px-3 py-2 text-ink-3">{t.morning.unknown.empty}</p>
          ) : (
            <ListBox
              ref={list}
              label={t.morning.unknown.title}
              count={lines.length}
              rowHeight={44}
              keyOf={index => keyOf(lines[index])}
              onOpen={index => setOpen(lines[index] ?? null)}
            >
              {index => {
                const line = lines[index]
                if (line === undefined) return null
                return line.kind === 'pin' ? <PinLine row={line.row} /> : <TimeLine row={line.row} />
              }}
            </ListBox>
          )
        }
      </Answer>
      {open?.kind === 'pin' && <UnknownPinDialog row={open.row} onDone={answer.refetch} onClose={close} />}
      {open?.kind === 'time' && <UnknownTimeDialog row={open.row} onDone={answer.refetch} onClose={close} />}
    </Panel>
  )
}

function linesOf({ pins, times }: UnknownInbox): Line[] {
  return [...pins.map((row): Line => ({ kind: 'pin', row })), ...times.map((row): Line => ({ kind: 'time', row }))]
}

function keyOf(line: Line | undefined): string {
  if (line === undefined) return ''
  return line.kind === 'pin' ? `${line.row.deviceId}-${line.row.pin}` : line.row.punchId
}

function PinLine({ row }: { row: UnknownPin }) {
  const zone = useZone()
  const today = useToday()
  const name = row.suggestion === null ? row.nameOnDevice : t.morning.unknown.mayBe(row.suggestion.fullName)
  return (
    <div className="flex h-full items-center gap-2 px-3">
      <Fingerprint aria-hidden size={16} className="shrink-0 text-unknown" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          {[t.morning.unknown.pin(row.pin), name].filter(part => part !== null).join(' · ')}
        </p>
        <p className="truncate text-xs text-ink-3">
          {row.deviceName} · {t.morning.unknown.punches(row.punches)}
        </p>
      </div>
      {row.lastAt !== null && <time className="text-xs text-ink-2">{momentText(row.lastAt, today, zone)}</time>}
    </div>
  )
}

function TimeLine({ row }: { row: UnknownTime }) {
  return (
    <div className="flex h-full items-center gap-2 px-3">
      <ClockAlert aria-hidden size={16} className="shrink-0 text-unknown" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{t.morning.unknown.time}</p>
        <p className="truncate text-xs text-ink-3">
          {t.morning.unknown.pin(row.pin)} · {row.deviceName}
        </p>
      </div>
    </div>
  )
}
