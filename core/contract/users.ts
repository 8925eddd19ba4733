import type { UserId } from './common.ts'
import { userId } from './common.ts'
import type { Role } from './permissions.ts'
import { roles } from './permissions.ts'
import { z } from './z.ts'

export const password = z.string().min(8).max(200)
export const username = z.string().trim().min(3).max(50)
const fullName = z.string().trim().min(2).max(100)

export const userDraft = z.strictObject({ username, fullName, role: z.enum(roles), password })
export const userEdit = z.strictObject({ userId, fullName, role: z.enum(roles) })
export const userPassword = z.strictObject({ userId, password })
export const ownPassword = z.strictObject({ current: z.string().min(1).max(200), password })
export const userRef = z.strictObject({ userId })
export type UserRow = {
  id: UserId
  username: string
  fullName: string
  role: Role
  active: boolean
  lockedUntil: number | null
  lastSignInAt: number | null
}

/** The printed code opens an administrator's account when every password is lost, and the school's key on a new PC. */
export const recover = z.strictObject({ code: z.string().trim().min(10).max(60), username, password })
export type RecoveryState = { exists: boolean; createdAt: number | null; coversKey: boolean }
/** Shown and printed once; only its hash is kept. `documentId`: the page for paper. */
export type RecoveryCode = { code: string; documentId: string }
