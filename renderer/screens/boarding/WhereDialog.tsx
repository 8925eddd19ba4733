import { useState } from 'react'
import { t } from '../../strings/t.ts'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'

type Props = { name: string; onSay: (note: string) => void; onClose: () => void }

const words = t.boarding.night

/** Asks where a boarder is of whose absence the office knows nothing. */
export function WhereDialog({ name, onSay, onClose }: Props) {
  const [note, setNote] = useState('')
  return (
    <FormDialog
      title={words.whereTitle(name)}
      text={words.whereText}
      action={words.whereSubmit}
      valid={note.trim() !== ''}
      onSubmit={() => {
        onSay(note.trim())
        return Promise.resolve()
      }}
      onClose={onClose}
    >
      {tried => (
        <Field
          data-first-field
          label={words.where}
          maxLength={300}
          autoComplete="off"
          value={note}
          error={tried && note.trim() === '' ? words.whereMissing : undefined}
          onChange={event => setNote(event.target.value)}
        />
      )}
    </FormDialog>
  )
}
