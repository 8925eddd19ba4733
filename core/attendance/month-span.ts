import type { Day } from '../contract/common.ts'
import { addDays } from '../day.ts'

/**
 * First and last day of a month.
 * @param month `2026-05`
 */
export function spanOfMonth(month: string): { readonly from: Day; readonly to: Day } {
  const from = `${month}-01`
  return { from, to: addDays(`${addDays(from, 31).slice(0, 7)}-01`, -1) }
}
