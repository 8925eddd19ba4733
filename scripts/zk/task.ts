import type { DeviceSession } from '../../core/ports.ts'
import type { Output } from './output.ts'
import type { Request } from './usage.ts'

/** What a command works with. */
export type Task = {
  readonly request: Request
  readonly output: Output
  /** A person or the system wants it to end. */
  readonly stop: AbortSignal
  /** Another line to the same terminal. @throws AppError as the driver */
  readonly connect: () => Promise<DeviceSession>
}
