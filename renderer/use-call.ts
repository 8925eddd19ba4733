import { useEffect, useState, useSyncExternalStore } from 'react'
import type { ChannelName, Input, Output } from '../core/contract/api.ts'
import type { EventName } from '../core/contract/events.ts'
import { call, on } from './api.ts'
import { createQuery } from './query.ts'
import type { QueryState } from './query.ts'

export type CallState<T> = QueryState<T> & {
  /** Whether `data` answers the present input, not an earlier one. */
  readonly current: boolean
  refetch: () => void
}

type Options = { refreshOn?: readonly EventName[]; minGapMs?: number }

/**
 * Asks the core while the component is on screen (input null: does not ask), and again when one of the named
 * announcements comes, at most every `minGapMs` (1 s). `refreshOn` and `minGapMs` are read once.
 */
export function useCall<C extends ChannelName>(
  channel: C,
  input: Input<C> | null,
  { refreshOn = [], minGapMs = 1000 }: Options = {},
): CallState<Output<C>> {
  const question = input === null ? null : JSON.stringify(input)
  const [query] = useState(() =>
    createQuery<Output<C>>({
      answer: asked => call(channel, JSON.parse(asked) as Input<C>),
      listen: hint => {
        const stops = refreshOn.map(name => on(name, hint))
        return () => stops.forEach(stop => stop())
      },
      minGapMs,
    }),
  )
  const state = useSyncExternalStore(query.subscribe, query.snapshot)
  useEffect(() => query.ask(question), [query, question])
  return { ...state, current: state.answers === question, refetch: query.refetch }
}
