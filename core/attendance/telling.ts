import type { Tx } from '../db/open.ts'
import type { TerminalNow } from '../notifications/interlock-facts.ts'
import type { Clock } from '../ports.ts'
import type { Timetable } from './timetable.ts'

/** What is needed to tell parents something. */
export type Telling = {
  readonly tx: Tx
  readonly clock: Clock
  readonly timetable: Timetable
}

/** What is needed to tell parents of presses, before which others may lie in a terminal that was not read. */
export type PressTelling = Telling & {
  /** Up to when they are read now. */
  readonly terminals: () => readonly TerminalNow[]
}
