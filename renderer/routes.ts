import {
  BedDouble,
  CalendarDays,
  ClipboardCheck,
  DoorOpen,
  Fingerprint,
  MessageSquareText,
  Printer,
  RadioTower,
  Settings,
  ShieldCheck,
  TrendingDown,
  Users,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { Access, Role } from '../core/contract/permissions.ts'
import { allows } from '../core/contract/permissions.ts'
import { t } from './strings/t.ts'

export type Place = {
  path: string
  label: string
  icon: LucideIcon
  /** One of these is enough. */
  access: Access | readonly Access[]
  keys: string
  group?: string
}

/** What there is to open, in the order of the navigation. */
export const places: readonly Place[] = [
  { path: '/today', label: t.nav.today, icon: CalendarDays, access: 'attendance:read', keys: 'Alt+1' },
  { path: '/inside', label: t.inside.nav, icon: ShieldCheck, access: 'attendance:read', keys: 'F9' },
  { path: '/passes', label: t.passes.nav, icon: DoorOpen, access: 'attendance:read', keys: 'Alt+7' },
  { path: '/boarding', label: t.boarding.nav, icon: BedDouble, access: 'attendance:read', keys: 'Alt+8' },
  { path: '/early-warning', label: t.earlyWarning.nav, icon: TrendingDown, access: 'attendance:read', keys: 'Alt+9' },
  { path: '/students', label: t.nav.students, icon: Users, access: 'students:read', keys: 'Alt+2' },
  { path: '/enrollment', label: t.nav.enrollment, icon: Fingerprint, access: 'enrollment:write', keys: 'Alt+3' },
  {
    path: '/day-sheet',
    label: t.nav.daySheet,
    icon: Printer,
    access: 'attendance:read',
    keys: 'Alt+4',
    group: t.nav.reports,
  },
  {
    path: '/roll-check',
    label: t.rollCheck.nav,
    icon: ClipboardCheck,
    access: 'attendance:read',
    keys: 'Alt+R',
    group: t.nav.reports,
  },
  { path: '/messages', label: t.nav.messages, icon: MessageSquareText, access: 'messages:read', keys: 'Alt+5' },
  {
    path: '/terminals',
    label: t.nav.terminals,
    icon: RadioTower,
    access: ['attendance:read', 'enrollment:write'],
    keys: 'Alt+6',
  },
  {
    path: '/settings',
    label: t.nav.settings,
    icon: Settings,
    access: ['settings:write', 'users:write'],
    keys: 'Alt+0',
  },
]

/** Whether someone with this role finds anything there. */
export function mayOpen(role: Role | null, { access }: Pick<Place, 'access'>): boolean {
  return (typeof access === 'string' ? [access] : access).some(one => allows(role, one))
}
