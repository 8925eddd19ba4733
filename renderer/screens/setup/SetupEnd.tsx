import { CircleCheck, ListChecks } from 'lucide-react'
import { useLocation } from 'wouter'
import type { SetupProgress } from '../../../core/contract/setup.ts'
import { call } from '../../api.ts'
import { showError } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { SettingsScreen } from '../settings/SettingsScreen.tsx'
import { StepTable } from './StepTable.tsx'

/** The last page of the set-up: what was done, and what is left. */
export function SetupEnd({ steps }: { steps: SetupProgress['steps'] }) {
  const [, go] = useLocation()
  const left = steps.filter(({ state }) => state !== 'done').length

  function finish(): void {
    call('setup.finish', {}).then(() => go('/today'), showError)
  }

  return (
    <SettingsScreen
      title={left === 0 ? t.firstRun.end.title : t.firstRun.end.titleOpen(left)}
      text={left === 0 ? t.firstRun.end.text : t.firstRun.end.textOpen}
      actions={
        <>
          {left > 0 && <Button icon={ListChecks} label={t.firstRun.leave} onClick={() => go('/today')} />}
          <Button autoFocus icon={CircleCheck} look="main" label={t.firstRun.end.finish} onClick={finish} />
        </>
      }
    >
      <StepTable steps={steps} />
    </SettingsScreen>
  )
}
