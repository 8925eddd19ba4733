import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { generateLogs, generateUsers } from '../../core/devices/virtual/generate.ts'
import { startTerminal } from '../../core/testing/test-terminal.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

function zk(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args, '--host', '127.0.0.1'])
  onTestFinished(() => void child.kill('SIGKILL'))
  let notes = ''
  child.stderr.on('data', (chunk: Buffer) => (notes += chunk.toString()))
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  return {
    child,
    ended,
    noted: (words: string) =>
      new Promise<void>(resolve => {
        child.stderr.on('data', () => {
          if (notes.includes(words)) resolve()
        })
      }),
  }
}

describe('the tool as a program', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends a watch with 0 at %s', async signal => {
    const { served } = await startTerminal()
    const { child, ended, noted } = zk('watch', '--port', String(served.port))
    await noted('Watching')
    child.kill(signal)
    expect(await ended).toBe(0)
  })

  it('takes the same signal twice at once for one', async () => {
    const { served } = await startTerminal({}, { paceMs: 20 })
    const { child, ended, noted } = zk('watch', '--port', String(served.port))
    await noted('Watching')
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGTERM'), 5)
    expect(await ended).toBe(0)
  })

  it('ends with 130 when a read is stopped', async () => {
    const logs = generateLogs(generateUsers(40, 3), 40_000, 3)
    const { served, terminal } = await startTerminal({ logs }, { paceMs: 20 })
    const { child, ended } = zk('logs', '--port', String(served.port))
    await expect.poll(() => terminal.isEnabled(), { timeout: 5000, interval: 5 }).toBe(false)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect(terminal.isEnabled()).toBe(true)
  })

  it('ends when nobody reads its output any more', async () => {
    const logs = generateLogs(generateUsers(40, 3), 20_000, 3)
    const { served } = await startTerminal({ logs })
    const { child, ended } = zk('logs', '--json', '--port', String(served.port))
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await ended).toBe(141)
  })

  it('writes a long log to its end', async () => {
    const logs = generateLogs(generateUsers(40, 3), 20_000, 3)
    const { served } = await startTerminal({ logs })
    const { child, ended } = zk('logs', '--json', '--port', String(served.port))
    let lines = 0
    child.stdout.on('data', (chunk: Buffer) => (lines += chunk.toString().split('\n').length - 1))
    expect(await ended).toBe(0)
    expect(lines).toBe(20_000)
  })

  it('ends with 2 when the command makes no sense', async () => {
    expect(await zk('wipe').ended).toBe(2)
  })
})
