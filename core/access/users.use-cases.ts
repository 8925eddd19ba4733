import { randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { UserId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import { allows, roles } from '../contract/permissions.ts'
import type { DataKey } from '../crypto/data-key.ts'
import { wrapWithCode } from '../crypto/recovery-key.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { newId } from '../ids.ts'
import { findSchool } from '../school/school.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { addUser } from './access.repo.ts'
import type { Passwords } from './passwords.ts'
import { codeBytes, codeOf, plainCode } from './recovery-code-rules.ts'
import { recoveryPage, recoveryTitle } from './recovery-page.ts'
import { findRecovery, replaceRecovery } from './recovery.repo.ts'
import type { Sessions } from './sessions.ts'
import { beginTry, locked, noTries } from './tries.ts'
import { anyOtherWithRole, isUsernameTaken, updateUser, userById, userRows } from './users.repo.ts'
import type { KnownUser } from './users.repo.ts'

const managers = roles.filter(role => allows(role, 'users:write'))

export function usersUseCases(
  { db, clock, pages }: Pick<Deps, 'db' | 'clock' | 'pages'>,
  { sessions, passwords, dataKey }: { sessions: Sessions; passwords: Passwords; dataKey: DataKey },
) {
  const timetables = createTimetables()
  return {
    'users.list': () => userRows(db),

    'users.add': async ({ password, ...draft }, caller) => {
      if (isUsernameTaken(db, draft.username)) throw taken(draft.username)
      const passwordHash = await passwords.hash(password)
      const id = transact(db, tx => {
        if (isUsernameTaken(tx, draft.username)) throw taken(draft.username)
        const made = addUser(tx, { ...draft, passwordHash, at: clock.now() })
        caller.audit(tx, { entityId: made })
        return made
      })
      return { id }
    },

    'users.edit': ({ userId, fullName, role }, caller) => {
      const user = transact(db, tx => {
        const before = theUser(tx, userId)
        if (before.active && !managers.includes(role)) refuseLast(tx, before)
        updateUser(tx, userId, { fullName, role })
        caller.audit(tx)
        return { id: userId, username: before.username, fullName, role }
      })
      sessions.renew(user)
      return null
    },

    'users.setPassword': async ({ userId, password }, caller) => {
      theUser(db, userId)
      const passwordHash = await passwords.hash(password)
      transact(db, tx => {
        theUser(tx, userId)
        updateUser(tx, userId, { passwordHash, ...noTries })
        caller.audit(tx)
      })
      sessions.closeAllOf(userId, caller.windowId)
      return null
    },

    'users.deactivate': ({ userId }, caller) => {
      transact(db, tx => {
        const user = theUser(tx, userId)
        if (user.active) refuseLast(tx, user)
        if (user.active) updateUser(tx, userId, { deletedAt: clock.now() })
        caller.audit(tx)
      })
      sessions.closeAllOf(userId)
      return null
    },

    'users.restore': ({ userId }, caller) => {
      transact(db, tx => {
        theUser(tx, userId)
        updateUser(tx, userId, { deletedAt: null, ...noTries })
        caller.audit(tx)
      })
      return null
    },

    'users.ownPassword': async ({ current, password }, caller) => {
      const own = caller.user
      if (own === null) throw new AppError('not_signed_in')
      const found = beginTry({ db, clock }, own.username)
      const right = await passwords.matches(found?.user.passwordHash ?? null, current)
      if (found === null || !right) {
        throw found?.lockedUntil ? locked(found.lockedUntil) : new AppError('sign_in_wrong')
      }
      const passwordHash = await passwords.hash(password)
      transact(db, tx => {
        updateUser(tx, own.id, { passwordHash, ...noTries })
        caller.audit(tx, { entityId: own.id })
      })
      sessions.closeAllOf(own.id, caller.windowId)
      return null
    },

    'users.recoveryState': () => {
      const found = findRecovery(db)
      const usable = found !== null && found.usedAt === null
      return {
        exists: usable,
        createdAt: usable ? found.createdAt : null,
        coversKey: usable && found.wrappedKey !== null,
      }
    },

    'users.recoveryCode': async (_, caller) => {
      const code = codeOf(randomBytes(codeBytes))
      const id = newId()
      const key = await keyIfAny(dataKey)
      const wrappedKey = key && (await wrapWithCode(key, plainCode(code), id))
      const codeHash = await passwords.hash(plainCode(code))
      const by = caller.user?.fullName ?? ''
      const now = clock.now()
      transact(db, tx => {
        replaceRecovery(tx, { id, codeHash, wrappedKey, createdAt: now, createdBy: by })
        caller.audit(tx, { entityId: id })
      })
      const day = timetables(readCalendar(db)).zone.dayOf(now)
      const schoolName = findSchool(db)?.name ?? ''
      const html = recoveryPage({ schoolName, code, day, by, coversKey: wrappedKey !== null })
      return { code, documentId: pages.keep({ title: recoveryTitle, fileName: `recovery-code-${day}.pdf`, html }) }
    },
  } satisfies UseCasesFor<'users'>
}

/** Without a keyring there is nothing that the code could open beside the accounts. */
async function keyIfAny(dataKey: DataKey): Promise<KeyObject | null> {
  try {
    return await dataKey.get()
  } catch (error) {
    if (error instanceof AppError && ['keyring_unavailable', 'template_unreadable'].includes(error.code)) return null
    throw error
  }
}

function theUser(tx: Tx, userId: UserId): KnownUser {
  const found = userById(tx, userId)
  if (found === null) throw new AppError('not_found')
  return found
}

function refuseLast(tx: Tx, { id, role }: KnownUser): void {
  if (managers.includes(role) && !anyOtherWithRole(tx, id, managers)) throw new AppError('last_admin')
}

function taken(username: string): AppError {
  return new AppError('name_taken', { name: username })
}
