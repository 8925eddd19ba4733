import { AppError } from '../contract/errors.ts'
import type { ErrorCode } from '../contract/errors.ts'

/**
 * What a failure of SQLite or of the file system means to the office: `disk_full`, `storage_failed` or
 * `database_damaged`, with the original as its cause. Anything else comes back as it is.
 */
export function storageError(error: unknown): unknown {
  const reason = reasonOf(error)
  const code = reason === null ? null : meaning(reason)
  return reason === null || code === null ? error : new AppError(code, { reason }, { cause: error })
}

/** The code of SQLite's or the file system's error, found behind the database layer's own wrapping. */
function reasonOf(error: unknown): string | null {
  if (!(error instanceof Error) || error instanceof AppError) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  return reasonOf(error.cause)
}

function meaning(reason: string): ErrorCode | null {
  if (reason === 'SQLITE_FULL' || reason === 'ENOSPC' || reason === 'EDQUOT') return 'disk_full'
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(reason)) return 'database_damaged'
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN|BUSY|LOCKED|PERM|NOLFS)/.test(reason)) return 'storage_failed'
  return fileSystemFailures.has(reason) ? 'storage_failed' : null
}

const fileSystemFailures = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'EIO',
  'EMFILE',
  'ENOTDIR',
  'EISDIR',
  'EEXIST',
  'ENOENT',
])
