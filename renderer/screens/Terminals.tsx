import { Plus } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import type { DoctorReport } from '../../core/contract/devices.ts'
import type { Access } from '../../core/contract/permissions.ts'
import { allows } from '../../core/contract/permissions.ts'
import { useMay, useSession } from '../stores/session.ts'
import { useShortcuts } from '../stores/shortcuts.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/Button.tsx'
import { TabNav } from '../ui/TabNav.tsx'
import type { Tab, TabCount } from '../ui/TabNav.tsx'
import { useCall } from '../use-call.ts'
import type { CallState } from '../use-call.ts'
import { Adopt } from './terminals/Adopt.tsx'
import { Classes } from './terminals/Classes.tsx'
import { Doctor } from './terminals/Doctor.tsx'
import { Overview } from './terminals/Overview.tsx'
import { Search } from './terminals/Search.tsx'
import { Sync } from './terminals/Sync.tsx'

const doctorEveryMs = 15_000

const tabs: readonly (Tab & { readonly access: Access })[] = [
  { path: '/terminals', label: t.terminals.tabs.overview, keys: '1', access: 'attendance:read' },
  { path: '/terminals/doctor', label: t.terminals.tabs.doctor, keys: '2', access: 'attendance:read' },
  { path: '/terminals/classes', label: t.terminals.tabs.classes, keys: '3', access: 'students:read' },
  { path: '/terminals/sync', label: t.terminals.tabs.sync, keys: '4', access: 'students:read' },
  { path: '/terminals/adopt', label: t.terminals.tabs.adopt, keys: '5', access: 'enrollment:write' },
  { path: '/terminals/search', label: t.terminals.tabs.search, keys: '6', access: 'devices:write' },
]

/** Everything about the terminals, in tabs of their own addresses. Only what the signed-in role may open is there. */
export function Terminals() {
  const role = useSession(state => state.current?.user?.role ?? null)
  const mayAdd = useMay('devices:write')
  const [location, go] = useLocation()
  const [adding, setAdding] = useState(false)
  const open = useMemo(() => tabs.filter(tab => allows(role, tab.access)), [role])
  const paths = open.map(({ path }) => path)
  const doctor = useDoctor(paths.includes('/terminals/doctor'))
  const keys = useMemo(() => open.map(({ keys, label, path }) => ({ keys, label, run: () => go(path) })), [open, go])
  useShortcuts(t.nav.terminals, keys)
  const screens: Readonly<Record<string, ReactNode>> = {
    '/terminals': <Overview reports={doctor.data} adding={adding} onAdding={setAdding} />,
    '/terminals/doctor': <Doctor answer={doctor} />,
    '/terminals/classes': <Classes />,
    '/terminals/sync': <Sync />,
    '/terminals/adopt': <Adopt />,
    '/terminals/search': <Search />,
  }
  return (
    <div className="flex h-full min-h-96 flex-col">
      <header className="flex flex-wrap items-end gap-x-5 gap-y-1 border-b border-line px-4 pt-2.5">
        <h1 className="pb-2 text-lg font-semibold">{t.terminals.title}</h1>
        <TabNav label={t.terminals.tabs.label} tabs={open} counts={countsOf(doctor.data)} />
        {mayAdd && location === '/terminals' && (
          <Button
            icon={Plus}
            label={t.terminals.add}
            keys="A"
            className="mb-1 ml-auto"
            small
            onClick={() => setAdding(true)}
          />
        )}
      </header>
      <div className="min-h-0 flex-1">
        <Switch>
          {paths.map(path => (
            <Route key={path} path={path}>
              {screens[path]}
            </Route>
          ))}
          <Route>
            <Redirect to={paths[0] ?? '/'} replace />
          </Route>
        </Switch>
      </div>
    </div>
  )
}

/** What the doctor says, while somebody looks. Nothing announces it, so it is asked now and then. */
function useDoctor(allowed: boolean): CallState<DoctorReport[]> {
  const answer = useCall('devices.doctor', allowed ? {} : null, {
    refreshOn: ['devices.changed', 'devices.searched', 'sync.changed'],
    minGapMs: 2000,
  })
  const { refetch } = answer
  useEffect(() => {
    const timer = setInterval(refetch, doctorEveryMs)
    return () => clearInterval(timer)
  }, [refetch])
  return answer
}

/** How much there is to do behind a tab. */
function countsOf(reports: readonly DoctorReport[] | undefined): Readonly<Record<string, TabCount>> {
  const findings = (reports ?? []).flatMap(report => report.findings)
  const urgent = findings.filter(({ severity }) => severity !== 'ok_to_wait').length
  const unknown = findings
    .filter(({ kind }) => kind === 'unknown_users')
    .reduce((sum, { details }) => sum + Number(details['users'] ?? 0), 0)
  return {
    '/terminals/doctor': { n: urgent, name: t.terminals.findings(urgent) },
    '/terminals/adopt': { n: unknown, name: t.terminals.unknown(unknown) },
  }
}
