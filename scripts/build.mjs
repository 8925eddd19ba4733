import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { run } from './setup/command.mjs'
import { SetUpFailure } from './setup/failure.mjs'
import { modules, root } from './setup/places.mjs'

/** What the built app is made of. */
const SOURCES = ['core', 'electron', 'renderer', 'resources', 'vite.config.ts', 'package.json', 'package-lock.json']
const stamp = path.join(root, 'dist/.built')

/**
 * Builds the app when a source file is newer than the last complete build.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>} whether it had to
 */
export async function buildWhenStale(env) {
  const started = new Date()
  if (newestChange(SOURCES.map(source => path.join(root, source))) <= changedAt(stamp)) return false
  const { code, output } = await run(process.execPath, viteBuild(), { cwd: root, env })
  if (code !== 0)
    throw new SetUpFailure(
      `The app could not be built:\n${output}`,
      'Mend the error above and run the same command again.',
    )
  mkdirSync(path.dirname(stamp), { recursive: true })
  writeFileSync(stamp, '')
  // A file saved while the build ran may or may not be in it: count it as newer.
  utimesSync(stamp, started, started)
  return true
}

/** Arguments for Node that build the app. */
export function viteBuild() {
  return [path.join(modules, 'vite/bin/vite.js'), 'build', '--app']
}

/**
 * When the newest of some files and folders, or anything inside them, was changed; epoch ms, 0 for nothing there.
 * A folder counts too: its time changes when a file in it is deleted or renamed.
 * @param {string[]} places
 * @returns {number}
 */
export function newestChange(places) {
  let newest = 0
  for (const place of places) {
    newest = Math.max(newest, changedAt(place))
    if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) continue
    for (const entry of readdirSync(place, { recursive: true }))
      newest = Math.max(newest, changedAt(path.join(place, String(entry))))
  }
  return newest
}

/** @param {string} file */
function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
