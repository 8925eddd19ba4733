import { CalendarDays, Fingerprint, MessageSquareText, Printer, RadioTower, Users } from 'lucide-react'
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
  { path: '/messages', label: t.nav.messages, icon: MessageSquareText, access: 'messages:read', keys: 'Alt+5' },
  {
    path: '/terminals',
    label: t.nav.terminals,
    icon: RadioTower,
    access: ['attendance:read', 'enrollment:write'],
    keys: 'Alt+6',
  },
]

/** Whether someone with this role finds anything there. */
export function mayOpen(role: Role | null, { access }: Pick<Place, 'access'>): boolean {
  return (typeof access === 'string' ? [access] : access).some(one => allows(role, one))
}
