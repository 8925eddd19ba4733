import { columns } from '../columns.ts'

/** Where the tool writes, and who can stop it. */
export type Io = {
  /** To standard output; resolves when it has been taken. */
  write(text: string): Promise<void>
  /** To standard error. */
  note(text: string): void
  /** A person looks at standard error: progress may write over itself. */
  readonly notesAreSeen: boolean
  readonly stop: AbortSignal
}

export type Column<T> = { readonly title: string; readonly of: (record: T) => string | number }

/** What a command has to tell: to a person in words, to a program one object a line. */
export type Output = {
  /** Many records at once; `none` is said when there are none. */
  records<T extends object>(records: readonly T[], columns: readonly Column<T>[], none: string): Promise<void>
  /** One thing. */
  tell(object: object, words: string): Promise<void>
  /** Only for people. */
  say(words: string): Promise<void>
  /** To standard error, whoever reads. */
  note(words: string): void
  /** Tells on standard error how far something is, in whole numbers. */
  progress(what: string): (done: number, total: number) => void
}

/** Lines that are written at once. */
const PORTION = 1000
/** Time between two words about progress: on a screen, and in a file. */
const PROGRESS_MS = { screen: 200, file: 2000 } as const

export function createOutput(io: Io, json: boolean): Output {
  async function lines(all: readonly string[]): Promise<void> {
    for (let at = 0; at < all.length; at += PORTION) await io.write(`${all.slice(at, at + PORTION).join('\n')}\n`)
  }

  return {
    async records(records, shown, none) {
      if (json) return lines(records.map(record => JSON.stringify(record)))
      if (records.length === 0) return lines([none])
      const rows = records.map(record => shown.map(column => printable(String(column.of(record)))))
      await lines(
        columns(
          shown.map(column => column.title),
          rows,
        ).split('\n'),
      )
    },
    tell: (object, words) => lines([json ? JSON.stringify(object) : printable(words)]),
    say: words => (json ? Promise.resolve() : lines([printable(words)])),
    note: words => io.note(`${printable(words)}\n`),
    progress(what) {
      const { notesAreSeen } = io
      let last = performance.now()
      let isShown = false
      return (done, total) => {
        const now = performance.now()
        const isEnd = done >= total && isShown
        if (!isEnd && now - last < (notesAreSeen ? PROGRESS_MS.screen : PROGRESS_MS.file)) return
        last = now
        isShown = true
        const words = `${what}: ${done} of ${total}`
        io.note(notesAreSeen ? `\r\x1b[K${words}${isEnd ? '\n' : ''}` : `${words}\n`)
      }
    },
  }
}

/** Text from a terminal could contain what steers the screen. Line ends of our own stay. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, '\u{fffd}')
}
