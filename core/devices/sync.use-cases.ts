import { AppError } from '../contract/errors.ts'
import { transact } from '../db/transact.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import type { Adopt } from './adopt.ts'
import type { Fleet } from './fleet.ts'
import { hasDeviceGroup } from './registry.repo.ts'
import { syncMatrix } from './sync-matrix.ts'
import type { Sync } from './sync.ts'
import { devicesOfGroup, groupRows, putStreamsOnGroup, streamsOf, takeStreamsOffGroup } from './sync.repo.ts'

type Parts = { readonly fleet: Pick<Fleet, 'statuses'>; readonly sync: Sync; readonly adopt: Adopt }

export function syncUseCases({ db }: Pick<Deps, 'db'>, { fleet, sync, adopt }: Parts) {
  return {
    'sync.groups': () => groupRows(db),
    'sync.assign': ({ deviceGroupId, classId, streamId, assigned }, caller) => {
      if (classId === undefined && streamId === undefined) throw new AppError('invalid_input', { field: 'streamId' })
      const devices = transact(db, tx => {
        const streams = streamsOf(tx, { classId, streamId })
        if (streams.length === 0 || !hasDeviceGroup(tx, deviceGroupId)) throw new AppError('not_found')
        if (assigned) putStreamsOnGroup(tx, deviceGroupId, streams)
        else takeStreamsOffGroup(tx, deviceGroupId, streams)
        caller.audit(tx)
        return devicesOfGroup(tx, deviceGroupId)
      })
      for (const id of devices) sync.wake(id)
      return null
    },
    'sync.plan': () => sync.plan(),
    'sync.run': ({ deviceId }) => {
      if (deviceId !== undefined && !fleet.statuses().some(({ id }) => id === deviceId)) throw new AppError('not_found')
      sync.startOver(deviceId)
      return null
    },
    'sync.matrix': request => syncMatrix(db, fleet.statuses(), request),
    'sync.unknown': () => adopt.unknown(),
    'sync.adopt': (input, caller) => adopt.adopt(input, caller.audit),
    'sync.removeUnknown': async ({ deviceId, pin }) => {
      await adopt.removeUnknown({ deviceId, pin })
      return null
    },
  } satisfies UseCasesFor<'sync'>
}
