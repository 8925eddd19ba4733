import { useEffect, useRef, useState } from 'react'
import type { GatePassId } from '../../../core/contract/common.ts'
import type { SearchHit } from '../../../core/contract/school.ts'
import { asAppError, call } from '../../api.ts'
import { useClock, useToday, useZone } from '../../stores/clock.ts'
import { useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { CheckField } from '../../ui/CheckField.tsx'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { passNumber, passProblems, returnAt } from './pass-draft.ts'
import type { PassDraft, PassProblem } from './pass-draft.ts'
import { StudentPick } from './StudentPick.tsx'

type Props = { onClose: () => void; onWritten: (id: GatePassId) => void }

/** Writes a pass: who, why, who allowed it, who fetches the child, and when it is to be back. */
export function PassForm({ onClose, onWritten }: Props) {
  const zone = useZone()
  const today = useToday()
  const [student, setStudent] = useState<SearchHit | null>(null)
  const [draft, setDraft] = useState<PassDraft>(() => ({
    reason: '',
    approvedBy: lastApprover,
    collectedBy: '',
    collectorId: '',
    back: '',
    backDay: today,
  }))
  /** Refused once: the boarder would leave alone. */
  const [alone, setAlone] = useState({ asked: false, allowed: false })
  const fields = useRef<HTMLDivElement>(null)
  const chosen = student !== null
  useEffect(() => {
    if (chosen) fields.current?.querySelector('input')?.focus()
  }, [chosen])
  const problems = passProblems(draft, zone, useClock.getState().now)
  const set = (change: Partial<PassDraft>) => setDraft({ ...draft, ...change })
  const errorOf = (tried: boolean, problem: PassProblem, text: string) =>
    tried && problems.includes(problem) ? text : undefined
  const { form } = t.passes

  async function write(): Promise<void> {
    if (student === null) return
    const { reason, approvedBy, collectedBy, collectorId } = draft
    try {
      const { id, number } = await call('passes.issue', {
        studentId: student.studentId,
        reason,
        approvedBy,
        collectedBy,
        collectorId,
        expectedReturnAt: returnAt(draft, zone),
        unaccompaniedAnyway: alone.allowed,
      })
      lastApprover = approvedBy
      const title = t.passes.written(passNumber(number), student.fullName)
      useToasts.getState().show({ tone: 'good', title, text: '' })
      onWritten(id)
    } catch (error) {
      if (asAppError(error).code === 'boarder_alone') setAlone({ asked: true, allowed: false })
      throw error
    }
  }

  return (
    <FormDialog
      title={form.title}
      text={form.text}
      action={form.submit}
      valid={chosen && problems.length === 0}
      onSubmit={write}
      onClose={onClose}
    >
      {tried => (
        <>
          <StudentPick
            chosen={student}
            onChoose={hit => {
              setStudent(hit)
              setAlone({ asked: false, allowed: false })
            }}
            error={tried && !chosen ? form.studentMissing : undefined}
          />
          <div ref={fields} className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
            <Field
              label={form.reason}
              maxLength={120}
              value={draft.reason}
              error={errorOf(tried, 'reason', form.reasonMissing)}
              onChange={event => set({ reason: event.target.value })}
            />
            <Field
              label={t.passes.approvedBy}
              maxLength={80}
              autoComplete="off"
              value={draft.approvedBy}
              error={errorOf(tried, 'approvedBy', form.approverMissing)}
              onChange={event => set({ approvedBy: event.target.value })}
            />
            <Field
              label={t.passes.collectedBy}
              hint={form.collectorHint}
              maxLength={80}
              autoComplete="off"
              value={draft.collectedBy}
              onChange={event => set({ collectedBy: event.target.value })}
            />
            <Field
              label={t.passes.collectorId}
              maxLength={40}
              autoComplete="off"
              value={draft.collectorId}
              onChange={event => set({ collectorId: event.target.value })}
            />
            <Field
              label={form.back}
              hint={form.backHint}
              maxLength={8}
              autoComplete="off"
              value={draft.back}
              error={errorOf(tried, 'back', form.backWrong) ?? errorOf(tried, 'backPast', form.backPast)}
              onChange={event => set({ back: event.target.value })}
            />
            <Field
              type="date"
              label={form.backDay}
              min={today}
              required
              value={draft.backDay}
              onChange={event => set({ backDay: event.target.value === '' ? today : event.target.value })}
            />
          </div>
          {alone.asked && draft.collectedBy.trim() === '' && (
            <CheckField
              label={form.aloneAnyway}
              hint={form.aloneHint}
              checked={alone.allowed}
              onChange={allowed => setAlone({ asked: true, allowed })}
            />
          )}
        </>
      )}
    </FormDialog>
  )
}

/** The same person approves most passes of a morning. */
let lastApprover = ''
