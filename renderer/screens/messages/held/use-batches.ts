import type { Batch } from '../../../../core/contract/messages.ts'
import { useMay } from '../../../stores/session.ts'
import { useCall } from '../../../use-call.ts'
import type { CallState } from '../../../use-call.ts'
import { useTick } from '../../../use-tick.ts'

type Options = {
  /** Closely, with how many of the released ones have left: for the screen where they are decided. */
  readonly closely?: boolean
}

/** Whom they speak of changes with every child that comes: elsewhere it is enough to hear of it now and then. */
const looselyMs = 5000
/** A terminal can be read to the end without anything being announced. */
const withoutNewsMs = 15_000

/** Absence alerts that were held back or released, for those who may see messages. */
export function useBatches({ closely = false }: Options = {}): CallState<Batch[]> {
  const may = useMay('messages:read')
  const answer = useCall(
    'messages.batches',
    may ? {} : null,
    closely
      ? { refreshOn: ['messages.batches', 'attendance.changed', 'messages.changed'] }
      : { refreshOn: ['messages.batches', 'attendance.changed'], minGapMs: looselyMs },
  )
  useTick(answer.refetch, withoutNewsMs)
  return answer
}
