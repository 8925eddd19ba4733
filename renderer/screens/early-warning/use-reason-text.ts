import { useCallback, useMemo } from 'react'
import { useCall } from '../../use-call.ts'

/** What the school calls a reason, by its code. */
export function useReasonText(): (code: string) => string {
  const { data } = useCall('attendance.reasons', {}, { refreshOn: ['calendar.changed'] })
  const labels = useMemo(() => new Map((data ?? []).map(({ code, label }) => [code, label])), [data])
  return useCallback((code: string) => labels.get(code) ?? code, [labels])
}
