import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** What runs now, and the signal that ends it. @type {Map<import('node:child_process').ChildProcess, NodeJS.Signals>} */
const running = new Map()

/**
 * Runs a command to its end and keeps what it prints. Never throws: a command that cannot start gives code 127.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeLimitMs?: number, stalled?: () => boolean, stopSignal?: NodeJS.Signals }} [options]
 *   `stalled` is asked once a second and ends the command when it answers true; `stopSignal` ends it when this process
 *   is asked to stop (by default at once: everything here can be done again, and npm ignores polite requests)
 * @returns {Promise<{ code: number, output: string, cutShort: boolean }>}
 */
export function run(
  command,
  args,
  { cwd, env = process.env, timeLimitMs = 15 * 60_000, stalled = () => false, stopSignal = 'SIGKILL' } = {},
) {
  return new Promise(resolve => {
    const started = performance.now()
    let output = ''
    let cutShort = false
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: command.endsWith('.cmd') })
    running.set(child, stopSignal)
    const watch = setInterval(() => {
      if (performance.now() - started < timeLimitMs && !stalled()) return
      child.kill(cutShort ? 'SIGKILL' : stopSignal)
      cutShort = true
    }, 1000)
    /** @param {Buffer} chunk */
    const keep = chunk => {
      output = (output + chunk.toString()).slice(-200_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    /** @param {number} code */
    const end = code => {
      clearInterval(watch)
      running.delete(child)
      resolve({ code, output, cutShort })
    }
    child.on('error', error => {
      output += error.message
      end(127)
    })
    child.on('close', code => end(code ?? 1))
  })
}

/** The last lines of a command's output, for a failure message. @param {string} output @param {number} [lines] */
export function tail(output, lines = 12) {
  return output.trimEnd().split('\n').slice(-lines).join('\n')
}

/** Where a program is, or undefined. @param {string} name */
export function which(name) {
  // The administrator's folders are missing from an ordinary user's PATH on Debian.
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin']
  return folders
    .filter(folder => folder !== '')
    .map(folder => path.join(folder, name))
    .find(file => existsSync(file))
}

/**
 * A command line that gets a signal when this process ends in whatever way, even killed; elsewhere than on Linux the
 * command line as it is.
 * @param {'TERM' | 'KILL'} signal
 * @param {string} command
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function endingWithUs(signal, command, args) {
  const setpriv = process.platform === 'linux' ? which('setpriv') : undefined
  return setpriv === undefined ? [command, args] : [setpriv, ['--pdeathsig', signal, '--', command, ...args]]
}

/**
 * Until the returned function is called, a request to stop ends the running commands first, then this process.
 * @returns {() => void}
 */
export function stopWithCommands() {
  /** @type {[NodeJS.Signals, number][]} */
  const signals = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]
  const handlers = signals.map(([signal, code]) => {
    const handler = () => {
      for (const [child, stopSignal] of running) child.kill(stopSignal)
      process.exit(code)
    }
    process.on(signal, handler)
    return () => process.off(signal, handler)
  })
  return () => handlers.forEach(remove => remove())
}
