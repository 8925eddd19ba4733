import type { DeviceId, StationId } from '../contract/common.ts'
import type { EnrollmentProgress, Station } from '../contract/enrollment.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import type { Deps } from '../use-case.ts'
import { childrenOf, currentStation, stationById } from './station.repo.ts'

/** Tells the enrollment that goes on at a terminal. */
export type Current = (deviceId: DeviceId) => EnrollmentProgress | null

/** A station as the window sees it. The turn is that of the first child in the list who has not had one. */
export function stationView(tx: Tx, id: StationId, current: Current): Station {
  const { finishedAt, ...stored } = stationById(tx, id)
  const children = childrenOf(tx, id)
  return {
    ...stored,
    children,
    currentStudentId: children.find(({ state }) => state === 'waiting')?.studentId ?? null,
    progress: finishedAt === null ? current(stored.deviceId) : null,
    finishedAt,
  }
}

/** Announces the station that is open as it is now, if one is. */
export function announceStation({ db, emit }: Pick<Deps, 'db' | 'emit'>, current: Current): void {
  const open = currentStation(db)
  if (open !== null) emit({ name: 'enrollment.station', payload: stationView(db, open.id, current) })
}

/** @throws AppError `not_found` unless this is the station that is open */
export function expectOpen(tx: Tx, id: StationId): { readonly deviceId: DeviceId } {
  const open = currentStation(tx)
  if (open?.id !== id) throw new AppError('not_found')
  return open
}
