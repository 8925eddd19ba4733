import { useEffect, useState } from 'react'
import type { ImportProgress } from '../../../core/contract/imports.ts'
import { on } from '../../api.ts'

const shownAfterMs = 300

/** How far the work is, once it takes longer than a moment; null while there is nothing to say. */
export function useProgress(working: boolean): ImportProgress | 'begun' | null {
  const [progress, setProgress] = useState<ImportProgress | null>(null)
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!working) return
    const timer = setTimeout(() => setSlow(true), shownAfterMs)
    const stop = on('import.progress', news => setProgress(news.at(-1) ?? null))
    return () => {
      clearTimeout(timer)
      stop()
      setSlow(false)
      setProgress(null)
    }
  }, [working])
  return working && slow ? (progress ?? 'begun') : null
}
