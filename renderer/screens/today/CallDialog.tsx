import clsx from 'clsx'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { NotInStudent } from '../../../core/contract/attendance.ts'
import type { AppError } from '../../../core/contract/errors.ts'
import { callOutcomes } from '../../../core/contract/calls.ts'
import type { CallOutcome } from '../../../core/contract/calls.ts'
import type { GuardianId } from '../../../core/contract/common.ts'
import { asAppError } from '../../api.ts'
import { phoneText } from '../../format.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { Field } from '../../ui/Field.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { useCall } from '../../use-call.ts'
import { useRevealedPhones } from './use-revealed-phones.ts'
import { whomText } from './use-morning-actions.ts'
import type { CallChoice } from './use-morning-actions.ts'

type Props = {
  students: readonly (Pick<NotInStudent, 'studentId' | 'fullName'> & Partial<Pick<NotInStudent, 'guardian'>>)[]
  onSave: (choice: CallChoice) => Promise<void>
  onClose: () => void
}

const somebodyElse = ''

/** A call that was made: one key says how it ended and logs it; with Shift it waits for a note. */
export function CallDialog({ students, onSave, onClose }: Props) {
  const first = students[0]?.studentId
  const detail = useCall('students.get', first === undefined ? null : { studentId: first })
  const guardians = detail.data?.guardiansList ?? []
  const opened = useRevealedPhones()
  const [chosenGuardian, setGuardian] = useState<GuardianId | typeof somebodyElse | null>(null)
  const [outcome, setOutcome] = useState<CallOutcome>('reached')
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  // The key can be quicker than the answer: who is called first is known from the list.
  const usual = guardians[0]?.id ?? students[0]?.guardian?.id ?? null
  const guardianId = chosenGuardian ?? usual
  const guardian = guardians.find(({ id }) => id === guardianId)
  const inClear = first !== undefined && guardian !== undefined ? opened.phones.get(first)?.get(guardian.id) : undefined

  async function save(how: CallOutcome): Promise<void> {
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      await onSave({ outcome: how, guardianId: guardianId === somebodyElse ? null : guardianId, note: note.trim() })
      onClose()
    } catch (reason) {
      setError(asAppError(reason))
      setBusy(false)
    }
  }

  function press(event: KeyboardEvent<HTMLElement>): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
    if (event.key === 'Enter') {
      event.preventDefault()
      void save(outcome)
    }
    const key = event.key.toUpperCase()
    if (key === 'P' && first !== undefined) opened.reveal(first)
    const chosen = callOutcomes.find(one => t.morning.callForm.keys[one] === key)
    if (chosen === undefined) return
    event.preventDefault()
    setOutcome(chosen)
    if (event.shiftKey) event.currentTarget.closest('form')?.querySelector<HTMLElement>('[name="note"]')?.focus()
    else void save(chosen)
  }

  return (
    <Dialog open onClose={onClose} title={t.morning.callForm.title(whomText(students))} text={t.morning.callForm.text}>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void save(outcome)
        }}
        className="flex flex-col gap-4"
      >
        {error !== null && <ErrorNote error={error} />}
        <div
          data-first-field
          tabIndex={0}
          role="group"
          aria-label={t.morning.callForm.outcome}
          onKeyDown={press}
          className="flex flex-wrap gap-2 rounded-md p-1"
        >
          {callOutcomes.map(one => (
            <button
              key={one}
              type="button"
              tabIndex={-1}
              aria-pressed={outcome === one}
              disabled={busy}
              onClick={() => void save(one)}
              className={clsx(
                'flex h-8 items-center gap-1.5 rounded-md border px-3 font-medium',
                outcome === one ? 'border-accent bg-accent-soft text-accent' : 'border-line-strong/60 hover:bg-sunken',
              )}
            >
              {t.morning.outcomes[one]} <Kbd keys={t.morning.callForm.keys[one]} />
            </button>
          ))}
        </div>
        {guardians.length > 0 ? (
          <div className="flex items-end gap-3">
            <SelectField
              label={t.morning.callForm.whom}
              value={guardianId ?? somebodyElse}
              choices={[
                ...guardians.map(({ id, fullName, relation }) => ({
                  value: id,
                  label: relation === '' ? fullName : `${fullName} (${relation})`,
                })),
                { value: somebodyElse, label: t.morning.callForm.others },
              ]}
              onChange={value => setGuardian(guardians.find(({ id }) => id === value)?.id ?? somebodyElse)}
              className="min-w-0 flex-1"
            />
            {guardian !== undefined &&
              (inClear === undefined ? (
                <Button
                  label={guardian.phone}
                  hint={t.morning.callForm.hidden}
                  keys="P"
                  onClick={() => first !== undefined && opened.reveal(first)}
                />
              ) : (
                <p className="pb-1.5 text-base font-semibold">{phoneText(inClear)}</p>
              ))}
          </div>
        ) : (
          detail.data !== undefined && <p className="text-ink-2">{t.morning.callForm.noGuardian}</p>
        )}
        <Field
          name="note"
          label={t.morning.callForm.note}
          hint={t.morning.callForm.noteHint}
          value={note}
          maxLength={300}
          autoComplete="off"
          onChange={event => setNote(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button label={t.common.cancel} onClick={onClose} />
          <Button type="submit" look="main" label={t.morning.callForm.save} busy={busy} />
        </div>
      </form>
    </Dialog>
  )
}
