import { CircleCheck, CircleDashed, CircleSlash, LogOut, TriangleAlert } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { GatePass } from '../../../core/contract/morning.ts'
import { t } from '../../strings/t.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { Tone } from '../../ui/Badge.tsx'

const looks: Record<GatePass['state'], { tone: Tone; icon: LucideIcon }> = {
  written: { tone: 'plain', icon: CircleDashed },
  out: { tone: 'late', icon: LogOut },
  overdue: { tone: 'absent', icon: TriangleAlert },
  closed: { tone: 'present', icon: CircleCheck },
  cancelled: { tone: 'plain', icon: CircleSlash },
}

/** Where a pass stands, in a word and an icon. */
export function PassState({ state }: { state: GatePass['state'] }) {
  return <Badge {...looks[state]} label={t.passes.states[state]} />
}
