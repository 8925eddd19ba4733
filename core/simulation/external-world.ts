import { readFileSync } from 'node:fs'
import type { SimulationState } from '../contract/app.ts'
import { AppError } from '../contract/errors.ts'
import { createSimulatedClock } from './clock.ts'
import { createTeller, dayState } from './day-state.ts'
import { demoAccounts } from './demo-accounts.ts'
import { worldFile } from './world-file.ts'
import { demoSchoolDay } from './demo-day.ts'
import type { World } from './world.ts'

/**
 * A demo world that another program plays: its terminals live on when this one is killed. Its course is fixed, so
 * speed and cables cannot be changed from here.
 * @param path a JSON file, see `WorldFile`
 * @throws Error when the file is missing or has another shape
 */
export function externalWorld(path: string): World {
  const { seed, segments, terminals, smsOrigin } = worldFile.parse(JSON.parse(readFileSync(path, 'utf8')))
  const { school, plan, offsetMs } = demoSchoolDay(seed)
  const clock = createSimulatedClock(segments)
  const teller = createTeller(state)

  function state(): SimulationState {
    const local = clock.now() + offsetMs
    return {
      ...dayState(plan, clock.now(), offsetMs),
      speed: 1,
      phase: local >= plan.until ? 'finished' : clock.speed() <= 1 ? 'reading_back' : 'playing',
      terminals: terminals.map(({ serial, name }, index) => ({
        serial,
        name,
        plugged: plan.cables.findLast(cable => cable.terminal === index && cable.local <= local)?.plugged ?? true,
      })),
    }
  }

  const fixed = () => {
    throw new AppError('simulation_off', { reason: 'played_elsewhere' })
  }
  return {
    clock,
    school,
    terminals,
    smsOrigin,
    simulation: {
      state,
      setSpeed: fixed,
      setCable: fixed,
      subscribe: listener => teller.subscribe(listener),
      demoAccounts,
    },
    play: () => undefined,
    close() {
      teller.stop()
      return Promise.resolve()
    },
  }
}
