import type { Role } from './permissions.ts'
import type { UserId } from './common.ts'
import { z } from './z.ts'

const username = z.string().trim().min(1).max(50)
const password = z.string().min(1).max(200)

export const signIn = z.strictObject({ username, password })

/** The first run of a real school: its name and the first administrator. */
export const setUp = z.strictObject({
  schoolName: z.string().trim().min(2).max(200),
  schoolCode: z.string().trim().min(2).max(50),
  fullName: z.string().trim().min(2).max(100),
  username: username.min(3),
  password: password.min(8),
})

export type SessionUser = { id: UserId; username: string; fullName: string; role: Role }

/** What the sign-in screen needs before anyone is signed in. */
export type SessionState = {
  user: SessionUser | null
  /** True while the database has no user: the first administrator must be made. */
  setUpNeeded: boolean
  schoolName: string | null
  simulation: boolean
  /** Accounts of the demo school; empty outside simulation. */
  demoAccounts: { username: string; password: string; role: Role; fullName: string }[]
}
