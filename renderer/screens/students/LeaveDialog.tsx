import { useId, useState } from 'react'
import { call } from '../../api.ts'
import { useToday } from '../../stores/clock.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import type { Those } from './MoveDialog.tsx'

type Props = { those: Those; onClose: () => void; onDone: () => void }

/** Says that students have left: from when, and why. Their record stays. */
export function LeaveDialog({ those: { studentIds, name }, onClose, onDone }: Props) {
  const today = useToday()
  const reasons = useId()
  const [leftOn, setLeftOn] = useState(today)
  const [why, setWhy] = useState('')
  return (
    <FormDialog
      title={t.studentActions.leaveTitle(name)}
      text={t.studentActions.leaveText}
      action={t.studentActions.leave}
      valid={leftOn !== ''}
      onClose={onClose}
      onSubmit={async () => {
        const { undoId } = await call('students.deactivate', { studentIds, leftOn, why })
        showDone(t.studentActions.left(name), undoId)
        onDone()
      }}
    >
      {tried => (
        <div className="grid grid-cols-[12rem_1fr] gap-4 max-md:grid-cols-1">
          <Field
            data-first-field
            type="date"
            label={t.studentActions.lastDay}
            value={leftOn}
            error={tried && leftOn === '' ? t.studentActions.lastDayMissing : undefined}
            onChange={event => setLeftOn(event.target.value)}
          />
          <div>
            <Field
              label={t.studentActions.why}
              list={reasons}
              maxLength={200}
              autoComplete="off"
              value={why}
              onChange={event => setWhy(event.target.value)}
            />
            <datalist id={reasons}>
              {t.studentActions.whys.map(text => (
                <option key={text} value={text} />
              ))}
            </datalist>
          </div>
        </div>
      )}
    </FormDialog>
  )
}
