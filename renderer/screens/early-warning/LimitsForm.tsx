import { useState } from 'react'
import type { WarningLimits } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { limitFields, readLimits, typedLimits } from './limits-draft.ts'

type Props = { limits: WarningLimits; onClose: () => void; onSaved: () => void }

const words = t.earlyWarning

/** From when on a student is on the list. */
export function LimitsForm({ limits, onClose, onSaved }: Props) {
  const [typed, setTyped] = useState(() => typedLimits(limits))
  const { value, wrong } = readLimits(typed)

  async function save(): Promise<void> {
    if (value === null) return
    await call('attendance.saveWarningLimits', value)
    useToasts.getState().show({ tone: 'good', title: words.limitsSaved, text: '' })
    onSaved()
  }

  return (
    <FormDialog
      title={words.limitsTitle}
      text={words.limitsText}
      action={t.common.save}
      valid={value !== null}
      onSubmit={save}
      onClose={onClose}
    >
      {tried => (
        <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
          {limitFields.map(({ id, label }, n) => (
            <Field
              key={id}
              {...(n === 0 && { 'data-first-field': true })}
              label={label}
              inputMode="numeric"
              maxLength={3}
              value={typed[id]}
              {...(id === 'afterDays' && { hint: words.afterDaysHint })}
              error={tried && wrong.includes(id) ? words.wrong : undefined}
              onChange={event => setTyped({ ...typed, [id]: event.target.value })}
            />
          ))}
        </div>
      )}
    </FormDialog>
  )
}
