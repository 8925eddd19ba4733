import type { StudentId } from '../../../core/contract/common.ts'
import type { StudentRow } from '../../../core/contract/school.ts'

/** The students that are marked, in the order they were marked. */
export type Marked = ReadonlyMap<StudentId, StudentRow>

/** As many as one change may touch. */
export const mostMarked = 1000

/** Marks a student, or takes the mark off. */
export function toggled(marked: Marked, row: StudentRow): Marked {
  const next = new Map(marked)
  if (!next.delete(row.id)) next.set(row.id, row)
  return next
}

/** What was marked before and a run of rows, no more than `mostMarked` in all. */
export function withRun(before: Marked, run: readonly StudentRow[]): Marked {
  const next = new Map(before)
  for (const row of run) {
    if (next.size >= mostMarked) break
    next.set(row.id, row)
  }
  return next
}

/** The pages that hold rows `from` to `to`, whichever is first; a page has at most `size` rows. */
export function pagesOf(from: number, to: number, size: number): { offset: number; limit: number }[] {
  const [first, last] = [Math.min(from, to), Math.max(from, to)]
  const pages = []
  for (let offset = first; offset <= last; offset += size)
    pages.push({ offset, limit: Math.min(size, last - offset + 1) })
  return pages
}
