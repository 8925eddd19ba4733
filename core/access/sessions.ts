import type { UserId } from '../contract/common.ts'
import type { SessionUser } from '../contract/session.ts'

/** Who is signed in, by the window's id. Kept in memory: a restarted app asks again. */
export type Sessions = {
  readonly userOf: (windowId: number) => SessionUser | null
  readonly open: (windowId: number, user: SessionUser) => void
  readonly close: (windowId: number) => void
  /** Ends the sessions of a person in all windows but one. */
  readonly closeAllOf: (userId: UserId, exceptWindow?: number) => void
  /** A person's name or role is another one now, in all windows. */
  readonly renew: (user: SessionUser) => void
}

/** A fresh register of sessions: nobody is signed in. */
export function createSessions(): Sessions {
  const users = new Map<number, SessionUser>()
  return {
    userOf: windowId => users.get(windowId) ?? null,
    open: (windowId, user) => void users.set(windowId, user),
    close: windowId => void users.delete(windowId),
    closeAllOf(userId, exceptWindow) {
      for (const [windowId, { id }] of [...users])
        if (id === userId && windowId !== exceptWindow) users.delete(windowId)
    },
    renew(user) {
      for (const [windowId, { id }] of [...users]) if (id === user.id) users.set(windowId, user)
    },
  }
}
