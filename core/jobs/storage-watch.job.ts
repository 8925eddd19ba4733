import { AppError } from '../contract/errors.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { Problems } from '../problems.ts'
import { probeStorage } from '../settings/settings.repo.ts'
import type { Deps } from '../use-case.ts'
import type { Job } from './runner.ts'

const storageCodes: readonly ErrorCode[] = ['disk_full', 'storage_failed', 'database_damaged']

export type StorageWatch = {
  /** Hears of every failure and shows those that mean that nothing can be stored. */
  readonly onFailure: (code: ErrorCode) => void
  readonly onError: (error: unknown) => void
  /** The same work, and its failure shown. */
  readonly watched: <A extends unknown[], R>(work: (...args: A) => R) => (...args: A) => R
  /** Tries the disk while such a problem is shown, and takes it away once something can be stored again. */
  readonly job: Job
}

/** Shows the office that the disk takes nothing, for as long as that is so. */
export function createStorageWatch({ db, clock }: Pick<Deps, 'db' | 'clock'>, problems: Problems): StorageWatch {
  function onFailure(code: ErrorCode): void {
    if (storageCodes.includes(code)) problems.raise(code)
  }

  function onError(error: unknown): void {
    if (error instanceof AppError) onFailure(error.code)
  }

  return {
    onFailure,
    onError,
    watched:
      work =>
      (...args) => {
        try {
          return work(...args)
        } catch (error) {
          onError(error)
          throw error
        }
      },
    job: {
      name: 'storage-watch',
      everyMs: 5000,
      run() {
        const shown = problems.list().filter(({ code }) => storageCodes.includes(code))
        if (shown.length === 0) return
        probeStorage(db, clock.now())
        for (const { code } of shown) problems.clear(code)
      },
    },
  }
}
