import { useEffect, useMemo, useReducer, useRef, useState } from 'react'
import type { StudentId } from '../../../core/contract/common.ts'
import type { Finger, Station, StationChild } from '../../../core/contract/enrollment.ts'
import { asAppError, call, on } from '../../api.ts'
import { remember, remembered } from '../../stores/remembered.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { atRest, childOnScreen, flowAfter } from './flow.ts'
import type { Flow } from './flow.ts'
import { fingerKey, fingers } from './Hands.tsx'
import type { SkipReason } from './SkipChoice.tsx'
import { stationKeys } from './station-keys.ts'
import type { StationKey } from './station-keys.ts'
import { useCountdown } from './use-countdown.ts'

/** How long a success is shown, and how long the next name is, before the terminal asks for a finger. */
const successMs = 1300
const beforeStartMs = 2000

export type Desk = {
  readonly flow: Flow
  /** On the screen; null: everyone has had a turn. */
  readonly child: StationChild | null
  readonly finger: Finger
  readonly busy: boolean
  readonly skipping: SkipReason | null
  readonly idleText: string
  /** Nothing was pressed yet on a list that was begun earlier. */
  readonly resumed: boolean
  readonly keys: readonly StationKey[]
  readonly chooseFinger: (finger: Finger) => void
  readonly skipAs: (reason: SkipReason) => void
  readonly takeSkip: (reason: SkipReason) => void
  readonly pick: (studentId: StudentId) => void
}

/** The clerk's desk: whose turn it is, what each key does now, and what goes on by itself. */
export function useStation(station: Station, onChanged: () => void): Desk {
  const { id: stationId, deviceId } = station
  const [flow, tell] = useReducer(flowAfter, station, ({ progress }) =>
    progress === null ? atRest : flowAfter(atRest, { kind: 'heard', progress }),
  )
  const [held, setHeld] = useState(() => remembered('station-held', ['yes', 'no']) === 'yes')
  const [picked, setPicked] = useState<StudentId | null>(null)
  const [skipping, setSkipping] = useState<SkipReason | null>(null)
  const [choice, setChoice] = useState<{ studentId: StudentId; finger: Finger } | null>(null)
  const [resumed, setResumed] = useState(() => station.children.some(({ state }) => state !== 'waiting'))
  const child = childOnScreen(station, flow, picked)
  const childId = child?.studentId ?? null
  const finger = choice !== null && choice.studentId === childId ? choice.finger : station.finger
  const busy = flow.phase === 'starting' || flow.phase === 'running'

  useEffect(
    () =>
      on('enrollment.progress', heard => {
        for (const progress of heard) if (progress.deviceId === deviceId) tell({ kind: 'heard', progress })
      }),
    [deviceId],
  )

  function start(): void {
    if (childId === null || busy) return
    setPicked(null)
    setResumed(false)
    tell({ kind: 'start', studentId: childId })
    call('enrollment.stationEnroll', { stationId, studentId: childId, finger }).then(
      ({ enrollmentId }) => tell({ kind: 'started', enrollmentId }),
      (error: unknown) => tell({ kind: 'refused', error: asAppError(error) }),
    )
  }

  const waits = flow.phase === 'idle' && flow.steps.length === 0 && skipping === null && child !== null
  const goesOn = waits && flow.rolling && !held && picked === null
  useCountdown(flow.phase === 'success', successMs, () => tell({ kind: 'next' }))
  const seconds = useCountdown(goesOn, beforeStartMs, start)

  function hold(next: boolean): void {
    remember('station-held', next ? 'yes' : 'no')
    setHeld(next)
  }

  function takeSkip(reason: SkipReason): void {
    setSkipping(null)
    if (childId === null) return
    setPicked(null)
    setResumed(false)
    call('enrollment.stationSkip', { stationId, studentId: childId, reason }).then(() => {
      tell({ kind: 'skipped', studentId: childId })
      onChanged()
    }, showError)
  }

  function undo(): void {
    setPicked(null)
    call('enrollment.stationUndo', { stationId }).then(() => {
      tell({ kind: 'rest' })
      useToasts.getState().show({ tone: 'plain', title: t.enrollment.station.undone, text: station.className })
      onChanged()
    }, showError)
  }

  function cancel(): void {
    if (flow.enrollmentId !== null) call('enrollment.cancel', { enrollmentId: flow.enrollmentId }).catch(showError)
  }

  function finish(): void {
    const { closed, closedText } = t.enrollment.station
    call('enrollment.stationEnd', { stationId }).then(() => {
      useToasts.getState().show({ tone: 'plain', title: closed, text: closedText })
      onChanged()
    }, showError)
  }

  function chooseFinger(next: Finger): void {
    if (childId !== null && !busy) setChoice({ studentId: childId, finger: next })
  }

  const keys = stationKeys({
    phase: flow.phase,
    hasChild: child !== null,
    skipping,
    held,
    goesOn: goesOn || (flow.phase === 'success' && flow.rolling && !held),
    canUndo: !busy && station.children.some(({ state }) => state !== 'waiting'),
    start,
    next: () => tell({ kind: 'next' }),
    hold,
    openSkip: setSkipping,
    takeSkip,
    undo,
    cancel,
    finish,
  })
  useStationShortcuts(keys, skipping === null && !busy ? finger : null, chooseFinger)

  return {
    flow,
    child,
    finger,
    busy,
    skipping,
    idleText: idleText(seconds, held && flow.rolling),
    resumed,
    keys,
    chooseFinger,
    skipAs: setSkipping,
    takeSkip,
    pick(studentId) {
      if (busy) return
      tell({ kind: 'rest' })
      setSkipping(null)
      setPicked(studentId)
    },
  }
}

function idleText(seconds: number | null, held: boolean): string {
  const { startsIn, held: isHeld, ready } = t.enrollment.station
  if (seconds !== null) return startsIn(seconds)
  return held ? isHeld : ready
}

/** The keys of the station, and those that choose a finger (null: none can be chosen now). */
function useStationShortcuts(
  keys: readonly StationKey[],
  finger: Finger | null,
  chooseFinger: (finger: Finger) => void,
): void {
  const latest = useRef({ keys, finger, chooseFinger })
  useEffect(() => {
    latest.current = { keys, finger, chooseFinger }
  })
  const named = keys.map(({ keys: name, label }) => `${name} ${label}`).join('\n')
  const list = useMemo(() => {
    const press = (name: string) => () => {
      const key = latest.current.keys.find(({ keys: own }) => own === name)
      if (key?.enabled === true) key.run()
    }
    const step = (by: number) => () => {
      const { finger: from, chooseFinger: choose } = latest.current
      if (from !== null) choose(Math.max(0, Math.min(9, from + by)))
    }
    return [
      ...named.split('\n').map(line => {
        const [name = '', ...label] = line.split(' ')
        return { keys: name, label: label.join(' '), run: press(name) }
      }),
      { keys: 'ArrowLeft', label: t.enrollment.keys.previousFinger, run: step(-1) },
      { keys: 'ArrowRight', label: t.enrollment.keys.nextFinger, run: step(1) },
      ...fingers.map(one => ({
        keys: fingerKey(one),
        label: t.fingers.name(one),
        run: () => {
          if (latest.current.finger !== null) latest.current.chooseFinger(one)
        },
      })),
    ]
  }, [named])
  useShortcuts(t.enrollment.title, list)
}
