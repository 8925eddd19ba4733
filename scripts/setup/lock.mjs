import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Does `work` while holding the lock folder, so that two set-ups never write the same files.
 * A lock whose process is gone is taken over.
 * @template T
 * @param {string} folder
 * @param {() => void} waiting called once when another process holds the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, waiting, work) {
  mkdirSync(path.dirname(folder), { recursive: true })
  let told = false
  while (!take(folder)) {
    if (isStale(folder)) removeStale(folder)
    else {
      if (!told) waiting()
      told = true
      await sleep(250)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} folder */
function take(folder) {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
  writeFileSync(path.join(folder, 'owner'), JSON.stringify({ pid: process.pid, started: startOf(process.pid) }))
  return true
}

/**
 * True when the process that made the lock no longer runs.
 * @param {string} folder
 */
export function isStale(folder) {
  try {
    const { pid, started } = JSON.parse(readFileSync(path.join(folder, 'owner'), 'utf8'))
    return startOf(pid) !== started
  } catch {
    // Between making the folder and writing the owner there is nothing to read yet, or not all of it.
    return isOlderThan(folder, 10_000)
  }
}

/**
 * When a process started, in a form that differs after its number was given to another; undefined when it has ended.
 * @param {number} pid
 */
function startOf(pid) {
  if (process.platform === 'linux') {
    try {
      // After the program's name in brackets: the state, then 18 numbers, then the start in clock ticks since boot.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      return fields[0] === 'Z' ? undefined : fields[19]
    } catch {
      return undefined
    }
  }
  try {
    process.kill(pid, 0)
    return 'running'
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH' ? undefined : 'running'
  }
}

/** @param {string} folder @param {number} ageMs */
function isOlderThan(folder, ageMs) {
  try {
    return Date.now() - statSync(folder).mtimeMs > ageMs
  } catch {
    // Gone already: its owner has finished.
    return false
  }
}

/**
 * Removes a stale lock. Two waiters may both have seen it stale; without a lock of its own the slower one could remove
 * the lock that the faster one has just taken.
 * @param {string} folder
 */
function removeStale(folder) {
  const removing = `${folder}.removing`
  try {
    mkdirSync(removing)
  } catch {
    if (isOlderThan(removing, 10_000)) rmSync(removing, { recursive: true, force: true })
    return
  }
  try {
    if (isStale(folder)) rmSync(folder, { recursive: true, force: true })
  } finally {
    rmSync(removing, { recursive: true, force: true })
  }
}
