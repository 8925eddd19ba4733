import type { ServedTerminal } from '../../core/devices/virtual/server.ts'
import { runTool } from './tool.ts'

export type Run = { code: Awaited<ReturnType<typeof runTool>>; out: string; notes: string }

/** The tool at work. */
export type Running = {
  readonly seen: { out: string; notes: string }
  readonly stop: () => void
  readonly done: Promise<Run>
}

/** Starts the tool on a terminal of this computer; `line` is a command with its options. */
export function begin(served: Pick<ServedTerminal, 'port'>, line: string): Running {
  const seen = { out: '', notes: '' }
  const stop = new AbortController()
  const args = [...line.split(' '), '--host', '127.0.0.1', '--port', String(served.port)]
  const ended = runTool(args, {
    write(text) {
      seen.out += text
      return Promise.resolve()
    },
    note: text => (seen.notes += text),
    notesAreSeen: false,
    stop: stop.signal,
  })
  return { seen, stop: () => stop.abort(), done: ended.then(code => ({ code, ...seen })) }
}

/** Runs the tool to its end. */
export const zk = (served: Pick<ServedTerminal, 'port'>, line: string): Promise<Run> => begin(served, line).done

/** What `--json` wrote. */
export const objects = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>)
