import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { endingWithUs } from '../setup/command.mjs'
import { readyWord } from './sms-process.ts'

/** One life of the school's program, from its start to its end. */
export type Life = {
  /** Has it open its database and send; until then it only loads its code. */
  begin(): void
  /** Messages can leave. Never resolves when it ends before. */
  readonly ready: Promise<void>
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>
  hasEnded(): boolean
  /** At once and without warning, as when the power fails. */
  kill(): Promise<void>
  /** Has it write down what it is doing, as it would in a crash. */
  report(): void
  /** Asks it to end. By force after `limitMs`. Resolves with whether it ended by itself, and well. */
  leave(limitMs: number): Promise<boolean>
}

export type LifeOptions = {
  readonly program: string
  /** What the program is told: see `SmsProcessFile`. */
  readonly file: string
  /** Where crash reports and core dumps would go. */
  readonly crashes: string
  /** Everything it writes to its two streams is added here. */
  readonly output: string
  /** Compiled code, so that the next start is quicker. */
  readonly codeCache: string
}

export function startLife({ program, file, crashes, output, codeCache }: LifeOptions): Life {
  const reports = ['--report-on-signal', '--report-uncaught-exception', '--report-on-fatalerror']
  const node = [...reports, `--report-directory=${crashes}`, program, file]
  const child = spawn(...endingWithUs('KILL', process.execPath, node), {
    cwd: crashes,
    env: { ...process.env, NODE_COMPILE_CACHE: codeCache },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ready = new Promise<void>(resolve => {
    child.stdout.on('data', (chunk: Buffer) => {
      appendFileSync(output, chunk)
      if (chunk.includes(readyWord)) resolve()
    })
  })
  child.stderr.on('data', (chunk: Buffer) => appendFileSync(output, chunk))
  const ended = new Promise<void>(resolve => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  // It may have been killed before it reads.
  child.stdin.on('error', () => undefined)
  return {
    begin() {
      child.stdin.write('\n')
    },
    ready,
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    report() {
      child.kill('SIGUSR2')
    },
    async leave(limitMs) {
      child.kill('SIGTERM')
      const limit = setTimeout(() => child.kill('SIGKILL'), limitMs)
      await ended
      clearTimeout(limit)
      return child.exitCode === 0
    },
  }
}
