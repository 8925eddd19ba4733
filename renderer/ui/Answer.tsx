import type { ReactNode } from 'react'
import type { AppError } from '../../core/contract/errors.ts'
import type { CallState } from '../use-call.ts'
import { ErrorState, StaleNote } from './ErrorState.tsx'
import { Skeleton, SlowLine } from './Skeleton.tsx'

type Props<T> = {
  state: Pick<CallState<T>, 'data' | 'error' | 'slow' | 'refetch'>
  /** What stands there until the first answer. */
  waiting?: ReactNode
  children: (data: T) => ReactNode
}

/** Shows an answer, or that it is on its way, or why there is none. Old answers stay while newer ones come. */
export function Answer<T>({ state: { data, error, slow, refetch }, waiting, children }: Props<T>) {
  if (data === undefined)
    return error === null ? (waiting ?? <Skeleton rows={4} />) : <ErrorState error={error} onRetry={refetch} />
  return (
    <>
      <RenewNotes error={error} slow={slow} onRetry={refetch} />
      {children(data)}
    </>
  )
}

function RenewNotes({ error, slow, onRetry }: { error: AppError | null; slow: boolean; onRetry: () => void }) {
  if (error !== null) return <StaleNote error={error} onRetry={onRetry} />
  return slow ? <SlowLine shown /> : null
}
