import { useState } from 'react'
import type { NotInStudent } from '../../../core/contract/attendance.ts'
import type { Day } from '../../../core/contract/common.ts'
import type { Reason } from '../../../core/contract/morning.ts'
import { addDays, dayText } from '../../format.ts'
import { t } from '../../strings/t.ts'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { whomText } from './use-morning-actions.ts'

type Props = {
  reason: Reason
  students: readonly NotInStudent[]
  day: Day
  onSave: (until: Day, note: string) => Promise<void>
  onClose: () => void
}

/** How far ahead a reason can reach here; longer ones are given again. */
const daysAhead = 60

/** A reason that holds for several days, or with a note. */
export function ReasonDialog({ reason, students, day, onSave, onClose }: Props) {
  const [until, setUntil] = useState(day)
  const [note, setNote] = useState('')
  const choices = Array.from({ length: daysAhead + 1 }, (_, n) => {
    const value = addDays(day, n)
    return { value, label: n === 0 ? t.morning.reasonForm.thisDay(dayText(day)) : dayText(value) }
  })
  return (
    <FormDialog
      title={t.morning.reasonForm.title(reason.label, whomText(students))}
      text={t.morning.reasonForm.text}
      action={t.morning.reasonForm.save}
      valid
      onSubmit={() => onSave(until, note.trim())}
      onClose={onClose}
    >
      {() => (
        <>
          <SelectField
            data-first-field
            label={t.morning.reasonForm.until}
            value={until}
            choices={choices}
            onChange={setUntil}
            onKeyDown={event => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              event.currentTarget.form?.requestSubmit()
            }}
            className="w-72"
          />
          <Field
            label={t.morning.reasonForm.note}
            hint={t.morning.reasonForm.noteHint}
            value={note}
            maxLength={300}
            autoComplete="off"
            onChange={event => setNote(event.target.value)}
          />
        </>
      )}
    </FormDialog>
  )
}
