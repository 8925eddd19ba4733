import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** What the virtual terminal prints: one object a line. */
export type Said = { readonly what: string } & Readonly<Record<string, unknown>>

/** A virtual terminal in a process of its own, as `npm run terminal` starts it. */
export type TerminalProcess = {
  readonly port: number
  /** Gives it a line on standard input and waits for the answer of this kind. */
  ask(line: string, answer: string): Promise<Said>
  stop(): Promise<void>
}

const CLI = fileURLToPath(new URL('../../core/devices/virtual/cli.ts', import.meta.url))
const PATIENCE_MS = 20_000

/** @throws Error when it does not start within 20 s */
export async function startTerminalProcess(args: readonly string[]): Promise<TerminalProcess> {
  const child = spawn(process.execPath, [CLI, '--port', '0', ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = new Promise<void>(resolve => child.once('close', () => resolve()))
  const waiting: { readonly answer: string; readonly resolve: (said: Said) => void }[] = []
  createInterface({ input: child.stdout }).on('line', line => {
    const said = JSON.parse(line) as Said
    const at = waiting.findIndex(({ answer }) => answer === said.what)
    if (at >= 0) waiting.splice(at, 1)[0]?.resolve(said)
  })

  function next(answer: string): Promise<Said> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the terminal does not say "${answer}"`)), PATIENCE_MS)
      void gone.then(() => reject(new Error(`the terminal ended without saying "${answer}"`)))
      waiting.push({
        answer,
        resolve(said) {
          clearTimeout(timer)
          resolve(said)
        },
      })
    })
  }

  const { port } = await next('ready')
  return {
    port: Number(port),
    ask(line, answer) {
      const said = next(answer)
      child.stdin.write(`${line}\n`)
      return said
    },
    async stop() {
      child.kill('SIGTERM')
      await gone
    },
  }
}
