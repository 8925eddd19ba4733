import { useEffect } from 'react'
import type { SetupProgress, SetupStep } from '../../../core/contract/setup.ts'
import { useMay } from '../../stores/session.ts'
import { useCall } from '../../use-call.ts'
import type { CallState } from '../../use-call.ts'

const lookAgainMs = 1500

/** How far the first run has come. Not everything that moves it is announced, so it is asked now and then. */
export function useSetup(): CallState<SetupProgress> {
  const may = useMay('settings:write')
  const answer = useCall('setup.progress', may ? {} : null, {
    refreshOn: ['people.changed', 'calendar.changed', 'devices.changed', 'messages.changed', 'messages.account'],
    minGapMs: 250,
  })
  const { refetch } = answer
  useEffect(() => {
    const timer = setInterval(refetch, lookAgainMs)
    return () => clearInterval(timer)
  }, [refetch])
  return answer
}

type Steps = SetupProgress['steps']

/** Where the work goes on: the first step that is neither done nor passed over; null when there is none. */
export function nextStep(steps: Steps): SetupStep | null {
  return steps.find(({ state }) => state === 'open')?.step ?? null
}

export function pathOf(step: SetupStep | null): string {
  return `/setup/${step ?? 'end'}`
}
