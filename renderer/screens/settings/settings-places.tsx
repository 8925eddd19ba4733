import type { ComponentType } from 'react'
import type { Access } from '../../../core/contract/permissions.ts'
import { t } from '../../strings/t.ts'
import { Rollover } from '../rollover/Rollover.tsx'
import { SetupOverview } from '../setup/SetupOverview.tsx'
import { Calendar } from './Calendar.tsx'
import { Classes } from './Classes.tsx'
import { Reasons } from './Reasons.tsx'
import { School } from './School.tsx'
import { Sessions } from './Sessions.tsx'
import { Users } from './Users.tsx'

export type SettingsPlace = { path: string; label: string; access: Access; screen: ComponentType }

/** What there is to set, in the order of the list at the side. The first nine have the keys 1 to 9. */
export const settingsPlaces: readonly SettingsPlace[] = [
  { path: '/settings/school', label: t.settings.school, access: 'settings:write', screen: School },
  { path: '/settings/classes', label: t.settings.classes, access: 'students:write', screen: Classes },
  { path: '/settings/users', label: t.settings.users, access: 'users:write', screen: Users },
  { path: '/settings/calendar', label: t.settings.calendar, access: 'settings:write', screen: Calendar },
  { path: '/settings/sessions', label: t.settings.sessions, access: 'settings:write', screen: Sessions },
  { path: '/settings/reasons', label: t.settings.reasons, access: 'settings:write', screen: Reasons },
  { path: '/settings/new-year', label: t.rollover.title, access: 'students:write', screen: Rollover },
  { path: '/settings/setup', label: t.firstRun.settings, access: 'settings:write', screen: SetupOverview },
]
