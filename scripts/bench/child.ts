import { spawn } from 'node:child_process'

/**
 * Runs a part of a measurement in a process of its own and returns what it sends: its memory is its own, and it can be
 * ended when it hangs. What it prints is thrown away; libraries write their logs into `folder`.
 * @returns null when nothing came within `limitMs`
 * @throws Error when it ended without sending anything
 */
export function runChild<T>(
  file: string,
  args: readonly (string | number)[],
  { limitMs, folder }: { readonly limitMs: number; readonly folder: string },
): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args.map(String)], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let result: T | null = null
    let complaint = ''
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2000)
    })
    child.on('message', message => {
      result = message as T
    })
    child.on('error', reject)
    child.on('close', (_code, signal) => {
      clearTimeout(timer)
      if (result === null && signal === null) reject(new Error(`${file} ended without a result\n${complaint}`))
      else resolve(result)
    })
  })
}
