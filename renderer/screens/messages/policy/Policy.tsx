import { useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { PolicyView } from '../../../../core/contract/messages.ts'
import type { AppError } from '../../../../core/contract/errors.ts'
import { asAppError, call } from '../../../api.ts'
import { dayText } from '../../../format.ts'
import { useMay } from '../../../stores/session.ts'
import { useShortcuts } from '../../../stores/shortcuts.ts'
import { useToasts } from '../../../stores/toasts.ts'
import { t } from '../../../strings/t.ts'
import { Answer } from '../../../ui/Answer.tsx'
import { ErrorNote } from '../../../ui/ErrorState.tsx'
import { Field } from '../../../ui/Field.tsx'
import { focusWhenLost } from '../../../ui/focus-when-lost.ts'
import { Meter } from '../../../ui/Meter.tsx'
import { Panel } from '../../../ui/Panel.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { useCall } from '../../../use-call.ts'
import { useNewer } from '../../../use-newer.ts'
import { DraftButtons } from '../../settings/DraftButtons.tsx'
import { readPolicy, sameTyped, typedPolicy } from './policy-draft.ts'
import type { PolicyField, TypedPolicy } from './policy-draft.ts'
import { Told } from './Told.tsx'

const words = t.alerts.policy

/** What parents are told and when, what it costs, and when absence alerts are held back. */
export function Policy() {
  const answer = useCall('messages.policy', {}, { refreshOn: ['messages.changed', 'calendar.changed'], minGapMs: 5000 })
  return (
    <Answer state={answer} waiting={<Skeleton rows={10} />}>
      {policy => <Form answer={policy} />}
    </Answer>
  )
}

function Form({ answer }: { answer: PolicyView }) {
  const [saved, setSaved] = useNewer(answer)
  const mayChange = useMay('settings:write')
  const form = useRef<HTMLDivElement>(null)
  const [draft, setDraft] = useState<TypedPolicy | null>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const stored = typedPolicy(saved)
  const typed = draft ?? stored
  const { policy, problems } = readPolicy(typed)
  const changed = !sameTyped(typed, stored)

  async function save(): Promise<void> {
    if (!changed || busy) return
    setTried(true)
    if (policy === null) {
      // Once the fields are marked.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setBusy(true)
    setError(null)
    try {
      await call('messages.savePolicy', policy)
      const now = await call('messages.policy', {})
      const { alertsFrom } = now
      const begins = alertsFrom !== null && alertsFrom !== saved.alertsFrom
      const text = begins ? words.alertsFrom(dayText(alertsFrom)) : words.savedText
      useToasts.getState().show({ tone: 'good', title: words.saved, text })
      setSaved(now)
      setDraft(null)
      setTried(false)
    } catch (reason) {
      setError(asAppError(reason))
    }
    setBusy(false)
  }

  const saving = useRef(save)
  useEffect(() => {
    saving.current = save
  })
  const keys = useMemo(
    () =>
      mayChange ? [{ keys: 'Ctrl+S', label: t.common.save, run: () => void saving.current(), whileTyping: true }] : [],
    [mayChange],
  )
  useShortcuts(words.title, keys)

  const field = (id: PolicyField, label: string) => ({
    label,
    value: typed[id],
    disabled: !mayChange,
    autoComplete: 'off',
    error: tried ? problems[id] : undefined,
    onChange: (event: { target: { value: string } }) => setDraft({ ...typed, [id]: event.target.value }),
  })
  const number = (id: PolicyField, label: string) => ({
    ...field(id, label),
    inputMode: 'numeric' as const,
    maxLength: 10,
  })

  return (
    <div ref={form} className="flex h-full min-h-0 flex-col">
      <div className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
        <h2 className="text-base font-semibold">{words.title}</h2>
        <div className="ml-auto flex gap-2">
          {mayChange ? (
            <DraftButtons
              changed={changed}
              busy={busy}
              onDiscard={() => {
                setDraft(null)
                setTried(false)
              }}
              onSave={() => void save()}
            />
          ) : (
            <p className="text-ink-3">{words.readOnly}</p>
          )}
        </div>
      </div>
      <div
        ref={element => focusWhenLost(element?.querySelector<HTMLElement>('[data-first-policy]') ?? null)}
        className="min-h-0 flex-1 overflow-y-auto p-4"
      >
        {error !== null && <ErrorNote error={error} />}
        <div className="grid max-w-320 grid-cols-2 items-start gap-4 max-lg:grid-cols-1">
          <div className="flex flex-col gap-4">
            <Panel title={words.told}>
              <Told
                saved={saved}
                on={typed.on}
                price={policy?.priceMinorPerSegment ?? saved.priceMinorPerSegment}
                disabled={!mayChange}
                onChange={on => setDraft({ ...typed, on })}
              />
            </Panel>
            <Panel title={words.safety}>
              <Fields>
                <Field {...number('absentShareSchool', words.shareSchool)} hint={words.safetyHint} />
                <Field {...number('absentShareClass', words.shareClass)} hint={words.safetyHint} />
                <Field {...number('driftLimitSeconds', words.drift)} hint={words.driftHint} />
              </Fields>
            </Panel>
          </div>
          <div className="flex flex-col gap-4">
            <Panel title={words.caps}>
              <Fields>
                <Used label={words.usedToday} used={saved.forecast.usedToday} cap={saved.dailyCap} />
                <Used label={words.usedMonth} used={saved.forecast.usedThisMonth} cap={saved.monthlyCap} />
                <Field {...number('dailyCap', words.dailyCap)} hint={words.capHint} />
                <Field {...number('monthlyCap', words.monthlyCap)} hint={words.capHint} />
                <Field {...number('priceMinorPerSegment', words.price)} hint={words.priceHint} />
                <Field {...number('lowBalanceMinor', words.lowBalance)} />
              </Fields>
            </Panel>
            <Panel title={words.hours}>
              <Fields>
                <Field {...field('quietFrom', words.quietFrom)} type="time" hint={words.quietHint} />
                <Field {...field('quietUntil', words.quietUntil)} type="time" />
                <Field {...number('staleAfterMinutes', words.stale)} hint={words.staleHint} />
                <Field {...number('mergeSeconds', words.merge)} hint={words.mergeHint} />
              </Fields>
            </Panel>
            <Panel title={words.words}>
              <Fields>
                <Field {...field('senderName', words.sender)} hint={words.senderHint} maxLength={30} />
                <Field {...field('officePhone', words.phone)} hint={words.phoneHint} inputMode="tel" maxLength={40} />
              </Fields>
            </Panel>
          </div>
        </div>
      </div>
    </div>
  )
}

function Fields({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-x-4 gap-y-3 p-4 max-md:grid-cols-1">{children}</div>
}

/** Parts that were sent, against the cap; without a cap there is nothing to fill. */
function Used({ label, used, cap }: { label: string; used: number; cap: number }) {
  if (cap > 0) return <Meter label={label} value={used} max={cap} text={words.usedOf(used, cap)} />
  return (
    <p className="flex justify-between gap-2">
      <span className="text-ink-2">{label}</span>
      <span>{words.used(used)}</span>
    </p>
  )
}
