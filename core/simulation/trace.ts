import { appendFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'

/** Notes what happens at the gates in a file, one JSON object a line, for those who check the demo afterwards. */
export type Trace = {
  note(line: object): void
  /** Resolves when all is in the file. */
  close(): Promise<void>
}

const flushEveryMs = 200

/** @param path null: nothing is noted */
export function createTrace(path: string | null): Trace {
  if (path === null) return { note: () => undefined, close: () => Promise.resolve() }
  let waiting: string[] = []
  let writing: Promise<void> = Promise.resolve()

  const timer = setInterval(() => {
    if (waiting.length === 0) return
    const text = takeAll()
    writing = writing.then(() => appendFile(path, text))
    writing.catch(() => clearInterval(timer)) // told by close()
  }, flushEveryMs)
  timer.unref()

  function takeAll(): string {
    const text = waiting.map(line => `${line}\n`).join('')
    waiting = []
    return text
  }

  return {
    note(line) {
      waiting.push(JSON.stringify(line))
    },
    async close() {
      clearInterval(timer)
      await writing
      if (waiting.length > 0) appendFileSync(path, takeAll())
    },
  }
}
