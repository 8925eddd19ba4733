import type { KeyObject } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import { allows } from '../contract/permissions.ts'
import type { SessionUser } from '../contract/session.ts'
import type { DataKey } from '../crypto/data-key.ts'
import { unwrapWithCode } from '../crypto/recovery-key.ts'
import { transact } from '../db/transact.ts'
import type { Deps, UseCase } from '../use-case.ts'
import { findUser } from './access.repo.ts'
import type { Passwords } from './passwords.ts'
import { plainCode } from './recovery-code-rules.ts'
import { findRecovery, updateRecovery } from './recovery.repo.ts'
import type { StoredRecovery } from './recovery.repo.ts'
import type { Sessions } from './sessions.ts'
import { locked, noTries, oneMoreTry } from './tries.ts'
import { updateUser } from './users.repo.ts'

/** Sets an administrator's password with the printed code, once, and opens the school's key on a new computer. */
export function createRecover(
  { db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>,
  { sessions, passwords, dataKey }: { sessions: Sessions; passwords: Passwords; dataKey: DataKey },
): UseCase<'session.recover'> {
  function beginTry(): { readonly recovery: StoredRecovery; readonly lockedUntil: number | null } | null {
    return transact(db, tx => {
      const recovery = findRecovery(tx)
      if (recovery === null || recovery.usedAt !== null) return null
      const tries = oneMoreTry(recovery, clock.now())
      updateRecovery(tx, recovery.id, tries)
      return { recovery, lockedUntil: tries.lockedUntil }
    })
  }

  /** The code is right for the account in any case; the key is only needed on another computer. */
  async function takeOverKey({ id, wrappedKey }: StoredRecovery, code: string): Promise<void> {
    if (wrappedKey === null) return
    try {
      const key: KeyObject = await unwrapWithCode(wrappedKey, code, id)
      await dataKey.adopt(key)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      log.warn('the data key could not be taken over with the recovery code', { reason: error.code })
    }
  }

  return async ({ code: typed, username, password }, caller) => {
    const code = plainCode(typed)
    const found = beginTry()
    const right = await passwords.matches(found?.recovery.codeHash ?? null, code)
    const account = findUser(db, username)
    if (found === null || !right || account === null || !allows(account.role, 'users:write')) {
      throw found?.lockedUntil ? locked(found.lockedUntil) : new AppError('recovery_wrong')
    }
    const passwordHash = await passwords.hash(password)
    const { id, fullName, role } = account
    const user: SessionUser = { id, username: account.username, fullName, role }
    transact(db, tx => {
      const now = findRecovery(tx)
      if (now?.id !== found.recovery.id || now.usedAt !== null) throw new AppError('recovery_wrong')
      updateRecovery(tx, now.id, { ...noTries, usedAt: clock.now() })
      updateUser(tx, id, { passwordHash, ...noTries, lastSignInAt: clock.now() })
      caller.audit(tx, { user })
    })
    sessions.closeAllOf(id)
    sessions.open(caller.windowId, user)
    await takeOverKey(found.recovery, code)
    return user
  }
}
