import { Link2, X } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import type { GuardianMatch, GuardianView, StudentDetail } from '../../../core/contract/school.ts'
import { call } from '../../api.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { CheckField } from '../../ui/CheckField.tsx'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { useCall } from '../../use-call.ts'
import { blankGuardian, draftOfGuardian, guardianProblem, isAbroad, isMasked, likelySearch } from './guardian-draft.ts'
import type { GuardianDraft } from './guardian-draft.ts'

type Props = {
  student: StudentDetail
  /** Changes this one; otherwise one is added. `phone`: as it is shown, masked or opened. */
  guardian?: GuardianView
  onClose: () => void
}

/** Adds a guardian, new or already on record for another child, or changes one. A phone left masked stays as it is. */
export function GuardianForm({ student, guardian, onClose }: Props) {
  const start = guardian === undefined ? blankGuardian : draftOfGuardian(guardian)
  const [draft, setDraft] = useState(start)
  const [known, setKnown] = useState<GuardianMatch | null>(null)
  const set = (change: Partial<GuardianDraft>) => setDraft(now => ({ ...now, ...change }))
  const isNew = guardian === undefined
  const studentId = student.id

  async function save(): Promise<void> {
    const { relation, receivesMessages } = draft
    if (known !== null) {
      const { undoId } = await call('guardians.link', { studentId, guardianId: known.id, relation, receivesMessages })
      showDone(t.guardians.linked(known.fullName, student.fullName), undoId)
      return
    }
    const { undoId } = await call('guardians.save', {
      ...draft,
      studentId,
      email: draft.email.trim() === '' ? null : draft.email,
      ...(!isNew && { guardianId: guardian.id }),
    })
    showDone((isNew ? t.guardians.added : t.guardians.saved)(draft.fullName.trim()), undoId)
  }

  return (
    <FormDialog
      title={isNew ? t.guardians.addTitle(student.fullName) : t.guardians.editTitle(guardian.fullName)}
      text={isNew ? t.guardians.addText : editText(guardian)}
      action={known !== null ? t.guardians.link : isNew ? t.guardians.addAction : t.common.save}
      valid={known !== null || (['fullName', 'phone'] as const).every(field => !guardianProblem(draft, field))}
      onSubmit={save}
      onClose={onClose}
    >
      {tried => (
        <>
          {known === null ? (
            <WhoFields draft={draft} tried={tried} onChange={set} />
          ) : (
            <Known known={known} onBack={() => setKnown(null)} />
          )}
          {isNew && known === null && <Matches draft={draft} student={student} onChoose={setKnown} />}
          <LinkFields draft={draft} onChange={set} />
        </>
      )}
    </FormDialog>
  )
}

function editText({ siblings }: GuardianView): string {
  if (siblings.length === 0) return t.guardians.editText
  return t.guardians.editShared(siblings.map(({ fullName }) => fullName).join(', '))
}

function phoneHint(phone: string): string {
  if (isMasked(phone)) return t.guardians.masked
  return isAbroad(phone) ? t.guardians.abroad : t.guardians.fields.phoneHint
}

type FieldsProps = { draft: GuardianDraft; onChange: (change: Partial<GuardianDraft>) => void }

function WhoFields({ draft, tried, onChange }: FieldsProps & { tried: boolean }) {
  const { fields } = t.guardians
  return (
    <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
      <Field
        data-first-field
        label={fields.fullName}
        maxLength={120}
        spellCheck={false}
        autoComplete="off"
        value={draft.fullName}
        error={tried ? guardianProblem(draft, 'fullName') : undefined}
        onChange={event => onChange({ fullName: event.target.value })}
      />
      <Field
        label={fields.phone}
        hint={phoneHint(draft.phone)}
        maxLength={40}
        inputMode="tel"
        autoComplete="off"
        value={draft.phone}
        error={tried ? guardianProblem(draft, 'phone') : undefined}
        onChange={event => onChange({ phone: event.target.value })}
      />
      <SelectField
        label={fields.language}
        value={draft.language}
        choices={(['en', 'sw'] as const).map(value => ({ value, label: t.student.language[value] }))}
        onChange={value => onChange({ language: value === 'sw' ? 'sw' : 'en' })}
      />
      <Field
        label={fields.email}
        type="email"
        maxLength={120}
        autoComplete="off"
        value={draft.email}
        onChange={event => onChange({ email: event.target.value })}
      />
    </div>
  )
}

function LinkFields({ draft, onChange }: FieldsProps) {
  const relations = useId()
  return (
    <div className="grid grid-cols-2 items-center gap-4 max-md:grid-cols-1">
      <div>
        <Field
          label={t.guardians.fields.relation}
          list={relations}
          maxLength={40}
          autoComplete="off"
          value={draft.relation}
          onChange={event => onChange({ relation: event.target.value })}
        />
        <datalist id={relations}>
          {t.guardians.relations.map(text => (
            <option key={text} value={text} />
          ))}
        </datalist>
      </div>
      <CheckField
        label={t.guardians.fields.receives}
        hint={t.guardians.fields.receivesHint}
        checked={draft.receivesMessages}
        onChange={receivesMessages => onChange({ receivesMessages })}
      />
    </div>
  )
}

function Known({ known, onBack }: { known: GuardianMatch; onBack: () => void }) {
  // What had the focus is gone with the list it stood in.
  const [focus] = useState(() => (element: HTMLElement | null) => element?.focus())
  return (
    <div className="flex items-center gap-3 rounded-md bg-accent-soft px-3 py-2">
      <Link2 aria-hidden size={18} className="shrink-0 text-accent" />
      <p className="min-w-0 flex-1">
        <span className="font-semibold">{known.fullName}</span> {known.phone}
        <span className="block text-ink-2">{t.guardians.of(known.students.join(', '))}</span>
      </p>
      <Button ref={focus} icon={X} label={t.guardians.notThis} onClick={onBack} />
    </div>
  )
}

type MatchesProps = { draft: GuardianDraft; student: StudentDetail; onChoose: (match: GuardianMatch) => void }

/** Those on record who may be meant, so that brothers and sisters share one guardian. */
function Matches({ draft, student, onChoose }: MatchesProps) {
  const search = useSettled(likelySearch(draft))
  const { data } = useCall('guardians.find', search === null ? null : { search })
  const mine = new Set<string>(student.guardiansList.map(({ id }) => id))
  const others = (data ?? []).filter(({ id }) => !mine.has(id)).slice(0, 4)
  return (
    <section aria-label={t.guardians.matches} aria-live="polite">
      {others.length > 0 && (
        <>
          <p className="mb-1 font-medium">{t.guardians.matches}</p>
          <ul className="divide-y divide-line rounded-md border border-line">
            {others.map(match => (
              <li key={match.id} className="flex items-center gap-3 px-3 py-1">
                <p className="min-w-0 flex-1">
                  <span className="block truncate">
                    <span className="font-medium">{match.fullName}</span> {match.phone}
                  </span>
                  <span className="block truncate text-xs text-ink-3">{t.guardians.of(match.students.join(', '))}</span>
                </p>
                <Button
                  icon={Link2}
                  label={t.guardians.use}
                  aria-label={t.guardians.useThis(match.fullName)}
                  onClick={() => onChoose(match)}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const settleMs = 200

/** The value once it has not changed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
