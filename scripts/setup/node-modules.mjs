import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { tail } from './command.mjs'
import { SetUpFailure } from './failure.mjs'
import { npm } from './npm.mjs'
import { modules, root } from './places.mjs'

/**
 * @typedef {{ version?: string, resolved?: string, integrity?: string, optional?: boolean, link?: boolean }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/** The installed modules, or undefined when they are missing or not what package.json and its lock file ask for. */
export function findNodeModules() {
  const lock = readLock(path.join(root, 'package-lock.json'))
  // npm writes this file as the last act of an install, so a broken-off install never has it.
  const installed = readLock(path.join(modules, '.package-lock.json'))
  if (lock === undefined || installed === undefined) return undefined
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  if (!agrees(manifest, lock) || !isInstalled(lock, installed)) return undefined
  return { count: Object.keys(installed.packages).length }
}

/**
 * Whether every package of the lock file is installed in that very version and nothing else is.
 * Optional packages may be missing: they are for other platforms.
 * @param {Lock} lock
 * @param {Lock} installed
 */
export function isInstalled(lock, installed) {
  const wanted = Object.entries(lock.packages).filter(([place]) => place !== '')
  /** @param {LockEntry | undefined} entry */
  const identity = entry => entry && `${entry.version} ${entry.integrity ?? entry.resolved ?? ''}`
  return (
    wanted.every(([place, entry]) => {
      const found = installed.packages[place]
      return found === undefined ? entry.optional === true : identity(found) === identity(entry)
    }) && Object.keys(installed.packages).every(place => lock.packages[place] !== undefined)
  )
}

/**
 * Whether the lock file was written for this package.json.
 * @param {Record<string, unknown>} manifest
 * @param {Lock} lock
 */
function agrees(manifest, lock) {
  const locked = /** @type {Record<string, unknown>} */ (lock.packages[''] ?? {})
  return ['dependencies', 'devDependencies', 'optionalDependencies'].every(kind =>
    isDeepStrictEqual(manifest[kind] ?? {}, locked[kind] ?? {}),
  )
}

/** @param {string} file @returns {Lock | undefined} */
function readLock(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

export async function installNodeModules() {
  const args = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const { code, output } = await npm(args, root)
  if (code === 0) return
  throw new SetUpFailure(
    `npm ci failed:\n${tail(output)}`,
    'If it speaks of the lock file, run "npm install" and commit package-lock.json; otherwise check that this machine reaches its npm registry (npm ping) and run the same command again.',
  )
}
