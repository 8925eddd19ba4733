import { CircleCheck, CirclePause, Hourglass, PlugZap, RefreshCw } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { DeviceLine } from '../../core/contract/devices.ts'

/** What stands beside the word for a terminal's line. */
export const lineIcons: Record<DeviceLine['kind'], LucideIcon> = {
  online: CircleCheck,
  connecting: Hourglass,
  reading: RefreshCw,
  offline: PlugZap,
  stopped: CirclePause,
}
