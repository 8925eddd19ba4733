import { useEffect, useState, useSyncExternalStore } from 'react'
import type { EventName } from '../core/contract/events.ts'
import { on } from './api.ts'
import { createPager } from './pager.ts'
import type { Page, PagerState } from './pager.ts'

type Window = { readonly offset: number; readonly limit: number }

export type Pages<P extends Page<unknown>> = PagerState<P['rows'][number], P> & {
  want: (first: number, last: number) => void
  refetch: () => void
}

/**
 * A long list in pages of 100, loaded as they come on screen and renewed by the named announcements. `load` and
 * `refreshOn` are read once.
 */
export function usePages<F extends object, P extends Page<unknown>>(
  load: (filter: F & Window) => Promise<P>,
  filter: F,
  refreshOn: readonly EventName[] = [],
): Pages<P> {
  const key = JSON.stringify(filter)
  const [pager] = useState(() =>
    createPager<P['rows'][number], P>({
      load: (asked, offset, limit) => load({ ...(JSON.parse(asked) as F), offset, limit }),
      listen: hint => {
        const stops = refreshOn.map(name => on(name, hint))
        return () => stops.forEach(stop => stop())
      },
      minGapMs: 1000,
      pageSize: 100,
    }),
  )
  const state = useSyncExternalStore(pager.subscribe, pager.snapshot)
  useEffect(() => pager.filter(key), [pager, key])
  return { ...state, want: pager.want, refetch: pager.refetch }
}
