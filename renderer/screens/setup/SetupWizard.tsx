import clsx from 'clsx'
import type { ComponentType } from 'react'
import { Link, Redirect, useParams } from 'wouter'
import { setupSteps } from '../../../core/contract/setup.ts'
import type { SetupProgress, SetupStep } from '../../../core/contract/setup.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Import } from '../import/Import.tsx'
import { Calendar } from '../settings/Calendar.tsx'
import { Classes } from '../settings/Classes.tsx'
import { School } from '../settings/School.tsx'
import { Users } from '../settings/Users.tsx'
import { FindTerminals } from './FindTerminals.tsx'
import { SampleSheet } from './SampleSheet.tsx'
import { SetupEnd } from './SetupEnd.tsx'
import { StepBar } from './StepBar.tsx'
import { StepState } from './StepState.tsx'
import { TestMessage } from './TestMessage.tsx'
import { nextStep, pathOf, useSetup } from './use-setup.ts'

const screens: Readonly<Record<SetupStep, ComponentType>> = {
  school: School,
  classes: Classes,
  calendar: Calendar,
  users: Users,
  import: Import,
  terminals: FindTerminals,
  messages: TestMessage,
  day_sheet: SampleSheet,
}

/** The first run, step by step, in the screens that stay for later. It can be left and gone on with at any time. */
export function SetupWizard() {
  const answer = useSetup()
  return <Answer state={answer}>{progress => <Wizard progress={progress} onChanged={answer.refetch} />}</Answer>
}

function Wizard({ progress: { steps }, onChanged }: { progress: SetupProgress; onChanged: () => void }) {
  const { step: asked } = useParams()
  const here = setupSteps.find(step => step === asked) ?? null
  if (here === null && asked !== 'end') return <Redirect to={pathOf(nextStep(steps))} replace />
  const Screen = here === null ? null : screens[here]
  return (
    <div className="flex h-full min-h-96 flex-col">
      <div className="flex min-h-0 flex-1 max-lg:flex-col">
        <StepList steps={steps} here={here} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {here !== null && (
            <p className="border-b border-line bg-accent-soft px-4 py-1.5">{t.firstRun.steps[here].text}</p>
          )}
          <div className="min-h-0 flex-1">{Screen === null ? <SetupEnd steps={steps} /> : <Screen key={here} />}</div>
        </div>
      </div>
      {here !== null && <StepBar steps={steps} here={here} onChanged={onChanged} />}
    </div>
  )
}

type ListProps = { steps: SetupProgress['steps']; here: SetupStep | null }

function StepList({ steps, here }: ListProps) {
  return (
    <nav
      aria-label={t.firstRun.nav}
      className="flex w-46 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line px-2 py-3 max-lg:w-full max-lg:flex-row max-lg:overflow-x-auto max-lg:border-r-0 max-lg:border-b max-lg:py-1"
    >
      <p className="px-2 pb-1 font-semibold max-lg:hidden">{t.firstRun.title}</p>
      {steps.map((one, index) => (
        <Link
          key={one.step}
          href={pathOf(one.step)}
          aria-current={one.step === here ? 'step' : undefined}
          className={clsx(
            'flex shrink-0 flex-col rounded-md px-2 py-1 focus-visible:outline-offset-[-2px]',
            one.step === here ? 'bg-accent-soft' : 'hover:bg-sunken',
          )}
        >
          <span className={one.step === here ? 'font-semibold text-accent' : 'text-ink'}>
            {index + 1}. {t.firstRun.steps[one.step].name}
          </span>
          <StepState step={one} />
        </Link>
      ))}
    </nav>
  )
}
