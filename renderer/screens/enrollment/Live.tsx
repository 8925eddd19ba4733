import clsx from 'clsx'
import { Check, CircleCheck, CircleX, Fingerprint, LoaderCircle, TriangleAlert } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { EnrollmentStep } from '../../../core/contract/enrollment.ts'
import { errorSentence } from '../../strings/errors.ts'
import { t } from '../../strings/t.ts'
import type { Tone } from '../../ui/Badge.tsx'
import { toneText } from '../../ui/Badge.tsx'
import { pressesOf } from './presses.ts'
import type { Presses } from './presses.ts'

type Props = {
  steps: readonly EnrollmentStep[]
  /** What stands there before anything happens. */
  idle: string
  /** The terminal's name. */
  device: string
}

/** How an enrollment goes, large enough to be read over a row of children. */
export function Live({ steps, idle, device }: Props) {
  const step = steps.at(-1)
  const { tone, icon: Icon } = step === undefined ? idleLook : lookOf(step)
  return (
    <div className="flex flex-col items-center gap-3">
      <Dots presses={pressesOf(steps)} />
      <div role="status" aria-live="assertive" className="flex min-h-16 flex-col items-center text-center">
        <p className={clsx('flex items-center gap-2 text-lg font-semibold', toneText[tone])}>
          <Icon aria-hidden size={22} className="shrink-0" />
          {step === undefined ? idle : t.enrollment.step(step, device)}
          {step?.kind === 'done' && (
            <span className="font-normal text-ink-2">{t.enrollment.quality(step.quality)}</span>
          )}
        </p>
        {step?.kind === 'failed' && (
          <p className="max-w-140 text-ink-2">{errorSentence({ code: step.code, details: { device } }).text}</p>
        )}
      </div>
    </div>
  )
}

const idleLook: { tone: Tone; icon: LucideIcon } = { tone: 'plain', icon: Fingerprint }

function lookOf(step: EnrollmentStep): { tone: Tone; icon: LucideIcon } {
  switch (step.kind) {
    case 'connecting':
    case 'reading_back':
    case 'saving':
      return { tone: 'plain', icon: LoaderCircle }
    case 'place':
    case 'lift':
      return { tone: 'accent', icon: Fingerprint }
    case 'bad_press':
      return { tone: 'late', icon: TriangleAlert }
    case 'done':
      return { tone: 'present', icon: CircleCheck }
    case 'failed':
      return { tone: 'absent', icon: CircleX }
    case 'cancelled':
      return { tone: 'late', icon: CircleX }
  }
}

function Dots({ presses: { done, of, now } }: { presses: Presses }) {
  return (
    <div role="img" aria-label={t.enrollment.presses(done, of)} className="flex gap-4">
      {Array.from({ length: of }, (_, n) => {
        const state = n < done ? 'good' : n === done ? now : 'none'
        const { look, icon: Icon } = dots[state]
        return (
          <span key={n} className={clsx('flex size-9 items-center justify-center rounded-full border-2', look)}>
            {Icon === null ? <span aria-hidden>{n + 1}</span> : <Icon aria-hidden size={19} />}
          </span>
        )
      })}
    </div>
  )
}

const dots: Record<Presses['now'] | 'good', { look: string; icon: LucideIcon | null }> = {
  good: { look: 'border-present bg-present-soft text-present', icon: Check },
  seen: { look: 'border-accent bg-accent-soft text-accent', icon: Fingerprint },
  bad: { look: 'border-late bg-late-soft text-late', icon: TriangleAlert },
  none: { look: 'border-line-strong text-ink-3', icon: null },
}
