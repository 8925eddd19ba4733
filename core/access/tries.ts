import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Deps } from '../use-case.ts'
import { findUser, setSignInTries } from './access.repo.ts'
import type { StoredUser, Tries } from './access.repo.ts'

/** Wrong tries before nobody gets in for a while. */
export const triesBeforeLock = 5
/** How long that is, ms. */
export const lockMs = 5 * 60_000

/**
 * Counts a try as wrong before it is checked, so that many tries at once are no more than the limit.
 * @throws AppError `sign_in_locked`
 */
export function oneMoreTry(before: Tries, now: number): Tries {
  if (before.lockedUntil !== null && before.lockedUntil > now) throw locked(before.lockedUntil)
  const failedAttempts = (before.lockedUntil === null ? before.failedAttempts : 0) + 1
  return { failedAttempts, lockedUntil: failedAttempts >= triesBeforeLock ? now + lockMs : null }
}

export const noTries: Tries = { failedAttempts: 0, lockedUntil: null }

/** @returns the user as the try found it, and when a wrong password locks it; null when there is none of that name */
export function beginTry(
  { db, clock }: Pick<Deps, 'clock'> & { readonly db: Tx },
  username: string,
): { readonly user: StoredUser; readonly lockedUntil: number | null } | null {
  return transact(db, tx => {
    const user = findUser(tx, username)
    if (user === null) return null
    const tries = oneMoreTry(user, clock.now())
    setSignInTries(tx, user.id, tries)
    return { user, lockedUntil: tries.lockedUntil }
  })
}

export function locked(until: number): AppError {
  return new AppError('sign_in_locked', { until })
}
