import { and, eq, isNull, sql } from 'drizzle-orm'
import type { UserId } from '../contract/common.ts'
import type { Role } from '../contract/permissions.ts'
import type { Tx } from '../db/open.ts'
import { user } from '../db/schema.ts'
import { newId } from '../ids.ts'

export type UserDraft = {
  readonly username: string
  readonly fullName: string
  readonly role: Role
  /** From `Passwords.hash`. */
  readonly passwordHash: string
  readonly at: number
}

/** Adds a user; names differ by more than upper and lower case. */
export function addUser(tx: Tx, { at, username, ...draft }: UserDraft): UserId {
  const id = newId<UserId>()
  tx.insert(user)
    .values({ ...draft, id, username: username.toLowerCase(), createdAt: at })
    .run()
  return id
}

export type StoredUser = {
  readonly id: UserId
  readonly username: string
  readonly fullName: string
  readonly role: Role
  readonly passwordHash: string
  /** Wrong tries since the last right one. */
  readonly failedAttempts: number
  readonly lockedUntil: number | null
}

/** The user of that name, whichever way it is capitalised. */
export function findUser(tx: Tx, username: string): StoredUser | null {
  const found = tx
    .select({
      id: user.id,
      username: user.username,
      fullName: user.fullName,
      role: user.role,
      passwordHash: user.passwordHash,
      failedAttempts: user.failedAttempts,
      lockedUntil: user.lockedUntil,
    })
    .from(user)
    .where(and(eq(user.username, username.toLowerCase()), isNull(user.deletedAt)))
    .get()
  return found ?? null
}

/** Wrong tries since the last right one, and until when, epoch ms, no further one is looked at. */
export type Tries = { readonly failedAttempts: number; readonly lockedUntil: number | null }

/** Keeps count of wrong tries. */
export function setSignInTries(tx: Tx, id: UserId, tries: Tries): void {
  tx.update(user).set(tries).where(eq(user.id, id)).run()
}

/** Whether there has ever been a user: if not, the school is to be set up. */
export function hasUsers(tx: Tx): boolean {
  return (
    tx
      .select({ one: sql`1` })
      .from(user)
      .limit(1)
      .get() !== undefined
  )
}
