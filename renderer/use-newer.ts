import { useState } from 'react'

/** An answer, or what was asked for by hand since, right after a change; the next answer takes its place. */
export function useNewer<T>(answer: T): [T, (newer: T) => void] {
  const [newer, setNewer] = useState<{ than: T; value: T } | null>(null)
  return [newer !== null && newer.than === answer ? newer.value : answer, value => setNewer({ than: answer, value })]
}
