import { Link } from 'wouter'
import type { SetupProgress } from '../../../core/contract/setup.ts'
import { t } from '../../strings/t.ts'
import { StepState } from './StepState.tsx'
import { pathOf } from './use-setup.ts'

/** Every step with its state, each a way to it. */
export function StepTable({ steps }: { steps: SetupProgress['steps'] }) {
  return (
    <ol aria-label={t.firstRun.nav} className="m-4 max-w-160 overflow-hidden rounded-md border border-line">
      {steps.map((one, index) => (
        <li key={one.step} className="flex items-center gap-3 border-b border-line px-3 py-2 last:border-0">
          <span className="w-4 text-right text-ink-3">{index + 1}</span>
          <Link href={pathOf(one.step)} className="rounded-sm font-medium text-accent underline">
            {t.firstRun.steps[one.step].name}
          </Link>
          <span className="ml-auto">
            <StepState step={one} />
          </span>
        </li>
      ))}
    </ol>
  )
}
