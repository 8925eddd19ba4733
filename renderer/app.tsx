import { Tooltip } from 'radix-ui'
import { useEffect } from 'react'
import { Redirect, Route, Router, Switch } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { allows } from '../core/contract/permissions.ts'
import type { SessionUser } from '../core/contract/session.ts'
import { Frame } from './frame/Frame.tsx'
import { SimulationBanner } from './frame/SimulationBanner.tsx'
import { mayOpen, places } from './routes.ts'
import { Boarding } from './screens/boarding/Boarding.tsx'
import { DaySheet } from './screens/DaySheet.tsx'
import { EarlyWarning } from './screens/early-warning/EarlyWarning.tsx'
import { Enrollment } from './screens/Enrollment.tsx'
import { Import } from './screens/import/Import.tsx'
import { Inside } from './screens/inside/Inside.tsx'
import { Messages } from './screens/Messages.tsx'
import { Passes } from './screens/passes/Passes.tsx'
import { RollCheck } from './screens/roll-check/RollCheck.tsx'
import { SettingsLayout } from './screens/settings/SettingsLayout.tsx'
import { SetUp } from './screens/SetUp.tsx'
import { SetupWizard } from './screens/setup/SetupWizard.tsx'
import { SignIn } from './screens/SignIn.tsx'
import { StartFailure } from './screens/StartFailure.tsx'
import { Students } from './screens/Students.tsx'
import { Terminals } from './screens/Terminals.tsx'
import { Today } from './screens/Today.tsx'
import { useSession } from './stores/session.ts'
import { followKeyboard } from './stores/shortcuts.ts'
import { followSimulation } from './stores/simulation.ts'
import { Toasts } from './ui/Toasts.tsx'

/** The whole window. */
export function App() {
  const { current, failure, check } = useSession()
  useEffect(() => void check(), [check])
  useEffect(followKeyboard, [])
  useEffect(followSimulation, [])
  if (failure !== null) return <StartFailure failure={failure} onRetry={check} />
  if (current === null) return null
  return (
    <Tooltip.Provider delayDuration={500} skipDelayDuration={200}>
      <div className="flex h-full flex-col">
        {current.simulation && <SimulationBanner />}
        {current.user !== null ? (
          <Router hook={useHashLocation}>
            <Frame>
              <Screens user={current.user} />
            </Frame>
          </Router>
        ) : current.setUpNeeded ? (
          <SetUp />
        ) : (
          <SignIn session={current} />
        )}
      </div>
      <Toasts />
    </Tooltip.Provider>
  )
}

function Screens({ user }: { user: SessionUser }) {
  const open = places.filter(place => mayOpen(user.role, place)).map(place => place.path)
  return (
    <Switch>
      {open.includes('/today') && <Route path="/today" component={Today} />}
      {allows(user.role, 'students:write') && <Route path="/students/import" component={Import} />}
      {open.includes('/inside') && <Route path="/inside" component={Inside} />}
      {open.includes('/passes') && <Route path="/passes/:id?" component={Passes} />}
      {open.includes('/boarding') && <Route path="/boarding/:view?" component={Boarding} />}
      {open.includes('/early-warning') && <Route path="/early-warning" component={EarlyWarning} />}
      {open.includes('/roll-check') && <Route path="/roll-check" component={RollCheck} />}
      {open.includes('/students') && <Route path="/students/:id?" component={Students} />}
      {open.includes('/enrollment') && <Route path="/enrollment" component={Enrollment} />}
      {open.includes('/day-sheet') && <Route path="/day-sheet" component={DaySheet} />}
      {open.includes('/messages') && <Route path="/messages/:tab?" component={Messages} />}
      {open.includes('/terminals') && <Route path="/terminals/:tab?" component={Terminals} />}
      {open.includes('/settings') && <Route path="/setup/:step?" component={SetupWizard} />}
      {open.includes('/settings') && <Route path="/settings/:place?" component={SettingsLayout} />}
      <Route>
        <Redirect to={open[0] ?? '/'} replace />
      </Route>
    </Switch>
  )
}
