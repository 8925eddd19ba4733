import { and, asc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { UserId } from '../contract/common.ts'
import type { Role } from '../contract/permissions.ts'
import type { UserRow } from '../contract/users.ts'
import type { Tx } from '../db/open.ts'
import { user } from '../db/schema.ts'

/** Everybody who has or had an account, those in use first, by name. */
export function userRows(tx: Tx): UserRow[] {
  return tx
    .select({
      id: user.id,
      username: user.username,
      fullName: user.fullName,
      role: user.role,
      active: sql`${user.deletedAt} is null`.mapWith(Boolean),
      lockedUntil: user.lockedUntil,
      lastSignInAt: user.lastSignInAt,
    })
    .from(user)
    .orderBy(sql`${user.deletedAt} is not null`, sql`${user.fullName} collate nocase`, asc(user.username))
    .all()
}

export type KnownUser = Pick<UserRow, 'id' | 'username' | 'fullName' | 'role' | 'active'>

export function userById(tx: Tx, id: UserId): KnownUser | null {
  const found = tx
    .select({
      id: user.id,
      username: user.username,
      fullName: user.fullName,
      role: user.role,
      active: sql`${user.deletedAt} is null`.mapWith(Boolean),
    })
    .from(user)
    .where(eq(user.id, id))
    .get()
  return found ?? null
}

/** Whether anybody ever had this user name. */
export function isUsernameTaken(tx: Tx, username: string): boolean {
  const found = tx.select({ id: user.id }).from(user).where(eq(user.username, username.toLowerCase())).get()
  return found !== undefined
}

/** Whether another account in use than this one has one of these roles. */
export function anyOtherWithRole(tx: Tx, id: UserId, roles: readonly Role[]): boolean {
  const found = tx
    .select({ id: user.id })
    .from(user)
    .where(and(ne(user.id, id), isNull(user.deletedAt), inArray(user.role, [...roles])))
    .limit(1)
    .get()
  return found !== undefined
}

export function updateUser(
  tx: Tx,
  id: UserId,
  facts: Partial<{
    readonly fullName: string
    readonly role: Role
    readonly passwordHash: string
    readonly failedAttempts: number
    readonly lockedUntil: number | null
    readonly lastSignInAt: number
    /** Null: in use. */
    readonly deletedAt: number | null
  }>,
): void {
  tx.update(user).set(facts).where(eq(user.id, id)).run()
}
