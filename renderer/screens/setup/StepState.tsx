import { CircleCheck, CircleDashed, CircleMinus } from 'lucide-react'
import type { SetupProgress } from '../../../core/contract/setup.ts'
import { t } from '../../strings/t.ts'
import { Badge } from '../../ui/Badge.tsx'

type Step = SetupProgress['steps'][number]

const icons = { done: CircleCheck, skipped: CircleMinus, open: CircleDashed }
const tones = { done: 'present', skipped: 'late', open: 'plain' } as const

/** Whether a step is done, with how much there is. */
export function StepState({ step: { step, state, detail } }: { step: Step }) {
  return (
    <Badge
      bare
      tone={tones[state]}
      icon={icons[state]}
      label={(state === 'done' ? countedText(step, detail) : null) ?? t.firstRun.states[state]}
    />
  )
}

function countedText(step: Step['step'], detail: string): string | null {
  if (step !== 'classes' && step !== 'users' && step !== 'import' && step !== 'terminals') return null
  const count = Number(detail)
  return count > 0 ? t.firstRun.counts[step](count) : null
}
