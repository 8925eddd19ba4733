import type { HoldReason } from '../contract/messages.ts'
import { clearsByItself, goesByItself, mayBeReleased } from './interlock.ts'

// What becomes of held absence alerts. Values in, values out.

export type BatchFacts = {
  /** Why it was held so far, and why it is to be held now. */
  readonly before: readonly HoldReason[]
  readonly now: readonly HoldReason[]
  /** The marks of its session are all there. */
  readonly complete: boolean
  /** Somebody is to be told. */
  readonly anybody: boolean
  /** Its session has ended, or its news are too old. */
  readonly over: boolean
  /** No text leaves at this hour. */
  readonly quiet: boolean
}

/** `removed`: nobody was absent after all. */
export type BatchFate = 'released' | 'held' | 'expired' | 'removed'

/** Where a batch goes that no person has decided. */
export function fateOf({ before, now, complete, anybody, over, quiet }: BatchFacts): BatchFate {
  if (over || !mayBeReleased(now)) return 'expired'
  const unread = now.some(({ code }) => code === 'terminal_not_read')
  if (!complete || unread) return 'held'
  if (!anybody) return 'removed'
  return goesByItself(before, now) && !quiet ? 'released' : 'held'
}

/** The reasons that are kept: those of now, and what has needed a person's word and has not got it. */
export function reasonsToKeep(before: readonly HoldReason[], now: readonly HoldReason[]): HoldReason[] {
  const open = before.filter(
    reason =>
      !clearsByItself([reason]) &&
      mayBeReleased([reason]) &&
      !now.some(other => subjectOf(other) === subjectOf(reason)),
  )
  return [...now, ...open]
}

function subjectOf(reason: HoldReason): string {
  return reason.code === 'share_of_class' ? `${reason.code} ${reason.className}` : reason.code
}
