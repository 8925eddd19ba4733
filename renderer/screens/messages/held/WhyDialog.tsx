import { useId, useState } from 'react'
import { t } from '../../../strings/t.ts'
import { Field } from '../../../ui/Field.tsx'
import { FormDialog } from '../../../ui/FormDialog.tsx'

type Props = {
  title: string
  text: string
  action: string
  /** What is often written. */
  usual: readonly string[]
  onSubmit: (why: string) => Promise<void>
  onClose: () => void
}

const words = t.alerts.held

/** Asks why before something that stays on record. */
export function WhyDialog({ title, text, action, usual, onSubmit, onClose }: Props) {
  const listId = useId()
  const [why, setWhy] = useState('')
  const given = why.trim().length >= 2
  return (
    <FormDialog
      title={title}
      text={text}
      action={action}
      valid={given}
      onSubmit={() => onSubmit(why.trim())}
      onClose={onClose}
    >
      {tried => (
        <>
          <Field
            data-first-field
            label={words.whyField}
            hint={words.whyHint}
            error={tried && !given ? words.whyMissing : undefined}
            value={why}
            maxLength={200}
            list={listId}
            autoComplete="off"
            onChange={event => setWhy(event.target.value)}
          />
          <datalist id={listId}>
            {usual.map(one => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </>
      )}
    </FormDialog>
  )
}
