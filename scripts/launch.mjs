import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { endingWithUs } from './setup/command.mjs'
import { findElectron } from './setup/electron.mjs'
import { SetUpFailure } from './setup/failure.mjs'
import { findSqliteBinding, needsOwnBinding } from './setup/sqlite.mjs'

/** Debian's user and group for programs that may touch nothing. */
const NOBODY = { uid: 65534, gid: 65534 }

/**
 * How to start the built app. Set-up must have run before.
 * @param {string} appFolder the folder whose package.json names the built main file
 * @param {object} [options]
 * @param {'where possible' | 'required'} [options.sandbox] Chromium's sandbox refuses to run as root: `where possible`
 *   then goes without it, `required` starts the app as the user nobody instead, who needs a `folderForNobody` as home
 * @returns {{ command: string, args: string[], env: NodeJS.ProcessEnv }}
 */
export function electronCommand(appFolder, { sandbox = 'where possible' } = {}) {
  const electron = findElectron()
  if (electron === undefined) throw new SetUpFailure('Electron is not set up yet.', 'Run npm start once.')
  const env = { ...process.env }
  delete env['ELECTRON_RUN_AS_NODE']
  delete env['ROLLCALL_SQLITE_BINDING']
  const binding = needsOwnBinding(electron.napi) ? findSqliteBinding() : undefined
  if (binding !== undefined) env['ROLLCALL_SQLITE_BINDING'] = binding

  const app = path.resolve(appFolder)
  if (process.platform !== 'linux') return { command: electron.executable, args: [app], env }
  // Without a graphics card Chromium would look for one again and again before it draws without.
  const args = existsSync('/dev/dri') ? [app] : ['--disable-gpu', app]
  if (isRoot() && sandbox === 'required') {
    const command = fileURLToPath(new URL('electron-as-nobody.sh', import.meta.url))
    return { command, args, env: { ...env, ROLLCALL_ELECTRON: electron.executable } }
  }
  const withoutSandbox = sandbox === 'where possible' && !sandboxWorks(electron.executable)
  return { command: electron.executable, args: withoutSandbox ? ['--no-sandbox', ...args] : args, env }
}

function isRoot() {
  return process.getuid?.() === 0
}

/** @param {string} executable */
function sandboxWorks(executable) {
  if (isRoot()) return false
  const helper = statSync(path.join(path.dirname(executable), 'chrome-sandbox'), { throwIfNoEntry: false })
  const helperIsPrivileged = helper !== undefined && helper.uid === 0 && (helper.mode & 0o4000) !== 0
  // Otherwise the sandbox needs user namespaces, which some systems forbid: trying is the only sure test.
  return helperIsPrivileged || spawnSync('unshare', ['--user', '--map-root-user', 'true']).status === 0
}

/**
 * A new folder that the user nobody can write: home and data of an app started with `sandbox: 'required'` as root.
 * The caller removes it.
 */
export function folderForNobody() {
  const folder = mkdtempSync(path.join(tmpdir(), 'rollcall-nobody-'))
  if (isRoot()) chownSync(folder, NOBODY.uid, NOBODY.gid)
  chmodSync(folder, 0o700)
  return folder
}

/**
 * A display to start the app on: the machine's, or a virtual one that ends with `stop` (and with this process).
 * @param {object} [options]
 * @param {boolean} [options.own] a virtual one even when the machine has a display
 * @param {string} [options.size] of a virtual one, in pixels and bits
 * @returns {Promise<{ env: { DISPLAY?: string }, isVirtual: boolean, stop: () => Promise<void> }>}
 */
export async function withDisplay({ own = false, size = '1366x768x24' } = {}) {
  if (process.platform !== 'linux') return { env: {}, isVirtual: false, stop: async () => {} }
  const existing = process.env['DISPLAY']
  if (existing && !own) return { env: { DISPLAY: existing }, isVirtual: false, stop: async () => {} }

  // Xvfb itself picks a free number and writes it to its fourth stream: no race for a number.
  const xvfbArgs = ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp', '-noreset']
  const server = spawn(...endingWithUs('TERM', 'Xvfb', xvfbArgs), {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // Ctrl+C in the terminal must reach the app before its display goes.
    detached: true,
  })
  const ended = new Promise(resolve => {
    server.once('exit', resolve)
    server.once('error', resolve)
  })
  const number = await displayNumber(server)
  server.unref()
  const errors = /** @type {import('node:net').Socket} */ (server.stderr)
  errors.unref()
  const stop = async () => {
    server.ref()
    server.kill()
    await ended
  }
  return { env: { DISPLAY: `:${number}` }, isVirtual: true, stop }
}

/** @param {import('node:child_process').ChildProcess} server @returns {Promise<string>} */
function displayNumber(server) {
  return new Promise((resolve, reject) => {
    let said = ''
    let number = ''
    /** @param {string} why */
    const fail = why => {
      clearTimeout(limit)
      server.off('exit', exited)
      server.kill()
      reject(
        new SetUpFailure(
          `The virtual display did not start: ${why}\n${said}`,
          'Try "Xvfb -displayfd 1" by hand; it says what it lacks.',
        ),
      )
    }
    /** @param {number | null} code */
    const exited = code => fail(`it ended with code ${code}`)
    const limit = setTimeout(() => fail('no answer within 15 s'), 15_000)
    server.stderr?.on('data', chunk => (said = (said + String(chunk)).slice(-2000)))
    server.once('error', error => fail(error.message))
    server.once('exit', exited)
    const answer = /** @type {import('node:stream').Readable} */ (server.stdio[3])
    answer.on('data', chunk => {
      number += String(chunk)
      if (!number.includes('\n')) return
      clearTimeout(limit)
      server.off('exit', exited)
      answer.destroy()
      resolve(number.trim())
    })
  })
}
