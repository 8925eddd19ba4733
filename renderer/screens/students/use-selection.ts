import { useMemo, useRef, useState } from 'react'
import type { StudentId } from '../../../core/contract/common.ts'
import type { StudentPage, StudentRow } from '../../../core/contract/school.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import type { GridSelection } from '../../ui/DataGrid.tsx'
import type { Marked } from './selection.ts'
import { mostMarked, pagesOf, toggled, withRun } from './selection.ts'

const rowsPerCall = 500
const nobody: Marked = new Map<StudentId, StudentRow>()

type Options = {
  total: number
  rowAt: (index: number) => StudentRow | undefined
  /** Rows of the present filter that are not loaded yet. */
  load: (offset: number, limit: number) => Promise<StudentPage>
}

/** The students marked in the list; a run may reach over rows that were never on screen. */
export function useSelection({ total, rowAt, load }: Options) {
  const [marked, setMarked] = useState<Marked>(nobody)
  const before = useRef<Marked>(nobody)
  const newestRun = useRef(0)
  const clear = useMemo(
    () => () => {
      newestRun.current += 1
      setMarked(nobody)
    },
    [],
  )

  async function mark(base: Marked, from: number, to: number): Promise<void> {
    const mine = ++newestRun.current
    const last = from <= to ? Math.min(to, from + mostMarked - 1) : Math.max(to, from - mostMarked + 1)
    if (last !== to)
      useToasts.getState().show({ tone: 'plain', title: t.students.mostMarked(mostMarked), text: t.students.mostText })
    const here = Array.from({ length: Math.abs(last - from) + 1 }, (_, n) => rowAt(Math.min(from, last) + n))
    const loaded = here.filter(row => row !== undefined)
    if (loaded.length === here.length) {
      setMarked(withRun(base, loaded))
      return
    }
    const answers = await Promise.all(pagesOf(from, last, rowsPerCall).map(({ offset, limit }) => load(offset, limit)))
    if (mine !== newestRun.current) return
    setMarked(
      withRun(
        base,
        answers.flatMap(({ rows }) => rows),
      ),
    )
  }

  const selection: GridSelection<StudentRow> = {
    has: row => marked.has(row.id),
    toggle(index) {
      newestRun.current += 1
      const row = rowAt(index)
      if (row !== undefined) setMarked(toggled(marked, row))
    },
    run(from, to, fresh) {
      if (fresh) before.current = marked
      mark(before.current, from, to).catch(showError)
    },
    all() {
      mark(nobody, 0, total - 1).catch(showError)
    },
  }
  return { marked, selection, clear }
}
