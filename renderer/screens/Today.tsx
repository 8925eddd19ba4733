import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { DaySummary } from '../../core/contract/attendance.ts'
import type { SessionName } from '../../core/contract/common.ts'
import { dayText } from '../format.ts'
import { useShortcuts } from '../stores/shortcuts.ts'
import { useSimulation } from '../stores/simulation.ts'
import { t } from '../strings/t.ts'
import { Answer } from '../ui/Answer.tsx'
import type { ListHandle } from '../ui/ListBox.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { useCall } from '../use-call.ts'
import { Counts } from './today/Counts.tsx'
import { Feed } from './today/Feed.tsx'
import { NotIn } from './today/NotIn.tsx'
import { SimulationBar } from './today/SimulationBar.tsx'
import { Story } from './today/Story.tsx'
import { Unmatched } from './today/Unmatched.tsx'

// The chart library is the largest part of the window: everything else is on screen before it.
const Arrivals = lazy(async () => ({ default: (await import('./today/Arrivals.tsx')).Arrivals }))

/** Who is in, late or missing, as it happens. */
export function Today() {
  const [chosen, setChosen] = useState<SessionName | null>(null)
  const summary = useSummary(chosen)
  const simulated = useSimulation(({ state }) => state !== null)
  const feed = useRef<ListHandle>(null)
  const notIn = useRef<ListHandle>(null)
  const keys = useMemo(
    () => [
      { keys: 'A', label: t.sessions.AM, run: () => setChosen('AM') },
      { keys: 'P', label: t.sessions.PM, run: () => setChosen('PM') },
      { keys: 'F', label: t.shortcuts.newestFirst, run: () => feed.current?.focus() },
      { keys: 'N', label: t.shortcuts.goNotIn, run: () => notIn.current?.focus() },
    ],
    [],
  )
  useShortcuts(t.nav.today, keys)
  return (
    <div className="relative flex h-full flex-col gap-3 overflow-y-auto p-3 lg:overflow-hidden">
      <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-lg font-semibold">{t.today.title}</h1>
        <Segmented
          label={t.today.session}
          value={chosen ?? summary.data?.session ?? 'AM'}
          choices={[
            { value: 'AM', label: t.sessions.AM },
            { value: 'PM', label: t.sessions.PM },
          ]}
          onChange={setChosen}
        />
        {summary.data !== undefined && <SessionText summary={summary.data} />}
      </div>
      {simulated && <SimulationBar />}
      <div className="shrink-0">
        <Answer state={summary} waiting={<div className="h-21" />}>
          {data => <Counts summary={data} />}
        </Answer>
      </div>
      <div className="grid min-h-0 flex-1 gap-3 max-lg:flex-none lg:grid-cols-[minmax(21rem,1.35fr)_minmax(17rem,1.1fr)_minmax(16rem,1fr)]">
        <Feed day={summary.data?.day} ref={feed} />
        <NotIn session={chosen} summary={summary.data} ref={notIn} />
        <div className="flex min-h-0 flex-col gap-3">
          <Panel title={t.today.arrivals} className="h-44 shrink-0">
            <Suspense fallback={null}>
              <Arrivals session={chosen} />
            </Suspense>
          </Panel>
          <Unmatched day={summary.data?.day} n={summary.data?.unmatchedPunches ?? 0} />
          {simulated && <Story />}
        </div>
      </div>
    </div>
  )
}

function useSummary(session: SessionName | null) {
  const summary = useCall('attendance.summary', session === null ? {} : { session }, {
    refreshOn: ['attendance.changed', 'attendance.unmatched', 'simulation.changed', 'devices.changed'],
    minGapMs: 500,
  })
  const { refetch } = summary
  // A session opens and closes without anything being announced.
  useEffect(() => {
    const timer = setInterval(refetch, 20_000)
    return () => clearInterval(timer)
  }, [refetch])
  return summary
}

function SessionText({ summary }: { summary: DaySummary }) {
  return (
    <p className="text-ink-2">
      <span className="font-medium text-ink">{dayText(summary.day)}</span>
      {' · '}
      {summary.schoolDay ? stateText(summary) : t.today.noSchool}
      {' · '}
      {t.today.inside(summary.insideNow)}
    </p>
  )
}

function stateText({ sessionState, onTimeUntil, closesAt }: DaySummary): string {
  switch (sessionState) {
    case 'before':
      return t.today.before(onTimeUntil)
    case 'open':
      return t.today.open(onTimeUntil, closesAt)
    case 'closed':
      return t.today.closed(closesAt)
  }
}
