import type { DeviceStatus } from '../contract/devices.ts'
import type { SyncCell, SyncMatrix, SyncState } from '../contract/sync.ts'
import type { StreamId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { matrixDevices, matrixStudents, syncItems } from './sync.repo.ts'

const problems: readonly SyncState[] = ['waiting', 'offline', 'no_finger', 'failed']

/** Every student beside every terminal: as wished, or why not yet. */
export function syncMatrix(
  tx: Tx,
  statuses: readonly DeviceStatus[],
  { streamId, onlyProblems }: { readonly streamId?: StreamId | undefined; readonly onlyProblems: boolean },
): SyncMatrix {
  const up = new Set(
    statuses.flatMap(({ id, line }) => (line.kind === 'online' || line.kind === 'reading' ? [id] : [])),
  )
  const devices = matrixDevices(tx)
  const items = new Map(syncItems(tx).map(item => [`${item.deviceId} ${item.studentId}`, item]))
  const totals: Record<SyncState, number> = {
    in_step: 0,
    waiting: 0,
    offline: 0,
    no_finger: 0,
    failed: 0,
    not_wanted: 0,
  }
  const rows = matrixStudents(tx, streamId).map(({ streamId: own, ...student }) => {
    const cells = devices.map(({ id, streams }): SyncCell => {
      const item = items.get(`${id} ${student.studentId}`)
      const known = item?.state ?? 'waiting'
      const state = !streams.has(own) ? 'not_wanted' : known === 'waiting' && !up.has(id) ? 'offline' : known
      totals[state] += 1
      return {
        deviceId: id,
        state,
        reason: state === 'failed' ? (item?.reason ?? null) : null,
        at: item?.at ?? null,
        fingers: item?.fingers ?? 0,
      }
    })
    return { ...student, cells }
  })
  return {
    devices: devices.map(({ id, name }) => ({ id, name, online: up.has(id) })),
    rows: onlyProblems ? rows.filter(({ cells }) => cells.some(({ state }) => problems.includes(state))) : rows,
    totals,
  }
}
