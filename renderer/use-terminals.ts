import { useEffect } from 'react'
import type { Status } from '../core/contract/app.ts'
import { useCall } from './use-call.ts'
import type { CallState } from './use-call.ts'

const everyMs = 5000

/** The terminals for those who choose one. Not every role hears of their lines, so they are asked for now and then. */
export function useTerminals(): CallState<Status> {
  const answer = useCall('app.status', {}, { refreshOn: ['devices.changed'] })
  const { refetch } = answer
  useEffect(() => {
    const timer = setInterval(refetch, everyMs)
    return () => clearInterval(timer)
  }, [refetch])
  return answer
}
