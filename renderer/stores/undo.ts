import { create } from 'zustand'
import type { UndoId } from '../../core/contract/common.ts'
import { asAppError, call } from '../api.ts'
import { t } from '../strings/t.ts'
import { useSession } from './session.ts'
import { showError, useToasts } from './toasts.ts'

/** One thing done, in one or more steps of the core, in their order. */
type Deed = { readonly undoIds: readonly UndoId[]; readonly title: string; readonly toast: number }
type Undo = { readonly deeds: readonly Deed[] }

/** Older ones are in the list of recent changes. */
const mostDeeds = 50

/** What was done in this window and can be taken back, oldest first. */
export const useUndo = create<Undo>()(() => ({ deeds: [] }))

// Another person at the window does not take back what the one before did.
useSession.subscribe((now, before) => {
  if (now.current?.user?.id !== before.current?.user?.id) useUndo.setState({ deeds: [] })
})

/**
 * Says in a toast what was done, with "Undo" beside it; Ctrl+Z takes the newest such deed back. What took several
 * steps is taken back as one.
 */
export function showDone(title: string, undo: UndoId | readonly UndoId[], text = ''): void {
  const undoIds = typeof undo === 'string' ? [undo] : undo
  const action = { label: t.undo.undo, keys: 'Ctrl+Z', run: () => void takeBack(undoIds) }
  const toast = useToasts.getState().show({ tone: 'good', title, text, action })
  useUndo.setState(({ deeds }) => ({ deeds: [...deeds, { undoIds, title, toast }].slice(-mostDeeds) }))
}

/** Takes back the newest deed of this window; says so when there is none. */
export function undoNewest(): void {
  const newest = useUndo.getState().deeds.at(-1)
  if (newest !== undefined) void takeBack(newest.undoIds)
  else useToasts.getState().show({ tone: 'plain', title: t.undo.nothing, text: t.undo.nothingText })
}

/** Takes steps back, the last first, and says so, or why it cannot be done. */
export async function takeBack(undoIds: readonly UndoId[]): Promise<void> {
  const { show, dismiss } = useToasts.getState()
  const isMeant = (deed: Deed) => deed.undoIds.some(id => undoIds.includes(id))
  const deed = useUndo.getState().deeds.find(isMeant)
  // Taken off first: the same key pressed twice takes back two deeds, not one deed twice.
  useUndo.setState(({ deeds }) => ({ deeds: deeds.filter(one => !isMeant(one)) }))
  if (deed !== undefined) dismiss(deed.toast)
  try {
    let sentence = ''
    for (const undoId of [...undoIds].reverse()) {
      const { what, count } = await call('undo.run', { undoId })
      sentence = t.undo.sentence(what, '', count)
    }
    show({ tone: 'plain', title: t.undo.done, text: deed?.title ?? sentence })
  } catch (error) {
    const { code } = asAppError(error)
    // Something else was in the way: it may work at the next try.
    const passing = code !== 'undo_gone' && code !== 'undo_conflict'
    if (passing && deed !== undefined) useUndo.setState(({ deeds }) => ({ deeds: [...deeds, deed] }))
    showError(error)
  }
}
