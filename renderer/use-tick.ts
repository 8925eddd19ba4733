import { useEffect } from 'react'

/** Does something every so many milliseconds while the component is on screen: time passes without any announcement. */
export function useTick(work: () => void, everyMs: number): void {
  useEffect(() => {
    const timer = setInterval(work, everyMs)
    return () => clearInterval(timer)
  }, [work, everyMs])
}
