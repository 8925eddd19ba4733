import type { UserRecord } from '../zkteco/records.ts'

/** The users of a terminal, in the order in which they came. */
export type UserStore = {
  all(): readonly UserRecord[]
  byUid(uid: number): UserRecord | undefined
  byId(userId: string): UserRecord | undefined
  /** Adds a user, or replaces the one with his uid. False: uid 0, id missing or taken, or no room. */
  put(user: UserRecord): boolean
  delete(uid: number): boolean
  clear(): void
}

export function createUserStore(capacity: number): UserStore {
  const users = new Map<number, UserRecord>()
  const uids = new Map<string, number>()

  return {
    all: () => [...users.values()],
    byUid: uid => users.get(uid),
    byId: userId => users.get(uids.get(userId) ?? 0),
    put(user) {
      if (user.uid === 0 || user.userId === '') return false
      if ((uids.get(user.userId) ?? user.uid) !== user.uid) return false
      const before = users.get(user.uid)
      if (!before && users.size >= capacity) return false
      if (before) uids.delete(before.userId)
      users.set(user.uid, user)
      uids.set(user.userId, user.uid)
      return true
    },
    delete(uid) {
      const user = users.get(uid)
      if (user) uids.delete(user.userId)
      return users.delete(uid)
    },
    clear() {
      users.clear()
      uids.clear()
    },
  }
}
