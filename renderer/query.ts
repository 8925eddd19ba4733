import type { AppError } from '../core/contract/errors.ts'
import { asAppError } from './api.ts'

export type QueryState<T> = {
  /** The last good answer; it stays while a newer one is on its way, and when that one fails. */
  readonly data: T | undefined
  /** The question `data` answers. */
  readonly answers: string | null
  readonly error: AppError | null
  /** True once an answer is slow enough for a person to notice. */
  readonly slow: boolean
}

export type Query<T> = {
  subscribe: (listener: () => void) => () => void
  snapshot: () => QueryState<T>
  /** Puts another question (null: none). The same question again does nothing. */
  ask: (question: string | null) => void
  /** Asks again, as soon as the last asking is `minGapMs` ago. */
  refetch: () => void
}

export type QueryOptions<T> = {
  answer: (question: string) => Promise<T>
  /** Starts to listen for hints that the answer may have changed; returns the way to stop. */
  listen: (hint: () => void) => () => void
  /** Under a storm of hints the question is put this often at most. */
  minGapMs: number
  slowAfterMs?: number
}

/**
 * A question that stays answered while someone looks: it listens first and asks second, never twice at a time, and
 * an answer that comes after the question has changed is dropped.
 */
export function createQuery<T>({ answer, listen, minGapMs, slowAfterMs = 300 }: QueryOptions<T>): Query<T> {
  let state: QueryState<T> = { data: undefined, answers: null, error: null, slow: false }
  let question: string | null = null
  let running = false
  let again = false
  let startedAt = -Infinity
  let turn = 0
  let delay: ReturnType<typeof setTimeout> | undefined
  let slowness: ReturnType<typeof setTimeout> | undefined
  let stopListening: (() => void) | null = null
  const listeners = new Set<() => void>()

  function set(change: Partial<QueryState<T>>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function halt(): void {
    turn += 1
    running = false
    again = false
    clearTimeout(delay)
    clearTimeout(slowness)
    delay = undefined
    state = { ...state, slow: false }
  }

  function start(): void {
    halt()
    if (question === null || stopListening === null) return
    const asked = question
    const mine = turn
    running = true
    startedAt = performance.now()
    slowness = setTimeout(() => set({ slow: true }), slowAfterMs)
    const settle = (change: Partial<QueryState<T>>) => {
      if (mine !== turn) return
      clearTimeout(slowness)
      running = false
      set({ ...change, slow: false })
      if (again) hint()
    }
    answer(asked).then(
      data => settle({ data, answers: asked, error: null }),
      (error: unknown) => settle({ error: asAppError(error) }),
    )
  }

  function hint(): void {
    if (running) again = true
    else if (delay === undefined) {
      const wait = startedAt + minGapMs - performance.now()
      if (wait <= 0) start()
      else delay = setTimeout(start, wait)
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      if (stopListening === null) {
        stopListening = listen(hint)
        start()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        halt()
        stopListening?.()
        stopListening = null
      }
    },
    snapshot: () => state,
    ask(next) {
      if (next === question) return
      question = next
      start()
      if (next === null) set({ data: undefined, answers: null, error: null, slow: false })
    },
    refetch: () => hint(),
  }
}
