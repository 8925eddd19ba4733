import { useCallback, useRef } from 'react'
import type { GridHandle } from './DataGrid.tsx'
import { focusWhenLost } from './focus-when-lost.ts'

/** A table that takes the focus when it comes on screen and nothing else has it, and can be gone back to. */
export function useGridFocus() {
  const grid = useRef<GridHandle | null>(null)
  const ref = useCallback((handle: GridHandle | null) => {
    grid.current = handle
    focusWhenLost(handle)
  }, [])
  return { grid, ref }
}
