import type { Day } from '../../../../core/contract/common.ts'
import { useToday } from '../../../stores/clock.ts'
import { useCall } from '../../../use-call.ts'

/** The first school day after today, as far as this month and the next know one. */
export function useNextSchoolDay(): Day | null {
  const today = useToday()
  const month = today.slice(0, 7)
  const options = { refreshOn: ['calendar.changed'] } as const
  const now = useCall('calendar.month', { month }, options).data ?? []
  const next = useCall('calendar.month', { month: monthAfter(month) }, options).data ?? []
  const isSchool = ({ kind }: { kind: string }) => kind === 'school' || kind === 'partly_closed'
  return [...now, ...next].find(one => one.day > today && isSchool(one))?.day ?? null
}

function monthAfter(month: string): string {
  const [year = 0, n = 0] = month.split('-').map(Number)
  return n === 12 ? `${year + 1}-01` : `${year}-${String(n + 1).padStart(2, '0')}`
}
