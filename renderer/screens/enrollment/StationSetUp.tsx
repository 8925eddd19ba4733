import clsx from 'clsx'
import { Fingerprint, Play, Users } from 'lucide-react'
import { useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { Input } from '../../../core/contract/api.ts'
import type { DeviceStatus } from '../../../core/contract/devices.ts'
import type { MissingInStream } from '../../../core/contract/enrollment.ts'
import type { AppError } from '../../../core/contract/errors.ts'
import { asAppError, call } from '../../api.ts'
import { lineTone, lineWord } from '../../line.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { lineIcons } from '../../ui/line-icons.ts'
import { useCall } from '../../use-call.ts'
import { useTerminals } from '../../use-terminals.ts'
import { fingerOfKey, Hands } from './Hands.tsx'
import { useStationChoice } from './station-choice.ts'

/** Class, terminal and finger of a list to walk through; beside it who has no finger yet. Enter starts. */
export function StationSetUp({ onStarted }: { onStarted: () => void }) {
  const missing = useCall('enrollment.missing', {})
  const status = useTerminals()
  return (
    <div className="flex h-full min-h-96 flex-col">
      <header className="px-4 pt-2.5 pb-2">
        <h1 className="text-lg font-semibold">{t.enrollment.title}</h1>
        <p className="text-ink-2">{t.enrollment.setUp.text}</p>
      </header>
      <div className="min-h-0 flex-1">
        <Answer state={missing}>
          {streams => (
            <Answer state={status}>
              {({ devices }) =>
                streams.length === 0 ? (
                  <EmptyState
                    icon={Users}
                    title={t.enrollment.setUp.noClassesTitle}
                    text={t.enrollment.setUp.noClassesText}
                  />
                ) : (
                  <Choices streams={streams} devices={devices} onStarted={onStarted} />
                )
              }
            </Answer>
          )}
        </Answer>
      </div>
    </div>
  )
}

type ChoicesProps = {
  streams: readonly MissingInStream[]
  devices: readonly DeviceStatus[]
  onStarted: () => void
}

function Choices({ streams, devices, onStarted }: ChoicesProps) {
  const choice = useStationChoice()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const [first] = useState(() => streams.find(({ missing }) => missing.length > 0) ?? streams[0])
  const stream = streams.find(({ streamId }) => streamId === choice.streamId) ?? first
  const device =
    devices.find(({ id }) => id === choice.deviceId) ?? devices.find(({ line }) => line.kind === 'online') ?? devices[0]
  const total = streams.reduce((sum, { missing }) => sum + missing.length, 0)
  const { setUp } = t.enrollment

  async function start(): Promise<void> {
    if (stream === undefined || device === undefined || busy) return
    setBusy(true)
    setError(null)
    try {
      const { finger, onlyMissing } = choice
      const request: Input<'enrollment.stationStart'> = {
        streamId: stream.streamId,
        deviceId: device.id,
        finger,
        onlyMissing,
      }
      await call('enrollment.stationStart', request)
      useStationChoice.setState({ streamId: stream.streamId, deviceId: device.id })
      onStarted()
    } catch (reason) {
      setError(asAppError(reason))
      setBusy(false)
    }
  }

  return (
    <form
      ref={form}
      onSubmit={event => {
        event.preventDefault()
        void start()
      }}
      onKeyDown={event => {
        const finger = fingerOfKey(event)
        if (finger !== undefined) useStationChoice.setState({ finger })
        // Enter starts from wherever one stands in the form.
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
        event.preventDefault()
        form.current?.requestSubmit()
      }}
      className="grid h-full grid-cols-[19rem_minmax(0,1fr)_16rem] gap-4 overflow-y-auto px-4 pb-4 max-lg:h-auto max-lg:grid-cols-1"
    >
      <Box title={setUp.class} aside={total === 0 ? undefined : setUp.total(total)}>
        {streams.map(one => (
          <Choice
            key={one.streamId}
            group="stream"
            checked={one === stream}
            first={one === stream}
            name={one.className}
            note={setUp.missing(one.missing.length, one.students)}
            done={one.missing.length === 0}
            onChoose={() => useStationChoice.setState({ streamId: one.streamId })}
          />
        ))}
      </Box>
      <div className="flex min-w-0 flex-col gap-4">
        {error !== null && <ErrorNote error={error} />}
        <Box title={setUp.terminal} className="shrink-0">
          {devices.length === 0 && <p className="px-3 py-2 text-ink-2">{setUp.noTerminals}</p>}
          {devices.map(one => (
            <Choice
              key={one.id}
              group="device"
              checked={one === device}
              name={one.name}
              note={<Line device={one} />}
              onChoose={() => useStationChoice.setState({ deviceId: one.id })}
            />
          ))}
        </Box>
        <Box title={setUp.finger} className="shrink-0">
          <Hands
            chosen={choice.finger}
            held={[]}
            onChoose={finger => useStationChoice.setState({ finger })}
            className="mx-auto w-full max-w-100 p-3"
          />
        </Box>
        <label className="flex gap-2">
          <input
            type="checkbox"
            checked={choice.onlyMissing}
            onChange={event => useStationChoice.setState({ onlyMissing: event.target.checked })}
            className="mt-0.5 size-4 accent-accent"
          />
          <span>
            {setUp.onlyMissing}
            <span className="block text-xs text-ink-3">{setUp.onlyMissingText}</span>
          </span>
        </label>
        <Button
          type="submit"
          look="main"
          icon={Play}
          label={busy ? setUp.starting : setUp.start}
          keys="Enter"
          busy={busy}
          disabled={device === undefined}
          className="h-10 self-start px-6"
        />
      </div>
      {stream !== undefined && <Missing stream={stream} />}
    </form>
  )
}

function Missing({ stream: { className, missing } }: { stream: MissingInStream }) {
  return (
    <Box title={t.enrollment.setUp.missingTitle(className)} scroll>
      {missing.length === 0 ? (
        <p className="px-3 py-2 text-ink-2">{t.enrollment.setUp.missingNone}</p>
      ) : (
        <ol>
          {missing.map(({ studentId, fullName, admissionNumber }) => (
            <li key={studentId} className="flex justify-between gap-2 border-b border-line px-3 py-1 last:border-0">
              <span className="min-w-0 truncate">{fullName}</span>
              <span className="shrink-0 text-ink-3">{admissionNumber}</span>
            </li>
          ))}
        </ol>
      )}
    </Box>
  )
}

function Line({ device }: { device: DeviceStatus }) {
  const today = useToday()
  const zone = useZone()
  return <Badge bare tone={lineTone(device)} icon={lineIcons[device.line.kind]} label={lineWord(device, today, zone)} />
}

type BoxProps = {
  title: string
  aside?: string | undefined
  scroll?: boolean
  className?: string
  children: ReactNode
}

function Box({ title, aside, scroll = false, className, children }: BoxProps) {
  return (
    <fieldset
      {...(scroll && { tabIndex: 0 })}
      className={clsx(
        'min-h-0 min-w-0 overflow-y-auto rounded-md border border-line bg-surface max-lg:max-h-72',
        className,
      )}
    >
      <legend className="sr-only">{title}</legend>
      <p
        aria-hidden
        className="sticky top-0 flex justify-between gap-2 border-b border-line bg-surface px-3 py-1.5 font-semibold"
      >
        {title}
        {aside !== undefined && <span className="text-xs font-normal text-ink-3">{aside}</span>}
      </p>
      {children}
    </fieldset>
  )
}

type ChoiceProps = {
  group: string
  checked: boolean
  name: string
  note: ReactNode
  done?: boolean
  first?: boolean
  onChoose: () => void
}

function Choice({ group, checked, name, note, done = false, first = false, onChoose }: ChoiceProps) {
  return (
    <label
      className={clsx(
        'flex min-h-8 items-center gap-2 border-b border-line px-3 last:border-0 focus-within:outline-2 focus-within:-outline-offset-2 focus-within:outline-accent',
        checked ? 'bg-accent-soft' : 'hover:bg-sunken',
      )}
    >
      <input
        type="radio"
        name={group}
        checked={checked}
        autoFocus={first}
        onChange={onChoose}
        className="accent-accent focus-visible:outline-none"
      />
      <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
      <span className="flex items-center gap-1 text-xs whitespace-nowrap text-ink-2">
        {done && <Fingerprint aria-hidden size={13} className="text-present" />}
        {note}
      </span>
    </label>
  )
}
