import { AppError } from '../contract/errors.ts'
import type { SessionUser } from '../contract/session.ts'
import type { DataKey } from '../crypto/data-key.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { addSchool, findSchool } from '../school/school.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { addUser, findUser, hasUsers } from './access.repo.ts'
import type { StoredUser } from './access.repo.ts'
import type { Passwords } from './passwords.ts'
import { createRecover } from './recover.ts'
import type { Sessions } from './sessions.ts'
import { beginTry, locked, noTries } from './tries.ts'
import { updateUser, userById } from './users.repo.ts'

export function accessUseCases(
  { db, clock, log, simulation }: Pick<Deps, 'db' | 'clock' | 'log' | 'simulation'>,
  { sessions, passwords, dataKey }: { sessions: Sessions; passwords: Passwords; dataKey: DataKey },
) {
  return {
    'session.current': (_, { user }) => ({
      user,
      setUpNeeded: !hasUsers(db),
      schoolName: findSchool(db)?.name ?? null,
      simulation: simulation !== null,
      demoAccounts: simulation?.demoAccounts ?? [],
    }),

    'session.signIn': async ({ username, password }, caller) => {
      const found = beginTry({ db, clock }, username)
      const right = await passwords.matches(found?.user.passwordHash ?? null, password)
      if (found === null || !right) {
        throw found?.lockedUntil ? locked(found.lockedUntil) : new AppError('sign_in_wrong')
      }
      const user = sessionUser(found.user)
      transact(db, tx => {
        refuseRemoved(tx, user)
        updateUser(tx, user.id, { ...noTries, lastSignInAt: clock.now() })
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

    'session.recover': createRecover({ db, clock, log }, { sessions, passwords, dataKey }),
  } satisfies UseCasesFor<'session'>

  function refuseSecondSetUp(): void {
    if (hasUsers(db)) throw new AppError('already_set_up')
  }
}

/** While the password was checked somebody may have taken the account away. */
function refuseRemoved(tx: Tx, user: SessionUser): void {
  if (userById(tx, user.id)?.active !== true) throw new AppError('sign_in_wrong')
}

function sessionUser({ id, username, fullName, role }: StoredUser): SessionUser {
  return { id, username, fullName, role }
}
