// npm run zk -- COMMAND --host ADDRESS: looks after one terminal from the command line; see usage.ts.
import { runTool } from './tool.ts'

const stop = new AbortController()
const SIGPIPE = 13
const ONE_WISH_MS = 300
let stoppedBy = 0
let stoppedAt = 0
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const) {
  process.on(signal, () => {
    // Asked again: whoever asks does not want to wait for the terminal. One wish may come twice at once, from the
    // system and from the program that started this one.
    if (stop.signal.aborted && performance.now() - stoppedAt > ONE_WISH_MS) process.exit(128 + number)
    stoppedBy ||= number
    stoppedAt ||= performance.now()
    stop.abort()
  })
}
// Whoever reads the output has gone, as `| head` does.
process.stdout.on('error', () => {
  stoppedBy ||= SIGPIPE
  stop.abort()
})

const result = await runTool(process.argv.slice(2), {
  write: text =>
    new Promise(resolve => {
      process.stdout.write(text, () => resolve())
    }),
  note: text => void process.stderr.write(text),
  notesAreSeen: process.stderr.isTTY,
  stop: stop.signal,
})
process.exitCode = result === 'stopped' ? 128 + stoppedBy : result
