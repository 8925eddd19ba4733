import type { Problem, SimulationState } from './app.ts'
import type { AttendanceEvent } from './attendance.ts'
import type { Day } from './common.ts'
import { announcement } from './define.ts'
import type { DeviceStatus } from './devices.ts'
import type { MessageCounts } from './messages.ts'

/** Everything that is announced, and who may hear it. Emitted only after the commit. */
export const events = {
  'attendance.recorded': announcement('attendance:read').carries<AttendanceEvent[]>(),
  'attendance.changed': announcement('attendance:read').carries<{ day: Day }>(),
  'attendance.unmatched': announcement('attendance:read').carries<{ day: Day | null }>(),
  'devices.changed': announcement('attendance:read').carries<DeviceStatus>(),
  'messages.changed': announcement('messages:read').carries<MessageCounts>(),
  'app.problems': announcement('signed_in').carries<Problem[]>(),
  'simulation.changed': announcement('public').carries<SimulationState>(),
} as const

export type EventName = keyof typeof events
export type Payload<E extends EventName> = NonNullable<(typeof events)[E]['payload']>
export type AnyEvent = { [E in EventName]: { readonly name: E; readonly payload: Payload<E> } }[EventName]
