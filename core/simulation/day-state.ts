import type { SimulationState } from '../contract/app.ts'
import type { DayPlan } from './day-plan.ts'

/** The part of the state that follows from the clock alone. `simNow` is epoch ms, `offsetMs` local time minus UTC. */
export function dayState(
  plan: DayPlan,
  simNow: number,
  offsetMs: number,
): Pick<SimulationState, 'now' | 'progress' | 'story'> {
  const local = simNow + offsetMs
  const share = (local - plan.from) / (plan.until - plan.from)
  return {
    now: simNow,
    progress: Math.min(1, Math.max(0, share)),
    story: plan.story.filter(line => line.local <= local).map(line => ({ at: line.local - offsetMs, text: line.text })),
  }
}

/** Tells listeners of a state a few times a second as long as it changes, and at once when asked to. */
export function createTeller(read: () => SimulationState): {
  subscribe(listener: (state: SimulationState) => void): () => void
  tell(): void
  stop(): void
} {
  const listeners = new Set<(state: SimulationState) => void>()
  let told = ''
  const timer = setInterval(tell, 250)
  timer.unref()

  function tell(): void {
    if (listeners.size === 0) return
    const state = read()
    const text = JSON.stringify(state)
    if (text === told) return
    told = text
    for (const listener of listeners) listener(state)
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell,
    stop() {
      clearInterval(timer)
      listeners.clear()
    },
  }
}
