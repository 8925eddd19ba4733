import {
  Ban,
  Check,
  CheckCheck,
  CircleHelp,
  CirclePause,
  CircleX,
  Clock3,
  Hourglass,
  Send,
  TimerOff,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { MessageState } from '../../../core/contract/messages.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { Tone } from '../../ui/Badge.tsx'
import { stateWords } from './state-words.ts'

const looks: Record<MessageState, readonly [Tone, LucideIcon]> = {
  queued: ['plain', Clock3],
  sending: ['accent', Send],
  submitted: ['present', Check],
  delivered: ['present', CheckCheck],
  undelivered: ['absent', CircleX],
  uncertain: ['unknown', CircleHelp],
  held_provider: ['unknown', CirclePause],
  rejected: ['absent', Ban],
  expired: ['late', TimerOff],
  cancelled: ['plain', Hourglass],
}

/** Where a message is. */
export function StateBadge({ state, confirmed }: { state: MessageState; confirmed: boolean }) {
  const [tone, icon] = looks[state]
  return <Badge bare tone={tone} icon={icon} label={stateWords(state, confirmed).label} />
}

/** When something happened: the time, and the day when it was another one. */
export function MessageMoment({ at }: { at: number }) {
  const today = useToday()
  const zone = useZone()
  return <time>{momentText(at, today, zone)}</time>
}
