import clsx from 'clsx'
import { CircleStop, Lock, Plus, Radar, RotateCw } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { DeviceSearch, FoundDevice } from '../../../core/contract/devices.ts'
import { call, on } from '../../api.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { focusWhenLost } from '../../ui/focus-when-lost.ts'
import { Meter } from '../../ui/Meter.tsx'
import { useCall } from '../../use-call.ts'
import { TerminalForm } from './TerminalForm.tsx'

/** Looks for terminals on the networks of this computer, when a person wants it. */
export function Search() {
  const answer = useCall('devices.search', {}, { refreshOn: ['devices.changed'], minGapMs: 2000 })
  const [heard, setHeard] = useState<DeviceSearch | null>(null)
  const [adding, setAdding] = useState<FoundDevice | null>(null)
  useEffect(() => on('devices.searched', states => setHeard(states.at(-1) ?? null)), [])
  const running = (heard ?? answer.data)?.running ?? false
  const keys = useMemo(
    () => [{ keys: 'S', label: running ? t.search.stop : t.search.start, run: running ? stop : start }],
    [running],
  )
  useShortcuts(t.nav.terminals, keys)
  return (
    <div className="h-full overflow-y-auto p-4">
      <Answer state={answer}>
        {asked => {
          const search = heard ?? asked
          return (
            <div className="flex max-w-220 flex-col gap-4">
              <Head search={search} />
              <Found search={search} onAdd={setAdding} />
            </div>
          )
        }}
      </Answer>
      {adding !== null && (
        <TerminalForm
          found={{ host: adding.host, port: adding.port, name: '' }}
          onClose={() => setAdding(null)}
          onDone={answer.refetch}
        />
      )}
    </div>
  )
}

function start(): void {
  call('devices.searchStart', {}).catch(showError)
}

function stop(): void {
  call('devices.searchStop', {}).catch(showError)
}

function Head({ search: { running, asked, toAsk, subnets, startedAt } }: { search: DeviceSearch }) {
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line bg-surface p-4">
      <div className="flex items-center gap-4">
        <p className="flex-1 text-ink-2">{t.search.text}</p>
        {running ? (
          <Button ref={focusWhenLost} icon={CircleStop} label={t.search.stop} keys="S" onClick={stop} />
        ) : (
          <Button
            ref={focusWhenLost}
            look="main"
            icon={startedAt === null ? Radar : RotateCw}
            label={startedAt === null ? t.search.start : t.search.again}
            keys="S"
            onClick={start}
          />
        )}
      </div>
      {startedAt !== null && (
        <>
          {toAsk > 0 && (
            <Meter
              plain
              label={t.search.progressLabel}
              value={asked}
              max={toAsk}
              text={t.search.progress(asked, toAsk)}
            />
          )}
          <p role="status" className={clsx(subnets.length > 0 && 'text-xs text-ink-3')}>
            {subnets.length === 0 ? t.search.noSubnets : t.search.subnets(subnets.join(', '))}
          </p>
        </>
      )}
    </div>
  )
}

function Found({ search, onAdd }: { search: DeviceSearch; onAdd: (found: FoundDevice) => void }) {
  const { found, running, startedAt } = search
  if (startedAt === null) return <EmptyState icon={Radar} title={t.search.idleTitle} text={t.search.idleText} />
  if (found.length === 0)
    return running ? (
      <p className="text-ink-2">{t.search.foundNone}</p>
    ) : (
      <EmptyState icon={Radar} title={t.search.doneNoneTitle} text={t.search.doneNoneText} />
    )
  const { columns } = t.search
  return (
    <div className="overflow-x-auto rounded-md border border-line bg-surface">
      <table className="w-full">
        <caption className="sr-only">{t.search.found}</caption>
        <thead>
          <tr className="border-b border-line bg-ground text-left text-xs text-ink-2">
            {[columns.address, columns.device, columns.serial, columns.known].map(title => (
              <th key={title} scope="col" className="px-3 py-1.5 font-medium">
                {title}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {found.map(one => (
            <FoundRow key={`${one.host}:${one.port}`} found={one} onAdd={() => onAdd(one)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function FoundRow({ found, onAdd }: { found: FoundDevice; onAdd: () => void }) {
  const address = `${found.host}:${found.port}`
  return (
    <tr className="h-9 border-b border-line last:border-0">
      <td className="px-3 font-medium">{address}</td>
      <td className="px-3">
        {found.locked ? (
          <Badge bare tone="late" icon={Lock} label={t.search.locked} />
        ) : (
          (found.name ?? t.common.unknown)
        )}
      </td>
      <td className="px-3">{found.serial ?? ''}</td>
      <td className="px-3">
        {found.knownAs === null ? (
          <span className="text-ink-3">{t.search.notKnown}</span>
        ) : (
          <Link href="/terminals" className="rounded-sm text-accent underline">
            {found.knownAs}
          </Link>
        )}
      </td>
      <td className="px-3 text-right">
        {found.knownAs === null && (
          <Button icon={Plus} label={t.search.add} aria-label={t.search.addTo(address)} small onClick={onAdd} />
        )}
      </td>
    </tr>
  )
}
