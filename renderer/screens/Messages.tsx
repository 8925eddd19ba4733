import { Siren } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ComponentType } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import type { SmsAccount } from '../../core/contract/messages.ts'
import { useMay } from '../stores/session.ts'
import { useShortcuts } from '../stores/shortcuts.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/Button.tsx'
import { TabNav } from '../ui/TabNav.tsx'
import type { Tab, TabCount } from '../ui/TabNav.tsx'
import { useCall } from '../use-call.ts'
import { Account } from './messages/account/Account.tsx'
import { PauseBanner } from './messages/account/PauseBanner.tsx'
import { useSmsAccount } from './messages/account/use-sms-account.ts'
import { Blocked } from './messages/blocked/Blocked.tsx'
import { EmergencyDialog } from './messages/emergency/EmergencyDialog.tsx'
import { HeldAlerts } from './messages/held/HeldAlerts.tsx'
import { useBatches } from './messages/held/use-batches.ts'
import { Policy } from './messages/policy/Policy.tsx'
import { Queue } from './messages/queue/Queue.tsx'
import { Statement } from './messages/statement/Statement.tsx'
import { Templates } from './messages/templates/Templates.tsx'
import { Uncertain } from './messages/uncertain/Uncertain.tsx'

const words = t.messages

const tabs: readonly (Tab & { readonly screen: ComponentType })[] = [
  { path: '/messages', label: words.tabs.queue, keys: '1', screen: Queue },
  { path: '/messages/held', label: words.tabs.held, keys: '2', screen: HeldAlerts },
  { path: '/messages/uncertain', label: words.tabs.uncertain, keys: '3', screen: Uncertain },
  { path: '/messages/templates', label: words.tabs.templates, keys: '4', screen: Templates },
  { path: '/messages/policy', label: words.tabs.policy, keys: '5', screen: Policy },
  { path: '/messages/blocked', label: words.tabs.blocked, keys: '6', screen: Blocked },
  { path: '/messages/statement', label: words.tabs.statement, keys: '7', screen: Statement },
  { path: '/messages/account', label: words.tabs.account, keys: '8', screen: Account },
]

/** What goes to parents, what became of it, and by which rules: in tabs of their own addresses. */
export function Messages() {
  const mayWrite = useMay('messages:write')
  const [, go] = useLocation()
  const [emergency, setEmergency] = useState(false)
  const account = useSmsAccount().data
  const counts = useCounts(account)
  const keys = useMemo(
    () => [
      ...tabs.map(({ keys, label, path }) => ({ keys, label, run: () => go(path) })),
      ...(mayWrite ? [{ keys: 'E', label: words.emergency, run: () => setEmergency(true) }] : []),
    ],
    [go, mayWrite],
  )
  useShortcuts(t.nav.messages, keys)
  return (
    <div className="flex h-full min-h-96 flex-col">
      <header className="flex flex-wrap items-end gap-x-5 gap-y-1 border-b border-line px-4 pt-2.5">
        <h1 className="pb-2 text-lg font-semibold">{words.title}</h1>
        <TabNav label={words.tabs.label} tabs={tabs} counts={counts} />
        {mayWrite && (
          <Button
            icon={Siren}
            label={words.emergency}
            hint={words.emergencyHint}
            keys="E"
            small
            className="mb-1 ml-auto"
            onClick={() => setEmergency(true)}
          />
        )}
      </header>
      {account !== undefined && account.paused !== null && <PauseBanner paused={account.paused} />}
      <div className="min-h-0 flex-1">
        <Switch>
          {tabs.map(({ path, screen: Screen }) => (
            <Route key={path} path={path}>
              <Screen />
            </Route>
          ))}
          <Route>
            <Redirect to="/messages" replace />
          </Route>
        </Switch>
      </div>
      {emergency && <EmergencyDialog onClose={() => setEmergency(false)} />}
    </div>
  )
}

/** How much there is behind each tab; what a person must decide stands out. */
function useCounts(account: SmsAccount | undefined): Readonly<Record<string, TabCount>> {
  const status = useCall('app.status', {}, { refreshOn: ['messages.changed', 'attendance.changed'] }).data?.messages
  const batches = useBatches().data ?? []
  const blocked = useCall('messages.blocked', {}, { refreshOn: ['messages.changed', 'people.changed'], minGapMs: 5000 })
  const held = batches.filter(({ state }) => state === 'held').length
  const waiting = (status?.queued ?? 0) + (status?.sending ?? 0)
  const uncertain = status?.uncertain ?? 0
  const unreachable = blocked.data?.length ?? 0
  const paused = account !== undefined && account.paused !== null ? 1 : 0
  return {
    '/messages': { n: waiting, name: words.waiting(waiting), tone: 'plain' },
    '/messages/held': { n: held, name: words.heldBatches(held) },
    '/messages/uncertain': { n: uncertain, name: words.uncertainCount(uncertain), tone: 'unknown' },
    '/messages/blocked': { n: unreachable, name: words.blockedCount(unreachable), tone: 'plain' },
    '/messages/account': { n: paused, name: words.accountPaused, sign: '!', tone: 'absent' },
  }
}
