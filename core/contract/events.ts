import type { Problem, SimulationState } from './app.ts'
import type { AttendanceEvent } from './attendance.ts'
import type { Day } from './common.ts'
import { announcement } from './define.ts'
import type { DeviceSearch, DeviceStatus } from './devices.ts'
import type { EnrollmentProgress, Station } from './enrollment.ts'
import type { ImportProgress } from './imports.ts'
import type { MessageCounts, SmsAccount } from './messages.ts'
import type { SyncRun } from './sync.ts'

/** Everything that is announced, and who may hear it. Emitted only after the commit. */
export const events = {
  'attendance.recorded': announcement('attendance:read').carries<AttendanceEvent[]>(),
  'attendance.changed': announcement('attendance:read').carries<{ day: Day }>(),
  'attendance.unmatched': announcement('attendance:read').carries<{ day: Day | null }>(),
  'devices.changed': announcement('attendance:read').carries<DeviceStatus>(),
  'devices.searched': announcement('devices:write').carries<DeviceSearch>(),
  'sync.changed': announcement('students:read').carries<SyncRun>(),
  'enrollment.progress': announcement('enrollment:write').carries<EnrollmentProgress>(),
  'enrollment.station': announcement('enrollment:write').carries<Station>(),
  'messages.changed': announcement('messages:read').carries<MessageCounts>(),
  'people.changed': announcement('students:read').carries<Record<string, never>>(),
  'calendar.changed': announcement('signed_in').carries<Record<string, never>>(),
  'passes.changed': announcement('attendance:read').carries<Record<string, never>>(),
  'boarding.changed': announcement('attendance:read').carries<Record<string, never>>(),
  'import.progress': announcement('students:write').carries<ImportProgress>(),
  'messages.batches': announcement('messages:read').carries<{ held: number }>(),
  'messages.account': announcement('messages:read').carries<SmsAccount>(),
  'app.problems': announcement('signed_in').carries<Problem[]>(),
  'simulation.changed': announcement('public').carries<SimulationState>(),
} as const

export type EventName = keyof typeof events
export type Payload<E extends EventName> = NonNullable<(typeof events)[E]['payload']>
export type AnyEvent = { [E in EventName]: { readonly name: E; readonly payload: Payload<E> } }[EventName]
