import { useState } from 'react'
import type { StreamId, StudentId } from '../../../core/contract/common.ts'
import { call } from '../../api.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { useCall } from '../../use-call.ts'
import { streamChoices } from './class-text.ts'

/** Those that an action is meant for, and how to call them in a sentence. */
export type Those = { studentIds: StudentId[]; name: string }

type Props = { those: Those; onClose: () => void; onDone: () => void }

/** Moves one student or many to another stream. */
export function MoveDialog({ those: { studentIds, name }, onClose, onDone }: Props) {
  const tree = useCall('students.tree', {})
  const [chosen, setChosen] = useState<StreamId | ''>('')
  const choices = streamChoices(tree.data ?? [])
  return (
    <FormDialog
      title={t.studentActions.moveTitle(name)}
      text={t.studentActions.moveText}
      action={t.studentActions.move}
      valid={chosen !== ''}
      onClose={onClose}
      onSubmit={async () => {
        if (chosen === '') return
        const { undoId } = await call('students.move', { studentIds, streamId: chosen })
        showDone(t.studentActions.moved(name, choices.find(({ value }) => value === chosen)?.label ?? ''), undoId)
        onDone()
      }}
    >
      {tried => (
        <SelectField
          data-first-field
          label={t.studentActions.moveTo}
          value={chosen}
          error={tried && chosen === '' ? t.studentForm.wrong.stream : undefined}
          choices={[{ value: '', label: t.common.choose }, ...choices]}
          onChange={value => setChosen(value as StreamId | '')}
        />
      )}
    </FormDialog>
  )
}
