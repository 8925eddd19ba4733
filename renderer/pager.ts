import type { AppError } from '../core/contract/errors.ts'
import { asAppError } from './api.ts'

export type Page<Row> = { readonly rows: readonly Row[]; readonly total: number }

export type PagerState<Row, P extends Page<Row>> = {
  /** The newest answer, for what it carries besides rows; undefined before the first. */
  readonly last: P | undefined
  readonly total: number
  /** The filter that the rows answer. */
  readonly answers: string | null
  readonly error: AppError | null
  readonly slow: boolean
  rowAt: (index: number) => Row | undefined
}

export type Pager<Row, P extends Page<Row>> = {
  subscribe: (listener: () => void) => () => void
  snapshot: () => PagerState<Row, P>
  /** Another filter: the rows of the old one stay until the first answer. */
  filter: (filter: string) => void
  /** Rows `first` to `last` are on screen and should be there. */
  want: (first: number, last: number) => void
  refetch: () => void
}

export type PagerOptions<P> = {
  load: (filter: string, offset: number, limit: number) => Promise<P>
  listen: (hint: () => void) => () => void
  minGapMs: number
  pageSize: number
  slowAfterMs?: number
}

/** A long list of which only the pages on screen are asked for; a hint that it changed renews those. */
export function createPager<Row, P extends Page<Row>>(options: PagerOptions<P>): Pager<Row, P> {
  const { load, listen, minGapMs, pageSize, slowAfterMs = 300 } = options
  const listeners = new Set<() => void>()
  let pages = new Map<number, readonly Row[]>()
  let stale = new Set<number>()
  let pending = new Set<number>()
  let filter: string | null = null
  let turn = 0
  let wanted = { first: 0, last: 0 }
  let renewedAt = -Infinity
  let delay: ReturnType<typeof setTimeout> | undefined
  let slowness: ReturnType<typeof setTimeout> | undefined
  let stopListening: (() => void) | null = null
  let state: PagerState<Row, P> = { last: undefined, total: 0, answers: null, error: null, slow: false, rowAt }

  function rowAt(index: number): Row | undefined {
    return pages.get(Math.floor(index / pageSize))?.[index % pageSize]
  }

  function set(change: Partial<PagerState<Row, P>>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function fetchPage(page: number): void {
    if (filter === null || pending.has(page)) return
    const mine = turn
    const asked = filter
    pending.add(page)
    slowness ??= setTimeout(() => set({ slow: true }), slowAfterMs)
    const settle = (change: () => Partial<PagerState<Row, P>>) => {
      if (mine !== turn) return
      pending.delete(page)
      if (pending.size === 0) notSlow()
      set({ ...change(), slow: state.slow && pending.size > 0 })
    }
    load(asked, page * pageSize, pageSize).then(
      answer =>
        settle(() => {
          if (state.answers !== asked) pages = new Map()
          pages.set(page, answer.rows)
          stale.delete(page)
          return { last: answer, total: answer.total, answers: asked, error: null }
        }),
      (error: unknown) => settle(() => ({ error: asAppError(error) })),
    )
  }

  function notSlow(): void {
    clearTimeout(slowness)
    slowness = undefined
  }

  function fetchWanted(): void {
    for (let page = Math.floor(wanted.first / pageSize); page <= Math.floor(wanted.last / pageSize); page++)
      if (!pages.has(page) || stale.has(page)) fetchPage(page)
  }

  function renew(): void {
    clearTimeout(delay)
    delay = undefined
    renewedAt = performance.now()
    turn += 1
    pending = new Set()
    notSlow()
    stale = new Set(pages.keys())
    fetchWanted()
  }

  function hint(): void {
    if (delay !== undefined || filter === null) return
    const wait = renewedAt + minGapMs - performance.now()
    if (wait <= 0) renew()
    else delay = setTimeout(renew, wait)
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      if (stopListening === null) {
        stopListening = listen(hint)
        renew()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        turn += 1
        clearTimeout(delay)
        delay = undefined
        notSlow()
        stopListening?.()
        stopListening = null
      }
    },
    snapshot: () => state,
    filter(next) {
      if (next === filter) return
      filter = next
      wanted = { first: 0, last: 0 }
      if (stopListening === null) return
      turn += 1
      pending = new Set()
      stale = new Set()
      notSlow()
      renewedAt = performance.now()
      fetchPage(0)
    },
    want(first, last) {
      wanted = { first, last }
      if (state.answers === filter) fetchWanted()
    },
    refetch: hint,
  }
}
