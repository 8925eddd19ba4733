import clsx from 'clsx'
import { FlaskConical, Pause, Play, Plug, Unplug } from 'lucide-react'
import { useMemo } from 'react'
import type { SimulationState } from '../../../core/contract/app.ts'
import { call } from '../../api.ts'
import { remember, remembered } from '../../stores/remembered.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { useSimulation } from '../../stores/simulation.ts'
import { showError } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'

const speeds = ['1', '3', '10'] as const
type Speed = (typeof speeds)[number]

function setSpeed(speed: number): void {
  if (speed > 0) remember('demoSpeed', String(speed))
  call('simulation.setSpeed', { speed }).catch(showError)
}

function togglePlay(): void {
  const state = useSimulation.getState().state
  if (state !== null) setSpeed(state.speed > 0 ? 0 : Number(remembered('demoSpeed', speeds) ?? 1))
}

function step(by: 1 | -1): void {
  const now = useSimulation.getState().state?.speed ?? 1
  const at = speeds.findIndex(speed => Number(speed) >= now)
  const next = speeds[Math.max(0, Math.min(speeds.length - 1, at + by))]
  if (next !== undefined) setSpeed(Number(next))
}

function setCable(serial: string, plugged: boolean): void {
  call('simulation.setCable', { serial, plugged }).catch(showError)
}

/** The controls of the demo day; there is nothing like it in a real school. */
export function SimulationBar() {
  const state = useSimulation(simulation => simulation.state)
  const serials = state?.terminals.map(terminal => terminal.serial).join('\n') ?? ''
  const keys = useMemo(
    () => [
      { keys: 'Space', label: `${t.simulation.pause}, ${t.simulation.play}`, run: togglePlay },
      { keys: '-', label: `${t.simulation.speed} -`, run: () => step(-1) },
      { keys: '+', label: `${t.simulation.speed} +`, run: () => step(1) },
      ...serials.split('\n').map((serial, n) => ({
        keys: `Alt+Shift+${n + 1}`,
        label: t.simulation.toggleCable(n + 1),
        run: () => {
          const terminal = useSimulation.getState().state?.terminals.find(one => one.serial === serial)
          if (terminal !== undefined) setCable(serial, !terminal.plugged)
        },
      })),
    ],
    [serials],
  )
  useShortcuts(t.simulation.title, keys)
  if (state === null) return null
  const playing = state.speed > 0
  return (
    <section
      aria-label={t.simulation.title}
      className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-dashed border-line-strong px-3 py-1.5"
    >
      <h2 className="flex items-center gap-1.5 font-semibold">
        <FlaskConical aria-hidden size={16} />
        {t.simulation.title}
      </h2>
      <Button
        icon={playing ? Pause : Play}
        label={playing ? t.simulation.pause : t.simulation.play}
        iconOnly
        keys="Space"
        disabled={state.phase === 'finished'}
        onClick={togglePlay}
      />
      <Segmented
        label={t.simulation.speed}
        value={(playing ? String(state.speed) : '') as Speed}
        choices={speeds.map(speed => ({ value: speed, label: `${speed}×` }))}
        onChange={speed => setSpeed(Number(speed))}
      />
      <Progress state={state} />
      <div className="flex flex-wrap items-center gap-1.5">
        {state.terminals.map((terminal, n) => (
          <Button
            key={terminal.serial}
            icon={terminal.plugged ? Plug : Unplug}
            label={terminal.plugged ? terminal.name : t.simulation.unplugged(terminal.name)}
            hint={t.simulation.cable(terminal.name, terminal.plugged)}
            keys={`Alt+Shift+${n + 1}`}
            aria-pressed={!terminal.plugged}
            aria-label={t.simulation.cableName(terminal.name, terminal.plugged)}
            className={clsx(!terminal.plugged && 'text-absent!')}
            onClick={() => setCable(terminal.serial, !terminal.plugged)}
          />
        ))}
      </div>
    </section>
  )
}

function Progress({ state }: { state: SimulationState }) {
  const percent = Math.round(state.progress * 100)
  return (
    <div className="flex min-w-40 flex-1 items-center gap-2">
      <div
        role="progressbar"
        aria-label={t.simulation.progress}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="h-1.5 flex-1 overflow-hidden rounded-full bg-sunken"
      >
        <div className="h-full bg-ink-3" style={{ width: `${percent}%` }} />
      </div>
      <span className="text-xs text-ink-2">
        {t.simulation.phase[state.phase]}, {percent} %
      </span>
    </div>
  )
}
