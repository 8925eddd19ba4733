import { CircleCheck, CircleOff, Lock } from 'lucide-react'
import type { UserRow } from '../../../core/contract/users.ts'
import { useClock } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Badge } from '../../ui/Badge.tsx'

/** Whether an account can be used at the moment. */
export function UserState({ user: { active, lockedUntil } }: { user: UserRow }) {
  const locked = useClock(({ now }) => lockedUntil !== null && lockedUntil > now)
  if (!active) return <Badge bare tone="plain" icon={CircleOff} label={t.users.states.inactive} />
  if (locked) return <Badge bare tone="late" icon={Lock} label={t.users.states.locked} />
  return <Badge bare tone="present" icon={CircleCheck} label={t.users.states.active} />
}
