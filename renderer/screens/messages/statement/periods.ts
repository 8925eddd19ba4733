import type { Day } from '../../../../core/contract/common.ts'
import { addDays } from '../../../format.ts'

export type Period = 'month' | 'last' | 'week' | 'own'
export type Days = { readonly from: Day; readonly to: Day }

/** First and last day of a time that is named from today; null: the person names the days. */
export function daysOf(period: Period, today: Day): Days | null {
  const first = `${today.slice(0, 8)}01`
  switch (period) {
    case 'month':
      return { from: first, to: today }
    case 'last': {
      const to = addDays(first, -1)
      return { from: `${to.slice(0, 8)}01`, to }
    }
    case 'week':
      return { from: addDays(today, -6), to: today }
    case 'own':
      return null
  }
}
