import { useEffect, useState } from 'react'
import { t } from '../strings/t.ts'

/** Rows in waiting. They show after a blink, so that quick answers do not flicker. */
export function Skeleton({ rows, height = 36 }: { rows: number; height?: number }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150)
    return () => clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <div role="status" aria-label={t.common.loading} className="overflow-hidden">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} style={{ height }} className="flex items-center gap-3 border-b border-line px-3">
          <div className="h-3 w-16 animate-wait rounded-sm bg-sunken" />
          <div className="h-3 animate-wait rounded-sm bg-sunken" style={{ width: `${30 + ((row * 17) % 40)}%` }} />
        </div>
      ))}
    </div>
  )
}

/** A thin moving line: something takes longer than a moment. */
export function SlowLine({ shown }: { shown: boolean }) {
  return (
    <div aria-hidden={!shown} role="status" className="relative h-0.5 overflow-hidden">
      {shown && (
        <div className="absolute inset-y-0 left-0 w-1/4 animate-slide bg-accent">
          <span className="sr-only">{t.common.stillLoading}</span>
        </div>
      )}
    </div>
  )
}
