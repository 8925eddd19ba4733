import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { NotInStudent } from '../../core/contract/attendance.ts'
import { useShortcuts } from '../stores/shortcuts.ts'
import { useSimulation } from '../stores/simulation.ts'
import { t } from '../strings/t.ts'
import { Answer } from '../ui/Answer.tsx'
import type { ListHandle } from '../ui/ListBox.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useCall } from '../use-call.ts'
import { SetupChecklist } from './setup/SetupChecklist.tsx'
import { Counts } from './today/Counts.tsx'
import { DayBar } from './today/DayBar.tsx'
import type { Shown } from './today/DayBar.tsx'
import { DayStoryPanel } from './today/DayStoryPanel.tsx'
import { Feed } from './today/Feed.tsx'
import { HeldBanner } from './today/HeldBanner.tsx'
import { NotIn } from './today/NotIn.tsx'
import { SimulationBar } from './today/SimulationBar.tsx'
import { Story } from './today/Story.tsx'
import { Unknown } from './today/Unknown.tsx'

// The chart library is the largest part of the window: everything else is on screen before it.
const Arrivals = lazy(async () => ({ default: (await import('./today/Arrivals.tsx')).Arrivals }))

/** Who is in, late or missing, as it happens, and what the office does about it. */
export function Today() {
  const [shown, setShown] = useState<Shown>({ day: null, session: null })
  const request = useMemo(
    () => ({
      ...(shown.day !== null && { day: shown.day }),
      ...(shown.session !== null && { session: shown.session }),
    }),
    [shown],
  )
  const summary = useSummary(request)
  const simulated = useSimulation(({ state }) => state !== null)
  const [story, setStory] = useState<NotInStudent | null>(null)
  const feed = useRef<ListHandle>(null)
  const notIn = useRef<ListHandle>(null)
  const unknown = useRef<ListHandle>(null)
  const keys = useMemo(
    () => [
      { keys: 'F', label: t.shortcuts.newestFirst, run: () => feed.current?.focus() },
      { keys: 'N', label: t.shortcuts.goNotIn, run: () => notIn.current?.focus() },
      { keys: 'K', label: t.morning.keys.unknown, run: () => unknown.current?.focus() },
    ],
    [],
  )
  useShortcuts(t.nav.today, keys)
  return (
    <div className="relative flex h-full">
      <div className="flex min-w-0 flex-1 flex-col gap-3 overflow-y-auto p-3 xl:overflow-hidden">
        <DayBar shown={shown} onShow={setShown} summary={summary.data} onChanged={summary.refetch} />
        <HeldBanner />
        {simulated ? <SimulationBar /> : <SetupChecklist />}
        <div className="shrink-0">
          <Answer state={summary} waiting={<div className="h-21" />}>
            {data => <Counts summary={data} />}
          </Answer>
        </div>
        <div className="grid min-h-0 flex-1 gap-3 max-xl:flex-none xl:grid-rows-[minmax(0,1fr)_auto] xl:grid-cols-[minmax(32rem,1.9fr)_minmax(16rem,1fr)_minmax(14rem,0.8fr)]">
          <NotIn request={request} summary={summary.data} onStory={setStory} ref={notIn} />
          <Feed day={summary.data?.day} ref={feed} />
          <div className="flex min-h-0 flex-col gap-3 xl:row-span-2">
            <Panel title={t.today.arrivals} className="h-40 min-h-28 max-xl:shrink-0">
              <Suspense fallback={null}>
                <Arrivals request={request} />
              </Suspense>
            </Panel>
            <Unknown ref={unknown} />
            {simulated && <Story />}
          </div>
        </div>
      </div>
      {story !== null && summary.data !== undefined && (
        <div className="absolute inset-y-0 right-0 z-10 flex shadow-float">
          <DayStoryPanel
            key={story.studentId}
            student={story}
            day={summary.data.day}
            session={summary.data.session}
            onClose={() => {
              setStory(null)
              notIn.current?.focus()
            }}
          />
        </div>
      )}
    </div>
  )
}

function useSummary(request: Parameters<typeof useCall<'attendance.summary'>>[1]) {
  const summary = useCall('attendance.summary', request, {
    refreshOn: [
      'attendance.changed',
      'attendance.unmatched',
      'simulation.changed',
      'devices.changed',
      'calendar.changed',
    ],
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
