import { PlugZap, RefreshCw } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { DeviceId } from '../../../core/contract/common.ts'
import type { SyncPlan, SyncRun } from '../../../core/contract/sync.ts'
import { call, on } from '../../api.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError } from '../../stores/toasts.ts'
import { errorSentence } from '../../strings/errors.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Meter } from '../../ui/Meter.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'

/** The plan for each terminal, its progress while it is carried out, and the way to begin. */
export function SyncPlans() {
  const answer = useCall('sync.plan', {}, { refreshOn: ['devices.changed'], minGapMs: 5000 })
  const { refetch } = answer
  const runs = useRuns(refetch)
  const keys = useMemo(() => [{ keys: 'R', label: t.sync.runAll, run: () => run() }], [])
  useShortcuts(t.nav.terminals, keys)
  return (
    <section
      aria-label={t.sync.plan}
      hidden={answer.data?.length === 0}
      className="max-h-[40%] shrink-0 overflow-y-auto border-b border-line bg-surface"
    >
      <Answer state={answer} waiting={<Skeleton rows={3} />}>
        {plans => (
          <table className="w-full">
            <thead>
              <tr className="border-b border-line bg-ground text-left text-xs text-ink-2">
                <th scope="col" className="px-4 py-1.5 font-medium">
                  {t.sync.columns.terminal}
                </th>
                <th scope="col" className="px-3 py-1.5 font-medium">
                  {t.sync.columns.change}
                </th>
                <th scope="col" className="px-3 py-1.5 font-medium">
                  {t.sync.columns.last}
                </th>
                <td className="px-4 py-1 text-right">
                  <Button icon={RefreshCw} label={t.sync.runAll} keys="R" small onClick={() => run()} />
                </td>
              </tr>
            </thead>
            <tbody>
              {plans.map(plan => (
                <PlanRow key={plan.deviceId} plan={plan} last={runs.get(plan.deviceId) ?? plan.lastRun} />
              ))}
            </tbody>
          </table>
        )}
      </Answer>
    </section>
  )
}

function run(deviceId?: DeviceId): void {
  call('sync.run', deviceId === undefined ? {} : { deviceId }).catch(showError)
}

/** How each run goes, as it is announced; when one ends the plans are another. */
function useRuns(onEnd: () => void): ReadonlyMap<DeviceId, SyncRun> {
  const [runs, setRuns] = useState<ReadonlyMap<DeviceId, SyncRun>>(new Map())
  useEffect(
    () =>
      on('sync.changed', heard => {
        setRuns(before => new Map([...before, ...heard.map(one => [one.deviceId, one] as const)]))
        if (heard.some(({ running }) => !running)) onEnd()
      }),
    [onEnd],
  )
  return runs
}

function PlanRow({ plan, last }: { plan: SyncPlan; last: SyncRun | null }) {
  const changes = t.sync.planRows(plan).join(', ')
  return (
    <tr className="border-b border-line last:border-0">
      <th scope="row" className="px-4 text-left font-medium whitespace-nowrap">
        {plan.deviceName}
      </th>
      <td className="px-3 py-1">
        {plan.online ? (
          changes || t.sync.nothing
        ) : (
          <span className="mr-1 inline-flex items-center gap-2">
            <Badge bare tone="late" icon={PlugZap} label={t.sync.away} />
            {t.sync.whenBack(changes)}
          </span>
        )}
        {plan.unknownUsers > 0 && (
          <Link href="/terminals/adopt" className="ml-2 rounded-sm text-ink-3 underline">
            {t.sync.unknown(plan.unknownUsers)}
          </Link>
        )}
      </td>
      <td className="w-[32%] px-3 py-1">
        <LastRun last={last} device={plan.deviceName} />
      </td>
      <td className="px-4 py-1 text-right">
        <Button
          label={t.sync.run}
          aria-label={`${t.sync.run}: ${plan.deviceName}`}
          small
          busy={last?.running === true}
          disabled={!plan.online}
          onClick={() => run(plan.deviceId)}
        />
      </td>
    </tr>
  )
}

function LastRun({ last, device }: { last: SyncRun | null; device: string }) {
  const today = useToday()
  const zone = useZone()
  if (last === null) return <span className="text-ink-3">{t.sync.neverRun}</span>
  const { at, done, failed, total, running, error } = last
  if (running)
    return (
      <Meter
        plain
        label={t.sync.runningLabel}
        value={done + failed}
        max={total}
        text={t.sync.running(done + failed, total)}
      />
    )
  return (
    <>
      <span className="text-ink-2">{t.sync.lastRun(momentText(at, today, zone), done, failed)}</span>
      {error !== null && (
        <span className="block text-absent">{errorSentence({ code: error, details: { device } }).title}</span>
      )}
    </>
  )
}
