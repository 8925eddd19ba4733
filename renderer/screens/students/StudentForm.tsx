import { Eye } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { StreamId, StudentId } from '../../../core/contract/common.ts'
import type { ClassNode, StudentDetail } from '../../../core/contract/school.ts'
import { call } from '../../api.ts'
import { useToday } from '../../stores/clock.ts'
import { showError } from '../../stores/toasts.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { CheckField } from '../../ui/CheckField.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { useCall } from '../../use-call.ts'
import type { CallState } from '../../use-call.ts'
import { streamChoices } from './class-text.ts'
import { blankStudent, draftOfStudent, isComplete, newStudent, studentChange, studentProblem } from './student-draft.ts'
import type { StudentDraft } from './student-draft.ts'

type Props = {
  /** Changes this one; otherwise a new one is added. */
  student?: StudentDetail
  /** The stream that a new one is likely to go to. */
  streamId?: StreamId | undefined
  onClose: () => void
  /** The new one was added. */
  onAdded?: (studentId: StudentId) => void
}

/** Adds a student, or changes one. */
export function StudentForm({ student, streamId, onClose, onAdded }: Props) {
  const tree = useCall('students.tree', {})
  const today = useToday()
  const [before, setBefore] = useState(() =>
    student === undefined ? blankStudent(streamId ?? '', today) : draftOfStudent(student),
  )
  const [draft, setDraft] = useState(before)
  const set = (change: Partial<StudentDraft>) => setDraft(now => ({ ...now, ...change }))
  const isNew = student === undefined
  useSuggestedNumber(isNew, number =>
    setDraft(now => (now.admissionNumber === '' ? { ...now, admissionNumber: number } : now)),
  )

  async function save(): Promise<void> {
    const name = `${draft.firstName.trim()} ${draft.lastName.trim()}`
    if (isNew) {
      const facts = newStudent(draft)
      if (facts === null) return
      const { id, undoId } = await call('students.add', facts)
      showDone(t.studentForm.added(name), undoId)
      onAdded?.(id)
      return
    }
    const change = studentChange(student.id, before, draft)
    if (change === null) return
    const { undoId } = await call('students.edit', change)
    showDone(t.studentForm.saved(name), undoId)
  }

  async function openBirth(): Promise<void> {
    if (isNew) return
    const { dateOfBirth } = await call('students.reveal', { studentId: student.id })
    setBefore(now => ({ ...now, dateOfBirth: dateOfBirth ?? '' }))
    set({ dateOfBirth: dateOfBirth ?? '' })
  }

  return (
    <FormDialog
      title={isNew ? t.studentForm.addTitle : t.studentForm.editTitle(student.fullName)}
      text={isNew ? t.studentForm.addText : t.studentForm.editText}
      action={isNew ? t.studentForm.add : t.common.save}
      valid={isComplete(draft, today)}
      onSubmit={save}
      onClose={onClose}
    >
      {tried => (
        <StudentFields
          draft={draft}
          tree={tree}
          problem={field => (tried ? studentProblem(draft, field, today) : undefined)}
          onChange={set}
          onOpenBirth={() => void openBirth().catch(showError)}
        />
      )}
    </FormDialog>
  )
}

function useSuggestedNumber(wanted: boolean, take: (admissionNumber: string) => void): void {
  const [taken] = useState(() => take)
  useEffect(() => {
    // Without a suggestion the field stays empty, and the form says that it is needed.
    if (wanted) call('students.suggestNumber', {}).then(({ admissionNumber }) => taken(admissionNumber), showError)
  }, [wanted, taken])
}

type FieldsProps = {
  draft: StudentDraft
  tree: CallState<ClassNode[]>
  problem: (field: keyof StudentDraft) => string | undefined
  onChange: (change: Partial<StudentDraft>) => void
  onOpenBirth: () => void
}

type TextField =
  | 'admissionNumber'
  | 'firstName'
  | 'middleName'
  | 'lastName'
  | 'admittedOn'
  | 'upi'
  | 'assessmentNumber'
  | 'birthCertificate'

function StudentFields({ draft, tree, problem, onChange, onOpenBirth }: FieldsProps) {
  const { fields } = t.studentForm
  const text = (field: TextField) => ({
    label: fields[field],
    value: draft[field],
    error: problem(field),
    spellCheck: false,
    autoComplete: 'off',
    onChange: (event: { target: { value: string } }) => onChange({ [field]: event.target.value }),
  })
  return (
    <>
      {tree.error !== null && <ErrorNote error={tree.error} />}
      <div className="grid grid-cols-3 gap-4 max-md:grid-cols-1">
        <Field data-first-field maxLength={60} {...text('firstName')} />
        <Field maxLength={60} {...text('middleName')} />
        <Field maxLength={60} {...text('lastName')} />
        <SelectField
          label={fields.gender}
          value={draft.gender}
          error={problem('gender')}
          choices={[
            { value: '', label: t.common.choose },
            { value: 'F', label: t.students.genders.F },
            { value: 'M', label: t.students.genders.M },
          ]}
          onChange={value => onChange({ gender: value === 'F' || value === 'M' ? value : '' })}
        />
        <SelectField
          label={fields.streamId}
          value={draft.streamId}
          error={problem('streamId')}
          choices={[{ value: '', label: t.common.choose }, ...streamChoices(tree.data ?? [])]}
          onChange={value => onChange({ streamId: value as StreamId | '' })}
        />
        <Field maxLength={50} hint={fields.admissionHint} {...text('admissionNumber')} />
        {draft.dateOfBirth === null ? (
          <div>
            <p className="mb-1 font-medium">{fields.dateOfBirth}</p>
            <Button icon={Eye} label={fields.openBirth} hint={t.student.revealHint} onClick={onOpenBirth} />
          </div>
        ) : (
          <Field
            type="date"
            label={fields.dateOfBirth}
            value={draft.dateOfBirth}
            error={problem('dateOfBirth')}
            onChange={event => onChange({ dateOfBirth: event.target.value })}
          />
        )}
        <SelectField
          label={fields.boarding}
          value={draft.boarding ? 'boarding' : 'day'}
          choices={[
            { value: 'day', label: t.student.dayScholar },
            { value: 'boarding', label: t.student.boarding },
          ]}
          onChange={value => onChange({ boarding: value === 'boarding' })}
        />
        <Field type="date" {...text('admittedOn')} />
      </div>
      <CheckField
        label={fields.exempt}
        hint={fields.exemptHint}
        checked={draft.exempt}
        onChange={exempt => onChange({ exempt })}
      />
      <details open={draft.upi !== '' || draft.assessmentNumber !== '' || draft.birthCertificate !== ''}>
        <summary className="w-fit rounded-sm font-medium text-accent">{fields.more}</summary>
        <div className="mt-2 grid grid-cols-3 gap-4 max-md:grid-cols-1">
          <Field maxLength={40} {...text('upi')} />
          <Field maxLength={40} {...text('assessmentNumber')} />
          <Field maxLength={40} {...text('birthCertificate')} />
        </div>
      </details>
    </>
  )
}
