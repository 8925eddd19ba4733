import type { ImportId, UserId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { ImportPreview } from '../contract/imports.ts'
import { newId } from '../ids.ts'
import type { ComparedRow } from './compare.ts'
import type { ImportMapping } from './preview.ts'
import type { Table } from './table.ts'

/** A file that somebody is importing; kept in memory until it is closed or the app ends. */
export type Draft = {
  readonly id: ImportId
  readonly windowId: number
  readonly userId: UserId | null
  readonly fileName: string
  readonly table: Table
  /** The last thing that was looked at: what would be applied. */
  looked: Looked | null
  /** Counts the looks, so that a slow one does not replace a later one. */
  look: number
}

export type Looked = {
  readonly mapping: ImportMapping
  readonly preview: ImportPreview
  readonly rows: readonly ComparedRow[]
}

/** At most so many at once, over all windows: they hold whole files. */
const mostDrafts = 4

/** The open imports. One window has one at a time: another file takes its place. */
export function createDrafts() {
  const drafts = new Map<ImportId, Draft>()
  return {
    add(draft: Pick<Draft, 'windowId' | 'userId' | 'fileName' | 'table'>): Draft {
      for (const [id, other] of drafts) if (other.windowId === draft.windowId) drafts.delete(id)
      const [oldest] = drafts.keys()
      if (drafts.size >= mostDrafts && oldest !== undefined) drafts.delete(oldest)
      const added: Draft = { ...draft, id: newId<ImportId>(), looked: null, look: 0 }
      drafts.set(added.id, added)
      return added
    },
    /** Of the person who opened it, at that window. @throws AppError `import_gone` */
    get(id: ImportId, who: Pick<Draft, 'windowId' | 'userId'>): Draft {
      const found = drafts.get(id)
      if (found?.windowId !== who.windowId || found.userId !== who.userId) throw new AppError('import_gone')
      return found
    },
    close: (id: ImportId) => void drafts.delete(id),
  }
}
