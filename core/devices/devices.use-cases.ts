import type { UseCasesFor } from '../use-case.ts'
import type { Fleet } from './fleet.ts'

export function devicesUseCases(fleet: Pick<Fleet, 'statuses' | 'readNow'>) {
  return {
    'devices.list': () => fleet.statuses(),
    'devices.readNow': async ({ deviceId }) => {
      await fleet.readNow(deviceId)
      return null
    },
  } satisfies UseCasesFor<'devices'>
}
