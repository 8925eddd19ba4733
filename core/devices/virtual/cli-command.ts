import type { ServedTerminal } from './server.ts'
import type { Terminal } from './terminal.ts'

/** Prints one line; the values may be lists. */
export type Print = (what: string, detail?: Readonly<Record<string, unknown>>) => void

export type CommandContext = {
  readonly terminal: Terminal
  readonly served: Pick<ServedTerminal, 'plug' | 'unplug' | 'dropLines' | 'network' | 'faults'>
  readonly print: Print
  readonly quit: () => void
}

export type Command = {
  readonly help: string
  readonly run: (context: CommandContext, words: readonly string[]) => void
}

/** A line of input asks for something impossible; the message says why. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** @throws CommandError unless the word is `on` or `off` */
export function onOrOff(name: string, word: string | undefined): boolean {
  if (word !== 'on' && word !== 'off') throw new CommandError(`${name} needs on or off`)
  return word === 'on'
}
