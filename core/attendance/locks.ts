import type { Day } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { lockedDays } from './locks.repo.ts'

/**
 * Refuses a change that touches a day which the head has signed.
 * @throws AppError `day_locked`, with the first such day
 */
export function refuseLocked(tx: Tx, touches: (day: Day) => boolean): void {
  const day = lockedDays(tx).find(touches)
  if (day !== undefined) throw new AppError('day_locked', { day })
}
