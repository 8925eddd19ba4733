import { ArrowDown, ArrowUp, Pencil, Plus, Trash2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { SessionPlan, SessionPresets } from '../../../core/contract/calendar.ts'
import { call } from '../../api.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError } from '../../stores/toasts.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { newPlan, PlanDialog } from './PlanDialog.tsx'
import { PlanNotes } from './PlanNotes.tsx'
import { planSentence } from './session-text.ts'
import { DraftButtons } from './DraftButtons.tsx'
import { SettingsScreen } from './SettingsScreen.tsx'

/** Which sessions there are for whom, and their times. */
export function Sessions() {
  const answer = useCall('sessions.get', {}, { refreshOn: ['calendar.changed'], minGapMs: 250 })
  const [draft, setDraft] = useState<readonly SessionPlan[] | null>(null)
  const [editing, setEditing] = useState<SessionPlan | null>(null)
  const [busy, setBusy] = useState(false)
  const shown = draft ?? answer.data?.plans ?? []

  function save(): void {
    if (draft === null || busy) return
    setBusy(true)
    call('sessions.save', { plans: [...draft] })
      .then(({ undoId, ...recalculated }) => {
        const text = `${t.calendarPage.recalculated(recalculated)} ${t.plans.savedSince}`
        showDone(t.plans.saved, undoId, text)
        setDraft(null)
        answer.refetch()
      }, showError)
      .finally(() => setBusy(false))
  }

  function take(plan: SessionPlan): void {
    const isKnown = shown.some(({ id }) => id === plan.id)
    setDraft(isKnown ? shown.map(one => (one.id === plan.id ? plan : one)) : [...shown, plan])
  }

  const add = () => setEditing(newPlan(shown))
  useSessionKeys(save, add)
  return (
    <SettingsScreen
      title={t.plans.title}
      text={t.plans.text}
      actions={
        <>
          <Button icon={Plus} label={t.plans.add} keys="N" onClick={add} />
          <DraftButtons changed={draft !== null} busy={busy} onDiscard={() => setDraft(null)} onSave={save} />
        </>
      }
    >
      <Answer state={answer} waiting={<Skeleton rows={6} height={48} />}>
        {({ presets }) => (
          <div className="flex flex-col gap-4 p-4">
            <Presets presets={presets} onTake={setDraft} />
            <List plans={shown} onChange={setDraft} onEdit={setEditing} />
            <PlanNotes plans={shown} />
          </div>
        )}
      </Answer>
      {editing !== null && (
        <PlanDialog key={editing.id} plan={editing} onTake={take} onClose={() => setEditing(null)} />
      )}
    </SettingsScreen>
  )
}

function useSessionKeys(save: () => void, add: () => void): void {
  const now = useRef({ save, add })
  useEffect(() => {
    now.current = { save, add }
  })
  const keys = useMemo(
    () => [
      { keys: 'Ctrl+S', label: t.common.save, run: () => now.current.save(), whileTyping: true },
      { keys: 'N', label: t.plans.add, run: () => now.current.add() },
    ],
    [],
  )
  useShortcuts(t.nav.settings, keys)
}

function Presets({ presets, onTake }: { presets: SessionPresets; onTake: (plans: readonly SessionPlan[]) => void }) {
  return (
    <SelectField
      inline
      label={t.plans.preset}
      value=""
      choices={[
        { value: '', label: t.plans.presetChoose },
        ...presets.map(({ name }, index) => ({ value: String(index), label: name })),
      ]}
      onChange={value => {
        const preset = value === '' ? undefined : presets[Number(value)]
        if (preset !== undefined) onTake(preset.plans)
      }}
    />
  )
}

type ListProps = {
  plans: readonly SessionPlan[]
  onChange: (plans: readonly SessionPlan[]) => void
  onEdit: (plan: SessionPlan) => void
}

function List({ plans, onChange, onEdit }: ListProps) {
  function move(index: number, by: -1 | 1): void {
    const moved = [...plans]
    const [one] = moved.splice(index, 1)
    if (one === undefined) return
    moved.splice(index + by, 0, one)
    onChange(moved)
  }
  return (
    <ol aria-label={t.plans.title} className="overflow-hidden rounded-md border border-line">
      {plans.map((plan, index) => (
        <li key={plan.id} className="flex items-center gap-3 border-b border-line px-3 py-1.5 last:border-0">
          <span className="w-5 text-right text-ink-3">{index + 1}</span>
          <div className="min-w-0 flex-1">
            <p className="font-semibold">{plan.name}</p>
            <p className="text-ink-2">{planSentence(plan)}</p>
          </div>
          <div className="flex">
            <Button
              look="quiet"
              iconOnly
              icon={ArrowUp}
              label={t.plans.of(t.plans.up, plan.name)}
              disabled={index === 0}
              onClick={() => move(index, -1)}
            />
            <Button
              look="quiet"
              iconOnly
              icon={ArrowDown}
              label={t.plans.of(t.plans.down, plan.name)}
              disabled={index === plans.length - 1}
              onClick={() => move(index, 1)}
            />
            <Button
              look="quiet"
              iconOnly
              icon={Pencil}
              label={t.plans.of(t.plans.edit, plan.name)}
              onClick={() => onEdit(plan)}
            />
            <Button
              look="quiet"
              iconOnly
              icon={Trash2}
              label={t.plans.of(t.plans.remove, plan.name)}
              hint={plans.length === 1 ? t.plans.lastOne : t.plans.of(t.plans.remove, plan.name)}
              disabled={plans.length === 1}
              onClick={() => onChange(plans.filter((_, i) => i !== index))}
            />
          </div>
        </li>
      ))}
    </ol>
  )
}
