import { AppError } from '../contract/errors.ts'
import type { Simulation } from '../ports.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'

/** The controls of the demo world; a real school has none. */
export function simulationUseCases({ simulation }: Pick<Deps, 'simulation'>) {
  return {
    'simulation.state': () => simulation?.state() ?? null,
    'simulation.setSpeed': ({ speed }) => {
      running().setSpeed(speed)
      return null
    },
    'simulation.setCable': ({ serial, plugged }) => {
      running().setCable(serial, plugged)
      return null
    },
  } satisfies UseCasesFor<'simulation'>

  function running(): Simulation {
    if (simulation === null) throw new AppError('simulation_off')
    return simulation
  }
}
