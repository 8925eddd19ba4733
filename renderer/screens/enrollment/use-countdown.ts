import { useEffect, useRef, useState } from 'react'

const tickMs = 250

/** Runs `onEnd` after `ms` of being active without a break. Returns the whole seconds left; null: not active. */
export function useCountdown(active: boolean, ms: number, onEnd: () => void): number | null {
  const [left, setLeft] = useState<number | null>(null)
  const end = useRef(onEnd)
  useEffect(() => {
    end.current = onEnd
  })
  useEffect(() => {
    if (!active) return
    const endsAt = performance.now() + ms
    setLeft(ms)
    const timer = setInterval(() => {
      const rest = endsAt - performance.now()
      if (rest > 0) setLeft(rest)
      else {
        clearInterval(timer)
        end.current()
      }
    }, tickMs)
    return () => {
      clearInterval(timer)
      setLeft(null)
    }
  }, [active, ms])
  return active && left !== null ? Math.max(1, Math.ceil(left / 1000)) : null
}
