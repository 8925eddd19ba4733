import { rmSync } from 'node:fs'
import path from 'node:path'
import { SetUpFailure } from './failure.mjs'
import { withLock } from './lock.mjs'
import { cache } from './places.mjs'

/**
 * One step of the set-up: `find` looks (quickly) for the finished thing, `make` makes it when it is not there.
 * Prints one line: `skipped` when it was there, `done` and the seconds when it was made.
 * @template T
 * @param {{ name: string, find: () => T | undefined, make: (say: (what: string) => void) => Promise<void>, describe: (found: T) => string, quiet?: boolean }} step
 * @returns {Promise<T>}
 */
export async function step({ name, find, make, describe, quiet = false }) {
  /** @param {string} state @param {string} what */
  const line = (state, what) => process.stderr.write(`  ${name.padEnd(18)} ${state.padEnd(14)} ${what}\n`)
  const before = find()
  if (before !== undefined) {
    if (!quiet) line('skipped', describe(before))
    return before
  }
  const started = performance.now()
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
  const waiting = () => line('waiting', 'another set-up of this project is running')
  return withLock(path.join(cache, 'setup.lock'), waiting, async () => {
    // Only the holder of the lock writes here, so whatever is left was left by a set-up that was killed.
    rmSync(path.join(cache, 'tmp'), { recursive: true, force: true })
    if (find() === undefined) await make(what => line('...', what))
    const after = find()
    if (after === undefined) {
      throw new SetUpFailure(`${name} is still not usable after it was set up.`, `Delete ${cache} and try again.`)
    }
    line(`done ${seconds()}`, describe(after))
    return after
  })
}
