import { ArrowLeft, ArrowRight, SkipForward } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { useLocation } from 'wouter'
import { setupSteps } from '../../../core/contract/setup.ts'
import type { SetupProgress, SetupStep } from '../../../core/contract/setup.ts'
import { call } from '../../api.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { pathOf } from './use-setup.ts'

type Props = { steps: SetupProgress['steps']; here: SetupStep; onChanged: () => void }

/** Goes on from a step, passing it over where it is not done, and back to the one before. */
export function StepBar({ steps, here, onChanged }: Props) {
  const [, go] = useLocation()
  const index = setupSteps.indexOf(here)
  const state = steps.find(({ step }) => step === here)?.state ?? 'open'
  const before = setupSteps[index - 1]
  const after = setupSteps[index + 1] ?? null
  const isOpen = state === 'open'

  function forward(): void {
    if (!isOpen) {
      go(pathOf(after))
      return
    }
    call('setup.skip', { step: here }).then(() => {
      onChanged()
      go(pathOf(after))
    }, showError)
  }

  const back = () => before !== undefined && go(pathOf(before))
  const later = () => go('/today')
  useStepKeys({ back, forward, later })
  const forwardLabel = isOpen
    ? t.firstRun.skip
    : after === null
      ? t.firstRun.toEnd
      : t.firstRun.next(t.firstRun.steps[after].name)
  return (
    <footer className="flex items-center gap-2 border-t border-line bg-surface px-4 py-2">
      <p className="text-ink-2">{t.firstRun.position(index + 1, setupSteps.length, t.firstRun.steps[here].name)}</p>
      <div className="ml-auto flex gap-2">
        <Button look="quiet" label={t.firstRun.leave} keys="Alt+G" onClick={later} />
        <Button icon={ArrowLeft} label={t.firstRun.back} keys="Alt+B" disabled={before === undefined} onClick={back} />
        <Button
          icon={isOpen ? SkipForward : ArrowRight}
          look={isOpen ? 'plain' : 'main'}
          label={forwardLabel}
          keys="Alt+N"
          onClick={forward}
        />
      </div>
    </footer>
  )
}

function useStepKeys(run: { back: () => void; forward: () => void; later: () => void }): void {
  const now = useRef(run)
  useEffect(() => {
    now.current = run
  })
  const keys = useMemo(
    () => [
      { keys: 'Alt+N', label: t.firstRun.forward, run: () => now.current.forward(), whileTyping: true },
      { keys: 'Alt+B', label: t.firstRun.back, run: () => now.current.back(), whileTyping: true },
      { keys: 'Alt+G', label: t.firstRun.leave, run: () => now.current.later(), whileTyping: true },
    ],
    [],
  )
  useShortcuts(t.firstRun.title, keys)
}
