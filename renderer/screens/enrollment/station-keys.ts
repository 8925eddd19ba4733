import { t } from '../../strings/t.ts'
import type { Flow } from './flow.ts'
import { skipReasons } from './SkipChoice.tsx'
import type { SkipReason } from './SkipChoice.tsx'

export type StationKey = {
  readonly keys: string
  /** In the list of keys. */
  readonly label: string
  /** On the bar; null: not there. */
  readonly button: string | null
  readonly enabled: boolean
  readonly main: boolean
  readonly run: () => void
}

type Facts = {
  readonly phase: Flow['phase']
  readonly hasChild: boolean
  readonly skipping: SkipReason | null
  readonly held: boolean
  /** The next child is going to start by itself. */
  readonly goesOn: boolean
  readonly canUndo: boolean
  readonly start: () => void
  readonly next: () => void
  readonly hold: (held: boolean) => void
  readonly openSkip: (reason: SkipReason | null) => void
  readonly takeSkip: (reason: SkipReason) => void
  readonly undo: () => void
  readonly cancel: () => void
  readonly finish: () => void
}

/** What the five keys of the station do now. */
export function stationKeys(facts: Facts): StationKey[] {
  const { skipping } = facts
  if (skipping !== null) return skipKeys(facts, skipping)
  const { phase, hasChild, held, canUndo } = facts
  const { station, keys } = t.enrollment
  const busy = phase === 'starting' || phase === 'running'
  const mayAct = hasChild && phase !== 'success'
  return [
    { keys: 'Enter', label: keys.enter, button: enterText(facts), enabled: !busy, main: true, run: enterRun(facts) },
    {
      keys: 'Space',
      label: keys.space,
      button: held ? station.go : station.hold,
      enabled: hasChild,
      main: false,
      run: () => facts.hold(!held),
    },
    {
      keys: 'S',
      label: station.skip,
      button: station.skip,
      enabled: mayAct,
      main: false,
      run: () => facts.openSkip('absent'),
    },
    { keys: 'U', label: station.undo, button: station.undo, enabled: canUndo, main: false, run: facts.undo },
    { keys: 'Esc', label: keys.esc, button: escText(facts), enabled: true, main: false, run: escRun(facts) },
  ]
}

function enterText({ phase, hasChild }: Facts): string {
  const { start, retry, again, finish } = t.enrollment.station
  if (!hasChild) return finish
  if (phase === 'success') return again
  return phase === 'failed' ? retry : start
}

function enterRun({ phase, hasChild, start, next, finish }: Facts): () => void {
  if (!hasChild) return finish
  return phase === 'success' ? next : start
}

function escText({ phase, goesOn }: Facts): string {
  const { cancel, hold, finish } = t.enrollment.station
  if (phase === 'starting' || phase === 'running') return cancel
  return goesOn ? hold : finish
}

function escRun({ phase, goesOn, cancel, hold, finish }: Facts): () => void {
  if (phase === 'starting' || phase === 'running') return cancel
  return goesOn ? () => hold(true) : finish
}

function skipKeys({ openSkip, takeSkip }: Facts, chosen: SkipReason): StationKey[] {
  const { skipReasons: names, station } = t.enrollment
  const step = (by: number) => () => {
    const n = skipReasons.length
    openSkip(skipReasons[(skipReasons.indexOf(chosen) + by + n) % n] ?? 'absent')
  }
  const quiet = { button: null, enabled: true, main: false }
  return [
    {
      keys: 'Enter',
      label: names[chosen],
      button: names[chosen],
      enabled: true,
      main: true,
      run: () => takeSkip(chosen),
    },
    { keys: 'S', label: station.skipWhy, button: station.skip, enabled: true, main: false, run: step(1) },
    { ...quiet, keys: 'ArrowDown', label: station.skipWhy, run: step(1) },
    { ...quiet, keys: 'ArrowUp', label: station.skipWhy, run: step(-1) },
    {
      keys: 'Esc',
      label: t.common.cancel,
      button: t.common.cancel,
      enabled: true,
      main: false,
      run: () => openSkip(null),
    },
  ]
}
