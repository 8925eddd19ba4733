import { desc, eq } from 'drizzle-orm'
import type { Tx } from '../db/open.ts'
import { recovery } from '../db/schema.ts'
import type { Tries } from './access.repo.ts'

export type StoredRecovery = Tries & {
  readonly id: string
  readonly codeHash: string
  readonly wrappedKey: Buffer | null
  readonly createdAt: number
  readonly usedAt: number | null
}

/** The code that was printed last, used or not; null when none ever was. */
export function findRecovery(tx: Tx): StoredRecovery | null {
  const { id, codeHash, wrappedKey, failedAttempts, lockedUntil, createdAt, usedAt } = recovery
  const found = tx
    .select({ id, codeHash, wrappedKey, failedAttempts, lockedUntil, createdAt, usedAt })
    .from(recovery)
    .orderBy(desc(recovery.createdAt), desc(recovery.id))
    .limit(1)
    .get()
  return found ?? null
}

/** Keeps a new code; the ones before are of no use any more. */
export function replaceRecovery(
  tx: Tx,
  row: {
    readonly id: string
    readonly codeHash: string
    readonly wrappedKey: Buffer | null
    readonly createdAt: number
    readonly createdBy: string
  },
): void {
  tx.delete(recovery).run()
  tx.insert(recovery).values(row).run()
}

export function updateRecovery(tx: Tx, id: string, facts: Partial<Tries & { readonly usedAt: number }>): void {
  tx.update(recovery).set(facts).where(eq(recovery.id, id)).run()
}
