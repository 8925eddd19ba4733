import { ArrowRight, ListChecks } from 'lucide-react'
import { useLocation } from 'wouter'
import { call } from '../../api.ts'
import { showError } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { nextStep, pathOf, useSetup } from './use-setup.ts'

/** One line on Today until the school is set up, or somebody has put it away. */
export function SetupChecklist() {
  const [, go] = useLocation()
  const { data, refetch } = useSetup()
  if (data === undefined || data.finished) return null
  const { steps } = data
  const done = steps.filter(({ state }) => state === 'done').length
  const next = nextStep(steps) ?? steps.find(({ state }) => state === 'skipped')?.step ?? null

  function putAway(): void {
    call('setup.finish', {}).then(refetch, showError)
  }

  return (
    <section
      aria-label={t.firstRun.list.label}
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-line bg-accent-soft px-3 py-1.5"
    >
      <ListChecks aria-hidden size={18} className="text-accent" />
      <p className="font-semibold">{t.firstRun.list.progress(done, steps.length)}</p>
      <p className="min-w-0 truncate text-ink-2">
        {next === null ? t.firstRun.list.allDone : t.firstRun.list.next(t.firstRun.steps[next].next)}
      </p>
      <div className="ml-auto flex gap-2">
        <Button look="quiet" label={t.firstRun.list.putAway} hint={t.firstRun.list.putAwayHint} onClick={putAway} />
        {next !== null && <Button icon={ArrowRight} label={t.firstRun.list.go} onClick={() => go(pathOf(next))} />}
      </div>
    </section>
  )
}
