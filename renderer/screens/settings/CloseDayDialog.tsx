import { useState } from 'react'
import type { Input } from '../../../core/contract/api.ts'
import type { ClassId, Day, StreamId } from '../../../core/contract/common.ts'
import type { ClassNode } from '../../../core/contract/school.ts'
import { call } from '../../api.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { CheckField } from '../../ui/CheckField.tsx'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { useCall } from '../../use-call.ts'
import { classText } from '../students/class-text.ts'

type Who = 'school' | 'classes' | 'streams'
type Part = 'whole' | 'AM' | 'PM'
type Props = {
  /** What it begins with. */
  day: Day
  onClose: () => void
}

/** Says that the school, classes or streams have no session: today, unless other days are chosen. */
export function CloseDayDialog({ day, onClose }: Props) {
  const tree = useCall('students.tree', {})
  const [reason, setReason] = useState('')
  const [from, setFrom] = useState(day)
  const [to, setTo] = useState(day)
  const [part, setPart] = useState<Part>('whole')
  const [who, setWho] = useState<Who>('school')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const places = placesOf(who, tree.data ?? [])
  const dateProblem = from === '' || to === '' ? t.closing.dateMissing : to < from ? t.closing.order : undefined
  const noneChosen = who !== 'school' && chosen.length === 0

  async function save(): Promise<void> {
    const { undoId, ...recalculated } = await call('calendar.close', {
      from,
      to,
      session: part === 'whole' ? null : part,
      scope: scopeOf(who, chosen),
      reason: reason.trim(),
    })
    const names = places.filter(({ id }) => chosen.includes(id)).map(({ name }) => name)
    showDone(t.closing.done(whoText(who, names)), undoId, t.calendarPage.recalculated(recalculated))
  }

  return (
    <FormDialog
      title={t.closing.title}
      text={t.closing.text}
      action={t.closing.submit}
      valid={reason.trim() !== '' && dateProblem === undefined && !noneChosen}
      onSubmit={save}
      onClose={onClose}
    >
      {tried => (
        <>
          <Field
            data-first-field
            label={t.closing.reason}
            hint={t.closing.reasonHint}
            maxLength={80}
            autoComplete="off"
            value={reason}
            error={tried && reason.trim() === '' ? t.closing.reasonMissing : undefined}
            onChange={event => setReason(event.target.value)}
          />
          <div className="grid grid-cols-3 gap-4 max-md:grid-cols-1">
            <Field
              type="date"
              label={t.closing.from}
              value={from}
              onChange={event => {
                setFrom(event.target.value)
                if (to < event.target.value) setTo(event.target.value)
              }}
            />
            <Field
              type="date"
              label={t.closing.to}
              value={to}
              error={tried ? dateProblem : undefined}
              onChange={event => setTo(event.target.value)}
            />
            <SelectField
              label={t.closing.part}
              value={part}
              choices={(['whole', 'AM', 'PM'] as const).map(value => ({ value, label: t.closing.parts[value] }))}
              onChange={value => setPart(value as Part)}
            />
          </div>
          <SelectField
            label={t.closing.who}
            value={who}
            choices={(['school', 'classes', 'streams'] as const).map(value => ({
              value,
              label: t.closing.whos[value],
            }))}
            onChange={value => {
              setWho(value as Who)
              setChosen([])
            }}
          />
          {who !== 'school' && (
            <fieldset className="max-h-52 overflow-y-auto rounded-md border border-line p-3">
              <legend className="px-1 font-medium">{t.closing.which[who]}</legend>
              <div className="grid grid-cols-3 gap-x-4 gap-y-1.5 max-md:grid-cols-1">
                {places.map(({ id, name }) => (
                  <CheckField
                    key={id}
                    label={name}
                    checked={chosen.includes(id)}
                    onChange={on => setChosen(on ? [...chosen, id] : chosen.filter(one => one !== id))}
                  />
                ))}
              </div>
              {tried && noneChosen && (
                <p role="alert" className="mt-1 text-xs text-absent">
                  {t.closing.noneChosen}
                </p>
              )}
            </fieldset>
          )}
        </>
      )}
    </FormDialog>
  )
}

function placesOf(who: Who, tree: readonly ClassNode[]): { id: string; name: string }[] {
  if (who === 'classes') return tree.map(({ id, name }) => ({ id, name }))
  return tree.flatMap(node => node.streams.map(({ id, name }) => ({ id, name: classText(node.name, name) })))
}

function scopeOf(who: Who, ids: readonly string[]): Input<'calendar.close'>['scope'] {
  if (who === 'classes') return { kind: 'classes', classIds: ids as ClassId[] }
  if (who === 'streams') return { kind: 'streams', streamIds: ids as StreamId[] }
  return { kind: 'school' }
}

function whoText(who: Who, names: readonly string[]): string {
  if (who === 'school') return t.closing.school
  return names.length <= 2 ? names.join(', ') : t.closing.several(names.length, who)
}
