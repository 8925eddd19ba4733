import { storageError } from './storage-error.ts'
import type { Tx } from './open.ts'

/**
 * Runs `work` in one transaction: all of it is on the disk when this returns, or nothing is. Takes the write lock
 * at once; inside an open transaction it becomes a part of that one.
 * @throws AppError `disk_full`, `storage_failed`, `database_damaged`, or whatever `work` throws
 */
export function transact<T>(db: Tx, work: (tx: Tx) => T): T {
  try {
    return db.transaction(work, { behavior: 'immediate' })
  } catch (error) {
    throw storageError(error)
  }
}
