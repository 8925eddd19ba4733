import type { Deps, UseCasesFor } from '../use-case.ts'
import { deviceLogLines } from './device-log.repo.ts'
import type { Doctor } from './doctor.ts'
import type { Fleet } from './fleet.ts'
import type { Register } from './register.ts'
import { deviceGroups } from './registry.repo.ts'
import type { Search } from './search.ts'

type Parts = {
  readonly fleet: Pick<Fleet, 'statuses' | 'readNow'>
  readonly register: Register
  readonly doctor: Doctor
  readonly search: Pick<Search, 'start' | 'stop' | 'state'>
}

export function devicesUseCases({ db }: Pick<Deps, 'db'>, { fleet, register, doctor, search }: Parts) {
  return {
    'devices.list': () => fleet.statuses(),
    'devices.readNow': async ({ deviceId }) => {
      await fleet.readNow(deviceId)
      return null
    },
    'devices.add': (draft, caller) => register.add(draft, caller.audit),
    'devices.edit': async (edit, caller) => {
      await register.edit(edit, caller.audit)
      return null
    },
    'devices.retire': async ({ deviceId }, caller) => {
      await register.retire(deviceId, caller.audit)
      return null
    },
    'devices.groups': () => deviceGroups(db),
    'devices.doctor': () => doctor.reports(),
    'devices.remedy': async input => {
      await doctor.remedy(input)
      return null
    },
    'devices.search': () => search.state(),
    'devices.searchStart': () => {
      search.start()
      return null
    },
    'devices.searchStop': () => {
      search.stop()
      return null
    },
    'devices.log': ({ deviceId, limit }) => deviceLogLines(db, deviceId, limit),
  } satisfies UseCasesFor<'devices'>
}
