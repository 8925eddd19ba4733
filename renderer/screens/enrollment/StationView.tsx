import { CircleCheck, Fingerprint } from 'lucide-react'
import type { Station } from '../../../core/contract/enrollment.ts'
import { t } from '../../strings/t.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { Meter } from '../../ui/Meter.tsx'
import { ChildCard } from './ChildCard.tsx'
import { ChildList } from './ChildList.tsx'
import { Hands } from './Hands.tsx'
import { KeyBar } from './KeyBar.tsx'
import { Live } from './Live.tsx'
import { SkipChoice } from './SkipChoice.tsx'
import { useStation } from './use-station.ts'

/** A class walked through child by child. */
export function StationView({ station, onChanged }: { station: Station; onChanged: () => void }) {
  const desk = useStation(station, onChanged)
  const { flow, child } = desk
  const done = station.children.filter(({ state }) => state === 'done').length
  return (
    <div className="flex h-full min-h-120 max-lg:h-auto max-lg:flex-col">
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-2.5">
          <h1 className="text-lg font-semibold">
            {t.enrollment.title}: {station.className}
          </h1>
          <span className="text-ink-2">{station.deviceName}</span>
          {desk.resumed && (
            <span role="status" className="text-accent">
              {t.enrollment.station.resumed}
            </span>
          )}
          <div className="ml-auto w-64">
            <Meter
              plain
              label={t.enrollment.station.progressLabel}
              value={done}
              max={station.children.length}
              text={t.enrollment.station.progress(done, station.children.length)}
            />
          </div>
        </header>
        <div className="flex min-h-0 flex-1 flex-col items-center justify-evenly gap-3 overflow-y-auto px-4 py-3">
          {child === null ? (
            <Over station={station} done={done} />
          ) : (
            <>
              <ChildCard child={child} success={flow.phase === 'success'} />
              {flow.error === null ? (
                <Live
                  steps={flow.steps}
                  idle={desk.skipping === null ? desk.idleText : t.enrollment.station.notStarted}
                  device={station.deviceName}
                />
              ) : (
                <ErrorNote error={flow.error} />
              )}
              {desk.skipping === null ? (
                <Hands
                  chosen={desk.finger}
                  held={child.fingers}
                  onChoose={desk.chooseFinger}
                  disabled={desk.busy}
                  className="w-full max-w-88"
                />
              ) : (
                <SkipChoice chosen={desk.skipping} onChoose={desk.skipAs} onTake={desk.takeSkip} />
              )}
            </>
          )}
        </div>
        <KeyBar desk={desk} />
      </div>
      <ChildList station={station} shown={child} onPick={desk.pick} />
    </div>
  )
}

/** Nobody's turn is left. */
function Over({ station, done }: { station: Station; done: number }) {
  const { children, className } = station
  const missing = children.filter(({ state }) => state !== 'done')
  if (children.length === 0)
    return <EmptyState icon={Fingerprint} title={t.enrollment.station.nobody} text={t.enrollment.station.nobodyText} />
  return (
    <div className="flex flex-col items-center gap-4">
      <EmptyState
        role="status"
        icon={CircleCheck}
        title={t.enrollment.station.everyone}
        text={t.enrollment.station.everyoneText(done, children.length)}
      />
      {missing.length > 0 && (
        <section
          aria-label={t.enrollment.station.notEnrolled}
          className="w-88 rounded-md border border-line bg-surface"
        >
          <h2 className="border-b border-line px-3 py-1.5 font-semibold">
            {t.enrollment.station.notEnrolled}: {className}
          </h2>
          <ol className="max-h-64 overflow-y-auto">
            {missing.map(({ studentId, fullName, state }) => (
              <li key={studentId} className="flex justify-between gap-2 border-b border-line px-3 py-1 last:border-0">
                <span>{fullName}</span>
                <span className="text-ink-2">{t.enrollment.childStates[state]}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  )
}
