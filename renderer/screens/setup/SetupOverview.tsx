import { ListChecks } from 'lucide-react'
import { useLocation } from 'wouter'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { SettingsScreen } from '../settings/SettingsScreen.tsx'
import { StepTable } from './StepTable.tsx'
import { nextStep, pathOf, useSetup } from './use-setup.ts'

/** The first run, after its check-list was put away. */
export function SetupOverview() {
  const [, go] = useLocation()
  const answer = useSetup()
  const next = answer.data === undefined ? null : nextStep(answer.data.steps)
  return (
    <SettingsScreen
      title={t.firstRun.settings}
      text={t.firstRun.settingsText}
      actions={
        next === null ? undefined : (
          <Button look="main" icon={ListChecks} label={t.firstRun.list.go} onClick={() => go(pathOf(next))} />
        )
      }
    >
      <Answer state={answer}>{({ steps }) => <StepTable steps={steps} />}</Answer>
    </SettingsScreen>
  )
}
