export type Throttle<K> = {
  /** Acts for this key at once, and counts as the last time. */
  now(key: K): void
  /** Acts now when the last time is long enough ago, else when it is; several become one. */
  soon(key: K): void
  /** Forgets what is still to be done. */
  stop(): void
}

/** Keeps `act` to one call per key in `everyMs` real milliseconds; the last call is never lost. */
export function createThrottle<K>(everyMs: number, act: (key: K) => void): Throttle<K> {
  const lastAt = new Map<K, number>()
  const timers = new Map<K, NodeJS.Timeout>()

  function now(key: K): void {
    clearTimeout(timers.get(key))
    timers.delete(key)
    lastAt.set(key, performance.now())
    act(key)
  }

  return {
    now,
    soon(key) {
      if (timers.has(key)) return
      const wait = everyMs - (performance.now() - (lastAt.get(key) ?? -Infinity))
      if (wait <= 0) now(key)
      else
        timers.set(
          key,
          setTimeout(() => now(key), wait),
        )
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
