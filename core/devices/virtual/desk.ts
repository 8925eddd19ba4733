import { REPLY } from '../zkteco/commands.ts'
import type { EventDelivery } from './event-delivery.ts'
import type { Report } from './report.ts'
import type { Answer, TableTransfer } from './table-transfer.ts'
import type { Terminal } from './terminal.ts'
import type { Upload } from './upload.ts'

/** What a request of one connection can reach. */
export type Desk = {
  readonly terminal: Terminal
  readonly tables: TableTransfer
  readonly upload: Upload
  readonly events: EventDelivery
  readonly answer: Answer
  readonly report: Report
  /** False on firmware that does not know tables by request and range. */
  readonly knowsTableRequests: boolean
  /** Answers as late as a bulk write takes. */
  readonly answerSlowly: (command: number) => void
  /** The sensor rests for this PC, or reads again. */
  readonly setReading: (isReading: boolean) => void
  /** The PC takes its leave: its session is void from here. */
  readonly leave: () => void
  readonly restart: () => void
  readonly powerOff: () => void
}

export type Handler = (desk: Desk, data: Uint8Array) => void

/** Lets a request through only when its data has one of these lengths; a terminal refuses it otherwise. */
export function ofLength(lengths: readonly number[], handler: Handler): Handler {
  return (desk, data) => (lengths.includes(data.length) ? handler(desk, data) : desk.answer(REPLY.ERROR))
}

/** Answers whether something was done. */
export function answerDone(desk: Desk, isDone: boolean): void {
  desk.answer(isDone ? REPLY.OK : REPLY.ERROR)
}
