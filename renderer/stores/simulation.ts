import { create } from 'zustand'
import type { SimulationState } from '../../core/contract/app.ts'
import { call, on } from '../api.ts'

type Simulation = { state: SimulationState | null }

/** The demo day, as it is told; null in a real school. */
export const useSimulation = create<Simulation>()(() => ({ state: null }))

/** Follows the demo day from now on. Returns the way to stop. */
export function followSimulation(): () => void {
  let heard = false
  const stop = on('simulation.changed', payloads => {
    heard = true
    useSimulation.setState({ state: payloads.at(-1) ?? null })
  })
  call('simulation.state', {}).then(
    state => {
      if (!heard) useSimulation.setState({ state })
    },
    () => useSimulation.setState({ state: null }),
  )
  return stop
}
