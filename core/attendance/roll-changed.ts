import type { Day, StudentId } from '../contract/common.ts'
import type { AnyEvent } from '../contract/events.ts'
import type { Tx } from '../db/open.ts'
import type { Deps } from '../use-case.ts'
import { recalculateSoon } from './recalculate.ts'

/** Makes the marks of some students anew for some days, in the caller's transaction. The events are for after it. */
export function createRollChanged(deps: Pick<Deps, 'clock'>) {
  return (
    tx: Tx,
    scope: { readonly from: Day; readonly to: Day; readonly studentIds: readonly StudentId[] },
  ): readonly AnyEvent[] => {
    const { marks } = recalculateSoon(tx, deps, scope)
    return marks === 0 ? [] : [{ name: 'attendance.changed', payload: { day: scope.to } }]
  }
}
