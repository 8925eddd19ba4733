import { useState } from 'react'
import type { SessionName } from '../../../core/contract/common.ts'
import type { SessionPlan } from '../../../core/contract/calendar.ts'
import { t } from '../../strings/t.ts'
import { CheckField } from '../../ui/CheckField.tsx'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { fieldOfMinute, minuteOfField } from './minute-text.ts'
import { isGoodSession, timeFields, timeProblem } from './session-rules.ts'
import type { PlanTimes, TypedTimes } from './session-rules.ts'
import { planSentence } from './session-text.ts'
import { Weekdays } from './Weekdays.tsx'

const usual: Readonly<Record<SessionName, PlanTimes>> = {
  AM: { opens: 360, onTimeUntil: 480, closes: 510, ends: 760 },
  PM: { opens: 820, onTimeUntil: 840, closes: 855, ends: 960 },
}
const levels = Array.from({ length: 15 }, (_, n) => n - 2)
const levelChoices = levels.map(level => ({ value: String(level), label: t.plans.level(level) }))

/** A plan to begin with, under an id that none of the others has. */
export function newPlan(others: readonly SessionPlan[]): SessionPlan {
  const taken = new Set(others.map(({ id }) => id))
  let number = others.length + 1
  while (taken.has(`plan_${number}`)) number += 1
  return {
    id: `plan_${number}`,
    name: '',
    levels: { from: 1, to: 6 },
    boarding: 'any',
    weekdays: [],
    AM: usual.AM,
    PM: usual.PM,
    leavesFrom: null,
  }
}

type Props = { plan: SessionPlan; onTake: (plan: SessionPlan) => void; onClose: () => void }

/** For whom a plan is, and its times. */
export function PlanDialog({ plan, onTake, onClose }: Props) {
  const [draft, setDraft] = useState(plan)
  const [AM, setAM] = useState<TypedTimes | null>(plan.AM)
  const [PM, setPM] = useState<TypedTimes | null>(plan.PM)
  const { name, boarding, weekdays, leavesFrom } = draft
  const morningEnds = AM?.ends ?? null
  const goodAM = AM === null || isGoodSession(AM, null) ? AM : undefined
  const goodPM = PM === null || isGoodSession(PM, morningEnds) ? PM : undefined
  const inOrder = draft.levels.from <= draft.levels.to
  const whole = goodAM === undefined || goodPM === undefined ? null : { ...draft, AM: goodAM, PM: goodPM }
  const valid = whole !== null && inOrder && name.trim() !== ''
  return (
    <FormDialog
      title={t.plans.dialogTitle(plan.name)}
      text={whole === null ? t.plans.dialogText : planSentence(whole)}
      action={t.plans.take}
      valid={valid}
      onClose={onClose}
      onSubmit={() => {
        if (whole !== null) onTake({ ...whole, name: name.trim() })
        return Promise.resolve()
      }}
    >
      {tried => (
        <>
          <div className="grid grid-cols-[2fr_1fr_1fr_2fr] gap-4 max-md:grid-cols-1">
            <Field
              data-first-field
              label={t.plans.name}
              maxLength={80}
              value={name}
              error={tried && name.trim() === '' ? t.plans.nameMissing : undefined}
              onChange={event => setDraft({ ...draft, name: event.target.value })}
            />
            <SelectField
              label={t.plans.fromLevel}
              value={String(draft.levels.from)}
              choices={levelChoices}
              onChange={value => setDraft({ ...draft, levels: { ...draft.levels, from: Number(value) } })}
            />
            <SelectField
              label={t.plans.toLevel}
              value={String(draft.levels.to)}
              choices={levelChoices}
              error={tried && !inOrder ? t.plans.levelOrder : undefined}
              onChange={value => setDraft({ ...draft, levels: { ...draft.levels, to: Number(value) } })}
            />
            <SelectField
              label={t.plans.whom}
              value={boarding}
              choices={(['any', 'day', 'boarding'] as const).map(value => ({
                value,
                label: t.plans.boardingChoices[value],
              }))}
              onChange={value => setDraft({ ...draft, boarding: value as SessionPlan['boarding'] })}
            />
          </div>
          <Weekdays
            legend={t.plans.weekdays}
            hint={t.plans.weekdaysHint}
            value={weekdays}
            onChange={next => setDraft({ ...draft, weekdays: next })}
          />
          <SessionFields session="AM" times={AM} tried={tried} morningEnds={null} onChange={setAM} />
          <SessionFields session="PM" times={PM} tried={tried} morningEnds={morningEnds} onChange={setPM} />
          <Field
            type="time"
            label={t.plans.leavesFrom}
            hint={t.plans.leavesHint}
            value={fieldOfMinute(leavesFrom)}
            onChange={event => setDraft({ ...draft, leavesFrom: minuteOfField(event.target.value) })}
            className="w-72"
          />
        </>
      )}
    </FormDialog>
  )
}

type SessionProps = {
  session: SessionName
  times: TypedTimes | null
  tried: boolean
  morningEnds: number | null
  onChange: (times: TypedTimes | null) => void
}

function SessionFields({ session, times, tried, morningEnds, onChange }: SessionProps) {
  return (
    <fieldset className="rounded-md border border-line px-3 pt-1 pb-3">
      <legend className="px-1 font-medium">{t.plans.session[session]}</legend>
      <CheckField
        label={t.plans.has[session]}
        checked={times !== null}
        onChange={on => onChange(on ? usual[session] : null)}
      />
      {times !== null && (
        <div className="mt-2 grid grid-cols-4 gap-4 max-md:grid-cols-2">
          {timeFields.map(field => {
            const problem = timeProblem(times, field, morningEnds)
            return (
              <Field
                key={field}
                type="time"
                label={t.plans[field]}
                value={fieldOfMinute(times[field])}
                error={tried && problem !== undefined ? t.plans.timeOrder[problem] : undefined}
                onChange={event => onChange({ ...times, [field]: minuteOfField(event.target.value) })}
              />
            )
          })}
        </div>
      )}
    </fieldset>
  )
}
