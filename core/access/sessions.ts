import type { SessionUser } from '../contract/session.ts'

/** Who is signed in, by the window's id. Kept in memory: a restarted app asks again. */
export type Sessions = {
  readonly userOf: (windowId: number) => SessionUser | null
  readonly open: (windowId: number, user: SessionUser) => void
  readonly close: (windowId: number) => void
}

/** A fresh register of sessions: nobody is signed in. */
export function createSessions(): Sessions {
  const users = new Map<number, SessionUser>()
  return {
    userOf: windowId => users.get(windowId) ?? null,
    open: (windowId, user) => void users.set(windowId, user),
    close: windowId => void users.delete(windowId),
  }
}
