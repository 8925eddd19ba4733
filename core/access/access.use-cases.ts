import { AppError } from '../contract/errors.ts'
import type { SessionUser } from '../contract/session.ts'
import { transact } from '../db/transact.ts'
import { addSchool, findSchool } from '../school/school.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { addUser, findUser, hasUsers, setSignInTries } from './access.repo.ts'
import type { StoredUser } from './access.repo.ts'
import type { Passwords } from './passwords.ts'
import type { Sessions } from './sessions.ts'

/** Wrong tries before a user is locked out. */
export const triesBeforeLock = 5
/** How long a user stays locked out, ms. */
export const lockMs = 5 * 60_000

export function accessUseCases(
  { db, clock, simulation }: Pick<Deps, 'db' | 'clock' | 'simulation'>,
  { sessions, passwords }: { sessions: Sessions; passwords: Passwords },
) {
  /**
   * Counts the try as wrong before the password is checked, so that many tries at once are no more than the limit.
   * @returns the user as the try found it, and when a wrong password locks it
   */
  function beginTry(username: string): { user: StoredUser; lockedUntil: number | null } | null {
    return transact(db, tx => {
      const user = findUser(tx, username)
      if (user === null) return null
      const now = clock.now()
      if (user.lockedUntil !== null && user.lockedUntil > now) throw locked(user.lockedUntil)
      const failedAttempts = (user.lockedUntil === null ? user.failedAttempts : 0) + 1
      const lockedUntil = failedAttempts >= triesBeforeLock ? now + lockMs : null
      setSignInTries(tx, user.id, { failedAttempts, lockedUntil })
      return { user, lockedUntil }
    })
  }

  return {
    'session.current': (_, { user }) => ({
      user,
      setUpNeeded: !hasUsers(db),
      schoolName: findSchool(db)?.name ?? null,
      simulation: simulation !== null,
      demoAccounts: simulation?.demoAccounts ?? [],
    }),

    'session.signIn': async ({ username, password }, caller) => {
      const found = beginTry(username)
      const right = await passwords.matches(found?.user.passwordHash ?? null, password)
      if (found === null || !right) {
        throw found?.lockedUntil ? locked(found.lockedUntil) : new AppError('sign_in_wrong')
      }
      const user = sessionUser(found.user)
      transact(db, tx => {
        setSignInTries(tx, user.id, { failedAttempts: 0, lockedUntil: null })
        caller.audit(tx, { user })
      })
      sessions.open(caller.windowId, user)
      return user
    },

    'session.signOut': (_, { windowId }) => {
      sessions.close(windowId)
      return null
    },

    'session.setUp': async ({ schoolName, schoolCode, fullName, username, password }, caller) => {
      refuseSecondSetUp()
      const passwordHash = await passwords.hash(password)
      const user = transact(db, tx => {
        refuseSecondSetUp()
        const at = clock.now()
        const schoolId = findSchool(tx)?.id ?? addSchool(tx, { name: schoolName, code: schoolCode, at })
        addUser(tx, { username, fullName, role: 'super_admin', passwordHash, at })
        const made = findUser(tx, username)
        if (made === null) throw new Error('the first user is not there after it was added')
        const first = sessionUser(made)
        caller.audit(tx, { user: first, entityId: schoolId })
        return first
      })
      sessions.open(caller.windowId, user)
      return user
    },
  } satisfies UseCasesFor<'session'>

  function refuseSecondSetUp(): void {
    if (hasUsers(db)) throw new AppError('already_set_up')
  }
}

function locked(until: number): AppError {
  return new AppError('sign_in_locked', { until })
}

function sessionUser({ id, username, fullName, role }: StoredUser): SessionUser {
  return { id, username, fullName, role }
}
